package isobmff

import (
	"bytes"
	"slices"

	"sizemill/resize/fault"
)

// NCLX are the code points of a picture's colours (ITU-T H.273): those of a colr box of that kind.
type NCLX struct {
	Primaries, Transfer, Matrix uint16
	FullRange                   bool
}

// Metadata is what the file carries for its primary picture, as bare bytes; nil where there is none.
type Metadata struct {
	ICC, EXIF, XMP []byte
	NCLX           *NCLX
}

// Metadata reads what belongs to the primary picture. What could be read is returned beside an error.
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

// describes says whether metadata belongs to the primary picture: when it says so, or when it says nothing.
func (f *File) describes(it *Item) bool {
	found, any := f.refers(it, "cdsc", f.Primary)
	return found || !any
}

// bareEXIF takes away what begins an Exif item: how far it is to the TIFF structure, and often JPEG's prefix.
func bareEXIF(b []byte) []byte {
	p := fields{b: b}
	p.take(int(p.u32()))
	for _, rest := range [][]byte{p.b, bytes.TrimPrefix(b[min(4, len(b)):], []byte("Exif\x00\x00"))} {
		if bytes.HasPrefix(rest, []byte("II*\x00")) || bytes.HasPrefix(rest, []byte("MM\x00*")) {
			return rest
		}
	}
	return nil
}

// colours reads what is said of an item's colours, or of its first tile's where nothing is said of the whole.
func (f *File) colors(it *Item) (icc []byte, nclx *NCLX) {
	icc, nclx = it.colors()
	if it.Kind == "grid" && icc == nil && nclx == nil {
		if tiles, err := f.from(it, "dimg"); err == nil && len(tiles) > 0 {
			return tiles[0].colors()
		}
	}
	return icc, nclx
}

// colours reads an item's colr properties.
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

// alpha finds the transparency of a picture, or nil.
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

// isAlpha says whether an auxiliary picture is transparency: MPEG's name for it, or the older one of HEVC.
func isAlpha(it *Item) bool {
	p := fields{b: it.property("auxC")}
	p.full()
	switch p.text() {
	case "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1":
		return true
	}
	return false
}
