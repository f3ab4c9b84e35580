package codec

import (
	"encoding/binary"
	"errors"
	"image"
	"io"

	fulltiff "github.com/hhrutter/tiff"
	"golang.org/x/image/tiff"
)

// Tags of a TIFF's image file directory (IFD).
const (
	tagSubfileType  = 254
	tagWidth        = 256
	tagHeight       = 257
	tagBits         = 258
	tagCompression  = 259
	tagPhotometric  = 262
	tagStripOffsets = 273
	tagOrientation  = 274
	tagSamples      = 277
	tagStripCounts  = 279
	tagPlanar       = 284
	tagTileOffsets  = 324
	tagTileCounts   = 325
	tagSubIFDs      = 330
	tagExtraSamples = 338
	tagXMP          = 700
	tagICC          = 34675
	tagExifIFD      = 34665
	tagDNGVersion   = 50706
)

// Values of compression and photometric interpretation.
const (
	tiffNone, tiffRLE, tiffG3, tiffG4, tiffLZW, tiffOldJPEG, tiffJPEG, tiffDeflate = 1, 2, 3, 4, 5, 6, 7, 8
	tiffPackBits, tiffOldDeflate                                                   = 32773, 32946

	tiffWhiteIsZero, tiffBlackIsZero, tiffRGB, tiffPalette, tiffCMYK, tiffYCbCr, tiffCFA = 0, 1, 2, 3, 5, 6, 32803
)

const (
	// maxTIFFEntries bounds a directory; scanners write some 40 entries.
	maxTIFFEntries = 4096
	// maxPages bounds the counting of pages.
	maxPages = 10_000
	// maxJPEGBlocks bounds the strips or tiles of which each is looked at beforehand: 65,535 rows of one strip each.
	maxJPEGBlocks = 1 << 16
)

func tiffMagic(head []byte) bool {
	return matches(head, "II*\x00") && !matches(head, "????????CR") || matches(head, "MM\x00*")
}

// tiffEntry is a directory's entry: where its values are and of which kind.
type tiffEntry struct {
	kind  uint16 // 1 byte, 3 SHORT, 4 LONG, 7 undefined
	count uint32
	first uint32 // the first value of a BYTE, SHORT or LONG
	at    int64  // offset of the values in the file
}

// tiffDirectory is the first IFD, with only the entries that are looked at.
type tiffDirectory struct {
	order   binary.ByteOrder
	entries map[uint16]tiffEntry
	next    int64
}

// value is the first value of a tag, or otherwise.
func (d tiffDirectory) value(tag uint16, otherwise uint32) uint32 {
	if e, ok := d.entries[tag]; ok && e.count > 0 {
		return e.first
	}
	return otherwise
}

func readTIFFDirectory(c *cursor) (tiffDirectory, error) {
	d := tiffDirectory{entries: map[uint16]tiffEntry{}}
	if err := c.seek(0); err != nil {
		return d, err
	}
	b, err := c.bytes(8)
	if err != nil {
		return d, err
	}
	d.order = binary.BigEndian
	if b[0] == 'I' {
		d.order = binary.LittleEndian
	}
	if err := c.seek(int64(d.order.Uint32(b[4:]))); err != nil {
		return d, err
	}
	n, err := c.uint16(d.order)
	if err != nil {
		return d, err
	}
	if n > maxTIFFEntries {
		return d, damaged("a directory of %d entries", n)
	}
	for range n {
		start := c.off
		if b, err = c.bytes(12); err != nil {
			return d, err
		}
		tag := d.order.Uint16(b)
		e := tiffEntry{kind: d.order.Uint16(b[2:]), count: d.order.Uint32(b[4:]), at: start + 8}
		size := tiffTypeSize(e.kind) * int64(e.count)
		if size > 4 {
			e.at = int64(d.order.Uint32(b[8:]))
		}
		if e.at+size > c.size { // also of tags that nobody looks at: the file's end is missing
			return d, io.ErrUnexpectedEOF
		}
		if size > 0 {
			if e.first, err = tiffValue(c, d.order, e, 0); err != nil {
				return d, err
			}
		}
		d.entries[tag] = e
		if err := c.seek(start + 12); err != nil {
			return d, err
		}
	}
	next, err := c.uint32(d.order)
	d.next = int64(next)
	return d, err
}

