package codec

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"sizemill/resize/metadata"
)

const (
	extensionPrefix = "http://ns.adobe.com/xmp/extension/\x00"
	extensionHead   = 32 + 4 + 4 // GUID, length of the whole, offset of the part
)

// photoshopPrefix begins the segment of a JPEG that holds Photoshop's resources, and other formats' copies of it.
const photoshopPrefix = "Photoshop 3.0\x00"

// maxComments bounds the bytes of a picture's comments and texts; a story has some ten thousand.
const maxComments = 1 << 20

// jpegBlocks collects the metadata from the segments before the first scan. Of several EXIF and XMP blocks the first counts, as
// everywhere.
func jpegBlocks(c *cursor) (metadata.Blocks, error) {
	r := jpegReader{icc: map[byte][]byte{}}
	err := jpegWalk(c, func(marker byte, n int64) (bool, error) {
		switch marker {
		case marker0, marker1, marker2, marker13, markerCOM:
			data, err := c.block(n, n)
			if err != nil {
				return false, err
			}
			r.segment(marker, data)
		}
		return false, nil
	})
	broken := r.finish()
	if err == nil {
		err = broken
	}
	return r.b, err
}

// jpegReader puts the parts of blocks together. None of them grows beyond metadata.MaxBlock.
type jpegReader struct {
	b        metadata.Blocks
	icc      map[byte][]byte
	count    byte // of the profile's parts
	profile  int  // its bytes so far
	irb      []byte
	extended []extendedPart
	extent   int // bytes of the parts so far
	comments int
	more     bool // EXIF may go on in the next segment
	jfif     bool // there was a JFIF header
}

// extendedPart is a segment of extended XMP.
type extendedPart struct {
	guid         string
	full, offset uint32
	data         []byte
}

func (r *jpegReader) segment(marker byte, data []byte) {
	switch {
	case marker == marker0 && bytes.HasPrefix(data, []byte(jfifPrefix)):
		if !r.jfif {
			r.b.Resolution, r.jfif = jfifResolution(data), true
		}
		return
	case marker == marker1 && bytes.HasPrefix(data, []byte(exifPrefix)):
		r.exif(data[len(exifPrefix):])
		return
	case marker == marker1 && bytes.HasPrefix(data, []byte(xmpPrefix)):
		if r.b.XMP == nil {
			r.b.XMP = data[len(xmpPrefix):]
		}
	case marker == marker1 && bytes.HasPrefix(data, []byte(extensionPrefix)):
		if data = data[len(extensionPrefix):]; len(data) > extensionHead && r.extent+len(data) <= metadata.MaxBlock {
			r.extent += len(data)
			be := binary.BigEndian
			r.extended = append(r.extended, extendedPart{string(data[:32]), be.Uint32(data[32:]), be.Uint32(data[36:]), data[extensionHead:]})
		}
	case marker == marker2 && bytes.HasPrefix(data, []byte(iccPrefix)) && len(data) > len(iccPrefix)+2:
		data = data[len(iccPrefix):]
		if r.profile += len(data); r.profile <= metadata.MaxBlock {
			r.icc[data[0]] = data[2:]
		}
		r.count = data[1]
	case marker == marker13 && bytes.HasPrefix(data, []byte(photoshopPrefix)):
		if data = data[len(photoshopPrefix):]; len(r.irb)+len(data) <= metadata.MaxBlock {
			r.irb = append(r.irb, data...)
		}
	case marker == markerCOM:
		if r.comments += len(data); len(data) > 0 && r.comments <= maxComments {
			r.b.Text = append(r.b.Text, metadata.TextEntry{Key: metadata.CommentKey, Text: string(data)})
		}
	}
	r.more = false
}

// exif takes a segment of EXIF. Blocks of more than one segment go on in the following ones, which begin like the first but with no header.
func (r *jpegReader) exif(data []byte) {
	switch {
	case r.b.EXIF == nil:
		r.b.EXIF, r.more = data, true
	case r.more && !tiffMagic(data) && len(r.b.EXIF)+len(data) <= metadata.MaxBlock:
		r.b.EXIF = append(r.b.EXIF, data...)
	default:
		r.more = false
	}
}

// finish joins what came in parts.
func (r *jpegReader) finish() error {
	var broken error
	r.b.IPTC = iptcOf(r.irb)
	if len(r.icc) > 0 {
		for i := range int(r.count) {
			part, ok := r.icc[byte(i+1)]
			if !ok {
				r.b.ICC, broken = nil, ErrBlocks
				break
			}
			r.b.ICC = append(r.b.ICC, part...)
		}
	}
	if guid := metadata.ExtendedGUID(r.b.XMP); guid != "" {
		extended := r.extension(guid)
		if extended == nil {
			broken = ErrBlocks
		}
		joined, err := metadata.JoinXMP(r.b.XMP, extended)
		if err != nil && extended != nil {
			joined, err = metadata.JoinXMP(r.b.XMP, nil)
			broken = ErrBlocks
		}
		if err == nil {
			r.b.XMP = joined
		}
	}
	return broken
}

// extension is the extended packet of that GUID, nil when parts of it are missing.
func (r *jpegReader) extension(guid string) []byte {
	var out []byte
	var full uint32
	slices.SortStableFunc(r.extended, func(a, b extendedPart) int { return cmp.Compare(a.offset, b.offset) })
	for _, p := range r.extended {
		if p.guid == guid && int64(p.offset) == int64(len(out)) {
			out, full = append(out, p.data...), p.full
		}
	}
	if len(out) == 0 || int64(len(out)) != int64(full) {
		return nil
	}
	return out
}

// utf8Text is a comment as UTF-8.
func utf8Text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return fromLatin1([]byte(s))
}

func fromLatin1(b []byte) string {
	out := make([]rune, len(b))
	for i, v := range b {
		out[i] = rune(v)
	}
	return string(out)
}

// jpegFit makes blocks as small as segments of a JPEG ask, and returns which it removed because they stay too large.
func jpegFit(b metadata.Blocks) (metadata.Blocks, metadata.Kinds) {
	var removed metadata.Kinds
	if len(b.ICC) > 255*(maxSegment-len(iccPrefix)-2) {
		b.ICC, removed = nil, metadata.ICC
	}
	if len(b.XMP) > maxSegment-len(xmpPrefix) { // an extended packet has no wrapping
		b.XMP = metadata.BareXMP(b.XMP)
	}
	if most := maxSegment - len(exifPrefix); len(b.EXIF) > most {
		if smaller := metadata.DropMakerNotes(b.EXIF); smaller != nil && len(smaller) <= most {
			b.EXIF, removed = smaller, removed|metadata.MakerNotes
		} else {
			b.EXIF, removed = nil, removed|metadata.EXIF
		}
	}
	return b, removed
}

// jpegHoldsText reports whether a remark fits into a comment.
func jpegHoldsText(e metadata.TextEntry) bool {
	return e.Key == metadata.CommentKey && len(e.Text) <= maxSegment
}
