package codec

import (
	"errors"
	"io"
	"math"
	"strings"

	"sizemill/resize/metadata"
)

var (
	// ErrBlocks is metadata that cannot be read.
	ErrBlocks    = errors.New("unreadable metadata")
	errBlockSize = errors.New("metadata too large for the format")
)

// ReadBlocks reads the metadata of the picture whose header is h. What could be read is returned beside an
// error, which is ErrBlocks or r's own.
func ReadBlocks(r io.ReaderAt, size int64, h Header) (metadata.Blocks, error) {
	row, ok := lookup(h.Format)
	if !ok || row.blocks == nil {
		return metadata.Blocks{}, nil
	}
	c := newCursor(r, size)
	b, err := row.blocks(c)
	switch {
	case c.failure != nil:
		return b, c.failure
	case err != nil:
		return b, ErrBlocks
	}
	return b, err
}

// Fit removes the blocks that format f cannot hold, because it never does or because they are too large for it, and says
// which it removed. Remarks that a program makes of its own accord are not worth being mentioned.
func Fit(b metadata.Blocks, f Format) (metadata.Blocks, metadata.Kinds) {
	var removed metadata.Kinds
	icc := metadata.MaxBlock
	if f == JPEG {
		icc = 255 * (maxSegment - len(iccPrefix) - 2)
		if len(b.XMP) > maxSegment-len(xmpPrefix) { // an extended packet has no wrapping
			b.XMP = metadata.BareXMP(b.XMP)
		}
		if most := maxSegment - len(exifPrefix); len(b.EXIF) > most {
			if smaller := metadata.DropMakerNotes(b.EXIF); smaller != nil && len(smaller) <= most {
				b.EXIF, removed = smaller, metadata.MakerNotes
			} else {
				b.EXIF, removed = nil, metadata.EXIF
			}
		}
	}
	if f == TIFF && len(b.EXIF) > 0 {
		if tags, _ := exifTags(b.EXIF); !telling(tags) { // nothing else of it would be found again
			if stated := metadata.EXIFResolution(b.EXIF); stated != (metadata.Resolution{}) && !b.Resolution.Tells() {
				b.Resolution = stated
			}
			b.EXIF = nil
			if len(tags) == 0 {
				removed = metadata.EXIF
			}
		}
	}
	for _, k := range []struct {
		kind  metadata.Kinds
		block *[]byte
		most  int
	}{
		{metadata.EXIF, &b.EXIF, metadata.MaxBlock}, {metadata.ICC, &b.ICC, icc},
		{metadata.XMP, &b.XMP, metadata.MaxBlock}, {metadata.IPTC, &b.IPTC, metadata.MaxBlock},
	} {
		if len(*k.block) == 0 {
			*k.block = nil
		} else if Holds(f)&k.kind == 0 || len(*k.block) > k.most {
			*k.block = nil
			removed |= k.kind
		}
	}
	var texts []metadata.TextEntry
	for _, e := range b.Text {
		if holdsText(e, f) {
			texts = append(texts, e)
		} else if !automatic(e.Key) {
			removed |= metadata.Text
		}
	}
	b.Text = texts
	b, unstated := fitResolution(b, f)
	return b, removed | unstated
}

// fitResolution leaves the resolution to formats that have a place for it, and states it in EXIF elsewhere, as libvips does. A block of its
// own is made only for a resolution that says something.
func fitResolution(b metadata.Blocks, f Format) (metadata.Blocks, metadata.Kinds) {
	r := b.Resolution
	if Holds(f)&metadata.Density != 0 || r == (metadata.Resolution{}) {
		return b, 0
	}
	b.Resolution = metadata.Resolution{}
	_, _, length := r.Inches()
	if Holds(f)&metadata.EXIF != 0 && length && (b.EXIF != nil || r.Tells()) {
		b.EXIF = metadata.StateResolution(b.EXIF, r)
		return b, 0
	}
	if x, y, _ := r.Inches(); !r.Tells() || math.Round(x) == 96 && math.Round(y) == 96 { // Windows' own, not worth a warning
		return b, 0
	}
	return b, metadata.Density
}

// holdsText says that a remark can be written in a format: all in PNG, and comments in JPEG and GIF.
func holdsText(e metadata.TextEntry, f Format) bool {
	switch f {
	case PNG:
		_, _, ok := pngText(e)
		return ok
	case JPEG:
		return e.Key == metadata.CommentKey && len(e.Text) <= maxSegment
	}
	return Holds(f)&metadata.Text != 0 && e.Key == metadata.CommentKey
}

// automatic says that programs write remarks of that key without being asked.
func automatic(key string) bool {
	switch key {
	case metadata.TimeKey, "Software", "software", "Creation Time", "create-date", "modify-date", "signature":
		return true
	}
	for _, prefix := range []string{"date:", "exif:", "png:", "tiff:", "icc:", "Thumb::"} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}