// tiffTypeSize is the size in bytes of a value of a type; 0 of one that does not exist.
func tiffTypeSize(kind uint16) int64 {
	switch kind {
	case 1, 2, 6, 7:
		return 1
	case 3, 8:
		return 2
	case 4, 9, 11, 13:
		return 4
	case 5, 10, 12:
		return 8
	}
	return 0
}

// tiffValue is the i-th value of an entry of BYTE, SHORT or LONG, and 0 of other types, which no tag of ours has.
func tiffValue(c *cursor, order binary.ByteOrder, e tiffEntry, i int64) (uint32, error) {
	size := tiffTypeSize(e.kind)
	if err := c.seek(e.at + i*size); err != nil {
		return 0, err
	}
	b, err := c.bytes(int(size))
	if err != nil {
		return 0, err
	}
	switch e.kind {
	case 1, 7:
		return uint32(b[0]), nil
	case 3:
		return uint32(order.Uint16(b)), nil
	case 4:
		return order.Uint32(b), nil
	}
	return 0, nil
}

func tiffHeader(c *cursor, limits Limits) (Header, error) {
	d, err := readTIFFDirectory(c)
	if err != nil {
		return Header{}, err
	}
	h := Header{
		Width: int(d.value(tagWidth, 0)), Height: int(d.value(tagHeight, 0)),
		Orientation: int(d.value(tagOrientation, 1)),
	}
	if err := tiffSupported(d); err != nil {
		return h, err
	}
	if err := limits.check(h); err != nil {
		return h, err
	}
	if d.value(tagBits, 1) == 16 {
		h.Depth = 16
	}
	switch d.value(tagPhotometric, tiffWhiteIsZero) {
	case tiffWhiteIsZero, tiffBlackIsZero:
		h.Gray = true
	case tiffRGB:
		h.Alpha = d.value(tagSamples, 1) == 4
	case tiffCMYK:
		h.CMYK = true
	}
	if h.Pages, err = tiffPages(c, d); err != nil {
		return h, err
	}
	return h, tiffBound(c, d, h)
}

// tiffSupported refuses, in words, what neither library reads, and what it would read wrongly.
func tiffSupported(d tiffDirectory) error {
	_, dng := d.entries[tagDNGVersion]
	_, sub := d.entries[tagSubIFDs]
	photometric, samples, bits := d.value(tagPhotometric, tiffWhiteIsZero), d.value(tagSamples, 1), d.value(tagBits, 1)
	compression := d.value(tagCompression, tiffNone)
	// Raw files of several makers are TIFFs whose first picture is a thumbnail.
	if dng || photometric == tiffCFA || (sub && d.value(tagSubfileType, 0)&1 != 0) {
		return unsupported("camera raw pictures are not supported by this build")
	}
	switch compression {
	case tiffNone, 0, tiffRLE, tiffG3, tiffG4, tiffLZW, tiffJPEG, tiffDeflate, tiffPackBits, tiffOldDeflate:
	case tiffOldJPEG:
		return unsupported("TIFF pictures with old-style JPEG compression are not supported by this build")
	default:
		return unsupported("TIFF pictures with compression %d are not supported by this build", compression)
	}
	want := map[uint32]uint32{tiffWhiteIsZero: 1, tiffBlackIsZero: 1, tiffRGB: 3, tiffPalette: 1, tiffCMYK: 4}[photometric]
	switch {
	case want == 0:
		return unsupported("TIFF pictures of colour model %d are not supported by this build", photometric)
	case photometric == tiffRGB && samples == 4 && (d.value(tagExtraSamples, 0) == 1 || d.value(tagExtraSamples, 0) == 2):
	case samples != want:
		return unsupported("TIFF pictures of %d channels in this colour model are not supported by this build", samples)
	}
	fax := compression == tiffRLE || compression == tiffG3 || compression == tiffG4
	switch {
	case bits != 1 && fax, bits != 1 && bits != 8 && bits != 16, bits == 16 && photometric == tiffCMYK, bits == 1 && want > 1:
		return unsupported("TIFF pictures of %d bits in this colour model are not supported by this build", bits)
	case samples > 1 && d.value(tagPlanar, 1) != 1:
		return unsupported("TIFF pictures with separate planes are not supported by this build")
	}
	return nil
}

