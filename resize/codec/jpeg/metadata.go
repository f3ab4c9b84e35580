package jpeg

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

const (
	extensionPrefix = "http://ns.adobe.com/xmp/extension/\x00"
	extensionHead   = 32 + 4 + 4 // GUID, length of the whole, offset of the part
)

// ReadMetadata collects the metadata of the segments before the first scan. The first of several
// EXIF and XMP blocks counts, as in other readers.
func ReadMetadata(c *format.Cursor) (metadata.Set, error) {
	r := reader{icc: map[byte][]byte{}}
	err := Walk(c, func(marker byte, n int64) (bool, error) {
		switch marker {
		case marker0, marker1, marker2, marker13, markerCOM:
			data, err := c.Block(n, n)
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

// reader joins the parts of blocks. None of them exceeds metadata.MaxBlock.
type reader struct {
	b        metadata.Set
	icc      map[byte][]byte
	count    byte // of the profile's parts
	profile  int  // its bytes so far
	irb      []byte
	extended []extendedPart
	extent   int // bytes of the parts so far
	comments int
	more     bool // EXIF may continue in the next segment
	jfif     bool // there was a JFIF header
}

// extendedPart is a segment of extended XMP.
type extendedPart struct {
	guid         string
	full, offset uint32
	data         []byte
}

func (r *reader) segment(marker byte, data []byte) {
	switch {
	case marker == marker0 && bytes.HasPrefix(data, []byte(jfifPrefix)):
		if !r.jfif {
			r.b.Resolution, r.jfif = jfifResolution(data), true
		}
		return
	case marker == marker1 && bytes.HasPrefix(data, []byte(format.EXIFPrefix)):
		r.exif(data[len(format.EXIFPrefix):])
		return
	case marker == marker1 && bytes.HasPrefix(data, []byte(format.XMPPrefix)):
		if r.b.XMP == nil {
			r.b.XMP = data[len(format.XMPPrefix):]
		}
	case marker == marker1 && bytes.HasPrefix(data, []byte(extensionPrefix)):
		if data = data[len(extensionPrefix):]; len(data) > extensionHead &&
			r.extent+len(data) <= metadata.MaxBlock {
			r.extent += len(data)
			be := binary.BigEndian
			r.extended = append(r.extended,
				extendedPart{string(data[:32]), be.Uint32(data[32:]), be.Uint32(data[36:]),
					data[extensionHead:]})
		}
	case marker == marker2 && bytes.HasPrefix(data, []byte(iccPrefix)) &&
		len(data) > len(iccPrefix)+2:
		data = data[len(iccPrefix):]
		if r.profile += len(data); r.profile <= metadata.MaxBlock {
			r.icc[data[0]] = data[2:]
		}
		r.count = data[1]
	case marker == marker13 && bytes.HasPrefix(data, []byte(format.PhotoshopPrefix)):
		if data = data[len(format.PhotoshopPrefix):]; len(r.irb)+len(data) <= metadata.MaxBlock {
			r.irb = append(r.irb, data...)
		}
	case marker == markerCOM:
		if r.comments += len(data); len(data) > 0 && r.comments <= format.MaxComments {
			r.b.Text = append(r.b.Text,
				metadata.TextEntry{Key: metadata.CommentKey, Text: string(data)})
		}
	}
	r.more = false
}

// exif reads a segment of EXIF. Longer blocks continue in the following segments, which repeat the
// prefix without a header.
func (r *reader) exif(data []byte) {
	switch {
	case r.b.EXIF == nil:
		r.b.EXIF, r.more = data, true
	case r.more && !format.TIFFMagic(data) && len(r.b.EXIF)+len(data) <= metadata.MaxBlock:
		r.b.EXIF = append(r.b.EXIF, data...)
	default:
		r.more = false
	}
}

// finish joins blocks that came in parts.
func (r *reader) finish() error {
	var broken error
	r.b.IPTC = format.FindIPTC(r.irb)
	if len(r.icc) > 0 {
		for i := range int(r.count) {
			part, ok := r.icc[byte(i+1)]
			if !ok {
				r.b.ICC, broken = nil, format.ErrMetadata
				break
			}
			r.b.ICC = append(r.b.ICC, part...)
		}
	}
	if guid := metadata.ExtendedGUID(r.b.XMP); guid != "" {
		extended := r.extension(guid)
		if extended == nil {
			broken = format.ErrMetadata
		}
		joined, err := metadata.JoinXMP(r.b.XMP, extended)
		if err != nil && extended != nil {
			joined, err = metadata.JoinXMP(r.b.XMP, nil)
			broken = format.ErrMetadata
		}
		if err == nil {
			r.b.XMP = joined
		}
	}
	return broken
}

// extension returns the extended packet of that GUID; nil if parts of it are missing.
func (r *reader) extension(guid string) []byte {
	var out []byte
	var full uint32
	slices.SortStableFunc(r.extended,
		func(a, b extendedPart) int { return cmp.Compare(a.offset, b.offset) })
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

// Fit fits blocks into JPEG segments, and returns the kinds that it removed because they remain too
// large.
func Fit(b metadata.Set) (metadata.Set, metadata.Kinds) {
	var removed metadata.Kinds
	if len(b.ICC) > 255*(maxSegment-len(iccPrefix)-2) {
		b.ICC, removed = nil, metadata.ICC
	}
	if len(b.XMP) > maxSegment-len(format.XMPPrefix) { // an extended packet has no wrapping
		b.XMP = metadata.BareXMP(b.XMP)
	}
	if most := maxSegment - len(format.EXIFPrefix); len(b.EXIF) > most {
		if smaller := metadata.DropMakerNotes(b.EXIF); smaller != nil && len(smaller) <= most {
			b.EXIF, removed = smaller, removed|metadata.MakerNotes
		} else {
			b.EXIF, removed = nil, removed|metadata.EXIF
		}
	}
	return b, removed
}

// HoldsText reports whether a text fits into a comment.
func HoldsText(e metadata.TextEntry) bool {
	return e.Key == metadata.CommentKey && len(e.Text) <= maxSegment
}
