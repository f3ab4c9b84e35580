package isobmff

import (
	"bytes"
	"slices"

	"sizemill/resize/fault"
)

// NCLX is the code points of a picture's colors (ITU-T H.273), from a colr box of that kind.
type NCLX struct {
	Primaries, Transfer, Matrix uint16
	FullRange                   bool
}

// Metadata is the metadata of the primary picture as bare bytes; nil for none.
type Metadata struct {
	ICC, EXIF, XMP []byte
	NCLX           *NCLX
}

// Metadata reads what belongs to the primary picture. Beside an error it returns what could be
// read.
func (f *File) Metadata() (Metadata, error) {
	var m Metadata
	if f.Primary == nil {
		return m, nil
	}
	m.ICC, m.NCLX = f.colors(f.Primary)
	if len(m.ICC) > maxMetadata {
		m.ICC = nil
	}
	var failed error
	candidates := 0
	for _, it := range f.Items {
		to := &m.EXIF
		switch {
		case it.Kind == "Exif":
		case it.Kind == "mime" && it.MIME == "application/rdf+xml":
			to = &m.XMP
		default:
			continue
		}
		if *to != nil {
			continue
		}
		if candidates++; candidates > maxCandidates {
			break
		}
		if !f.describes(it) {
			continue
		}
		b, err := f.Data(it, maxMetadata)
		switch {
		case err != nil:
			failed = err
		case it.Encoding != "":
			failed = unsupported("compressed metadata is not supported")
		case it.Kind == "Exif":
			if m.EXIF = bareEXIF(b); m.EXIF == nil {
				failed = fault.Damaged("invalid EXIF")
			}
		default:
			m.XMP = b
		}
	}
	return m, failed
}

// describes reports whether metadata belongs to the primary picture: it refers to it, or to
// nothing.
func (f *File) describes(it *Item) bool {
	found, any := f.refers(it, "cdsc", f.Primary)
	return found || !any
}

// bareEXIF removes what begins an Exif item: the offset of the TIFF structure, and often JPEG's
// prefix.
func bareEXIF(b []byte) []byte {
	p := fields{b: b}
	p.take(int(p.u32()))
	for _, rest := range [][]byte{p.b,
		bytes.TrimPrefix(b[min(4, len(b)):], []byte("Exif\x00\x00"))} {
		if bytes.HasPrefix(rest, []byte("II*\x00")) || bytes.HasPrefix(rest, []byte("MM\x00*")) {
			return rest
		}
	}
	return nil
}

// colors reads an item's color information, or its first tile's if the whole has none.
func (f *File) colors(it *Item) (icc []byte, nclx *NCLX) {
	icc, nclx = it.colors()
	if it.Kind == "grid" && icc == nil && nclx == nil {
		if tiles, err := f.from(it, "dimg"); err == nil && len(tiles) > 0 {
			return tiles[0].colors()
		}
	}
	return icc, nclx
}

// colors reads an item's colr properties.
func (it *Item) colors() (icc []byte, nclx *NCLX) {
	for _, q := range it.Properties {
		if q.Kind != "colr" {
			continue
		}
		p := fields{b: q.Data}
		switch kind := string(p.take(4)); {
		case (kind == "prof" || kind == "rICC") && icc == nil && len(p.b) > 0:
			icc = p.b
		case kind == "nclx" && nclx == nil:
			n := NCLX{p.u16(), p.u16(), p.u16(), p.u8()&0x80 != 0}
			if !p.short {
				nclx = &n
			}
		}
	}
	return icc, nclx
}

// alpha returns the alpha of a picture, or nil.
func (f *File) alpha(of *Item) (*Item, error) {
	for _, r := range f.refs {
		if r.kind != "auxl" || !slices.Contains(r.to, of.ID) {
			continue
		}
		it := f.item(r.from)
		if it == nil {
			return nil, fault.Damaged("a part of the picture is missing")
		}
		if isAlpha(it) {
			return it, nil
		}
	}
	return nil, nil
}

// isAlpha reports whether an auxiliary picture is alpha: by MPEG's name, or the older one of HEVC.
func isAlpha(it *Item) bool {
	p := fields{b: it.property("auxC")}
	p.full()
	switch p.text() {
	case "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1":
		return true
	}
	return false
}
