package codec

import (
	"io"
	"math"
	"strings"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// ReadMetadata reads the metadata of the picture whose header is h. Beside an error, which is
// ErrMetadata or r's own, it returns what could be read.
func ReadMetadata(r io.ReaderAt, size int64, h format.Header) (metadata.Set, error) {
	row, ok := lookup(h.Format)
	if !ok || row.readMetadata == nil {
		return metadata.Set{}, nil
	}
	c := format.NewCursor(r, size)
	b, err := row.readMetadata(c)
	switch {
	case c.Failure != nil:
		return b, c.Failure
	case err != nil:
		return b, format.ErrMetadata
	}
	return b, err
}

// Fit removes the blocks that format f does not hold or that are too large for it, and returns
// their kinds. Texts that programs write by themselves are removed silently.
func Fit(b metadata.Set, f format.Format) (metadata.Set, metadata.Kinds) {
	row, _ := lookup(f)
	var removed metadata.Kinds
	if row.fit != nil {
		b, removed = row.fit(b)
	}
	for _, k := range []struct {
		kind  metadata.Kinds
		block *[]byte
	}{
		{metadata.EXIF, &b.EXIF}, {metadata.ICC, &b.ICC}, {metadata.XMP, &b.XMP}, {metadata.IPTC,
			&b.IPTC},
	} {
		if len(*k.block) == 0 {
			*k.block = nil
		} else if row.holds&k.kind == 0 || len(*k.block) > metadata.MaxBlock {
			*k.block = nil
			removed |= k.kind
		}
	}
	var texts []metadata.TextEntry
	for _, e := range b.Text {
		if row.holdsText != nil && row.holdsText(e) {
			texts = append(texts, e)
		} else if !automatic(e.Key) {
			removed |= metadata.Text
		}
	}
	b.Text = texts
	b, unstated := fitResolution(b, row.holds)
	return b, removed | unstated
}

// fitResolution keeps the resolution in formats that store it, and states it in EXIF elsewhere, as
// libvips does. It adds an EXIF block only for a resolution that means something.
func fitResolution(b metadata.Set, holds metadata.Kinds) (metadata.Set, metadata.Kinds) {
	r := b.Resolution
	if holds&metadata.Density != 0 || r == (metadata.Resolution{}) {
		return b, 0
	}
	b.Resolution = metadata.Resolution{}
	_, _, length := r.Inches()
	if holds&metadata.EXIF != 0 && length && (b.EXIF != nil || r.Tells()) {
		b.EXIF = metadata.StateResolution(b.EXIF, r)
		return b, 0
	}
	// Windows' default, not worth a warning
	if x, y, _ := r.Inches(); !r.Tells() || math.Round(x) == 96 && math.Round(y) == 96 {
		return b, 0
	}
	return b, metadata.Density
}

// automatic reports whether programs write texts of that key without being asked.
func automatic(key string) bool {
	switch key {
	case metadata.TimeKey, "Software", "software", "Creation Time", "create-date", "modify-date",
		"signature":
		return true
	}
	for _, prefix := range []string{"date:", "exif:", "png:", "tiff:", "icc:", "Thumb::"} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}