// tiffPages counts the directories, each of them once: a chain that loops is damaged.
func tiffPages(c *cursor, d tiffDirectory) (int, error) {
	pages, seen := 1, map[int64]bool{}
	for next := d.next; next != 0; pages++ {
		if seen[next] || pages > maxPages {
			return pages, damaged("its pages go round in a circle")
		}
		seen[next] = true
		if err := c.seek(next); err != nil {
			return pages, err
		}
		n, err := c.uint16(d.order)
		if err != nil {
			return pages, err
		}
		if err := c.skip(12 * int64(n)); err != nil {
			return pages, err
		}
		offset, err := c.uint32(d.order)
		if err != nil {
			return pages, err
		}
		next = int64(offset)
	}
	return pages, nil
}

// tiffBound compares the claimed pixels with what the file's bytes can hold at most in its compression.
func tiffBound(c *cursor, d tiffDirectory, h Header) error {
	raw := (int64(h.Width)*int64(d.value(tagSamples, 1))*int64(d.value(tagBits, 1)) + 7) / 8 * int64(h.Height)
	switch d.value(tagCompression, tiffNone) {
	case tiffNone, 0:
		if raw > c.size {
			return io.ErrUnexpectedEOF
		}
		return nil
	case tiffRLE, tiffG3, tiffG4:
		return boundClaim(int64(h.Height), c.size, 8) // at least one bit a row
	case tiffLZW:
		return boundClaim(raw, c.size, gifPixelsPerByte)
	case tiffJPEG:
		return boundClaim(raw, c.size, 4*jpegPixelsPerByte)
	default:
		return boundClaim(raw, c.size, deflateRatio)
	}
}

// tiffDecode leaves to x/image what it reads; the wider library reads CMYK and JPEG, but misplaces the rows of padded tiles.
func tiffDecode(r *io.SectionReader, h Header) (image.Image, error) {
	c := newCursor(r, r.Size())
	d, err := readTIFFDirectory(c)
	if err != nil {
		return nil, err
	}
	compression := d.value(tagCompression, tiffNone)
	if compression == tiffJPEG {
		if err := tiffCheckJPEG(c, d, h); err != nil {
			return nil, err
		}
	}
	var m image.Image
	if h.CMYK || compression == tiffJPEG || compression == tiffRLE {
		m, err = fulltiff.Decode(r)
	} else {
		m, err = tiff.Decode(r)
	}
	var cannot tiff.UnsupportedError
	var cannotToo fulltiff.UnsupportedError
	if errors.As(err, &cannot) || errors.As(err, &cannotToo) {
		return nil, unsupported("this kind of TIFF picture is not supported by this build (%s)", string(cannot)+string(cannotToo))
	}
	if err != nil && compression == tiffG3 {
		// The library knows only one of G3's kinds, and cannot tell the others from damage.
		return nil, unsupported("this kind of fax compression is not supported by this build, or the picture is damaged")
	}
	return m, err
}

// tiffCheckJPEG looks at the header of every embedded JPEG: the library hands them to whatever decoder recognises them, without limits.
func tiffCheckJPEG(c *cursor, d tiffDirectory, h Header) error {
	offsets, ok := d.entries[tagTileOffsets]
	counts := d.entries[tagTileCounts]
	if !ok {
		offsets, counts = d.entries[tagStripOffsets], d.entries[tagStripCounts]
	}
	if offsets.count > maxJPEGBlocks || counts.count != offsets.count {
		return damaged("%d strips of compressed pixels", offsets.count)
	}
	for i := range int64(offsets.count) {
		at, err := tiffValue(c, d.order, offsets, i)
		if err != nil {
			return err
		}
		n, err := tiffValue(c, d.order, counts, i)
		if err != nil {
			return err
		}
		part := newCursor(sectionAt(c, int64(at), int64(n)))
		if b, err := part.peek(3); err != nil || !jpegMagic(b) {
			return damaged("strip %d is no JPEG", i+1)
		}
		inner, err := jpegHeader(part, DefaultLimits())
		if err != nil {
			return err
		}
		// A tile may reach beyond the picture, by less than its own size.
		if inner.Width > 2*h.Width+1024 || inner.Height > 2*h.Height+1024 {
			return damaged("strip %d has %d × %d pixels", i+1, inner.Width, inner.Height)
		}
	}
	return nil
}

func sectionAt(c *cursor, off, n int64) (io.ReaderAt, int64) {
	n = max(0, min(n, c.size-off))
	return io.NewSectionReader(c, off, n), n
}
