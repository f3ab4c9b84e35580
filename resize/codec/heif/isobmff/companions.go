package isobmff

import (
	"bytes"
	"slices"
)

// Companions are what a file holds beside its primary picture and that picture's own parts, alpha,
// thumbnails and metadata.
type Companions struct {
	GainMap    bool // an auxiliary picture or a tone map that makes the primary picture HDR
	Depth      bool // a depth map
	Provenance bool // C2PA content credentials
	Pictures   bool // further pictures of their own
}

// c2paUUID is the type of the box in which C2PA keeps its manifests.
const c2paUUID = "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"

// Companions returns what is beside the primary picture.
func (f *File) Companions() Companions {
	c := Companions{Provenance: f.provenance}
	if f.Primary == nil {
		return c
	}
	part := map[uint32]bool{f.Primary.ID: true} // not a picture of its own
	for _, r := range f.refs {
		switch r.kind {
		case "dimg":
			for _, id := range r.to {
				part[id] = true
			}
		case "thmb", "auxl":
			part[r.from] = true
		}
	}
	if tiles, err := f.from(f.Primary, "dimg"); err == nil {
		for _, t := range tiles {
			part[t.ID] = true
		}
	}
	for _, it := range f.Items {
		kind := it.auxiliary()
		switch {
		case bytes.Contains(kind, []byte("gainmap")), it.Kind == "tmap":
			c.GainMap = true
		case bytes.Contains(kind, []byte("depth")), bytes.Contains(kind, []byte("disparity")),
			bytes.HasPrefix(kind, []byte("urn:mpeg:hevc:2015:auxid:2\x00")):
			c.Depth = true
		case it.Kind == "mime" && it.MIME == "application/c2pa":
			c.Provenance = true
		case !part[it.ID] && !it.hidden &&
			slices.Contains([]string{AV1, HEVC, "grid", "iovl", "iden", "jpeg"}, it.Kind):
			c.Pictures = true
		}
	}
	return c
}

// auxiliary returns the URN of an auxiliary picture's type, with what follows it; nil for any other
// item.
func (it *Item) auxiliary() []byte {
	p := fields{b: it.property("auxC")}
	p.full()
	if p.short {
		return nil
	}
	return p.b
}

// isProvenance reports whether a top-level box holds content credentials.
func (f *File) isProvenance(b box) bool {
	if b.kind == "jumb" {
		return true
	}
	if b.kind != "uuid" {
		return false
	}
	p, err := f.payload(box{kind: b.kind, start: b.start, end: min(b.end, b.start+16)}, 16)
	return err == nil && string(p) == c2paUUID
}
