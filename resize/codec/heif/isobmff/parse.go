package isobmff

import (
	"errors"
	"image"
	"io"
	"slices"

	"sizemill/resize/fault"
)

// File is the structure of a file: its items and their properties.
type File struct {
	source
	Brands  []string // the major brand first
	Items   []*Item  // in the order of the file
	Primary *Item    // the picture that is shown; nil in a file that has only a sequence
	// Frames is the number of pictures in the longest of the file's sequences; 0 without any.
	Frames int
	// FrameSize is the size of a sequence's pictures, as stated.
	FrameSize image.Point
	refs      []reference
	idat      box
	idatSeen  bool
	// provenance reports whether a box beside the items holds content credentials.
	provenance bool
}

// Item is a picture, a part of one, or metadata.
type Item struct {
	ID         uint32
	Kind       string // "av01", "hvc1", "grid", "Exif", "mime"
	MIME       string // of a "mime" item
	Encoding   string // how a "mime" item is compressed; usually empty
	Protected  bool   // encrypted
	Properties []Property
	ranges     []span
	external   bool // its data lies in another file, or in another item
	hidden     bool // not to be displayed by itself
}

// Property is a property of an item.
type Property struct {
	Kind      string // "ispe", "irot", "colr"
	Data      []byte
	Essential bool // readers that do not know it must not display the item
}

// span is a part of the file.
type span struct{ start, end int64 }

type reference struct {
	kind string
	from uint32
	to   []uint32
}

// Parse reads the structure of the size bytes in r: a few kilobytes at the beginning of most files.
// A file that lacks bytes of its structure is io.ErrUnexpectedEOF.
func Parse(r io.ReaderAt, size int64) (*File, error) {
	f := &File{source: source{r, size}}
	var meta, moov *box
	for off, count := int64(0), 0; off < size; count++ {
		if count == maxBoxes {
			return nil, fault.Damaged("more than %d boxes", maxBoxes)
		}
		b, err := f.box(off, size)
		if err != nil {
			if meta != nil && !fourCC(b.kind) && isDamage(err) {
				break // bytes that are not a box were appended
			}
			return nil, err
		}
		switch {
		case b.kind == "ftyp" && f.Brands == nil:
			err = f.brands(b)
		case b.kind == "meta" && meta == nil:
			meta = &b
		case b.kind == "moov" && moov == nil:
			moov = &b
		case f.isProvenance(b):
			f.provenance = true
		}
		if err != nil {
			return nil, err
		}
		off = b.end
	}
	if meta == nil && moov == nil {
		return nil, fault.Damaged("it does not state where the picture is")
	}
	if moov != nil {
		if err := f.sequences(*moov); err != nil {
			return nil, err
		}
	}
	if meta != nil {
		if err := f.meta(*meta); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// isDamage reports whether err is the fault of the bytes, not of reading them.
func isDamage(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || fault.Known(err)
}

func (f *File) brands(b box) error {
	p, err := f.payload(b, 4096)
	if err != nil {
		return err
	}
	for i := 0; i+4 <= len(p); i += 4 {
		if i != 4 { // the version
			f.Brands = append(f.Brands, string(p[i:i+4]))
		}
	}
	return nil
}

// meta reads the tables of the items, in any order.
func (f *File) meta(m box) error {
	tables := map[string][]byte{}
	off := m.start + 4 // version and flags
	for count := 0; off < m.end; count++ {
		if count == maxBoxes {
			return fault.Damaged("more than %d boxes", maxBoxes)
		}
		b, err := f.box(off, m.end)
		if err != nil {
			return err
		}
		most := int64(maxTable)
		switch b.kind {
		case "idat":
			if !f.idatSeen {
				f.idat, f.idatSeen = b, true
			}
		case "iprp":
			most = maxProperties
			fallthrough
		case "hdlr", "pitm", "iinf", "iloc", "iref":
			if tables[b.kind] != nil {
				break
			}
			if tables[b.kind], err = f.payload(b, most); err != nil {
				return err
			}
		}
		off = b.end
	}
	if h := tables["hdlr"]; len(h) < 12 || string(h[8:12]) != "pict" {
		if f.Frames > 0 {
			return nil // the movie's own metadata
		}
		return fault.Damaged("it contains no picture")
	}
	for _, t := range []struct {
		kind string
		read func([]byte) error
	}{{"iinf", f.infos}, {"iloc", f.locations}, {"iref", f.references}, {"iprp",
		f.properties}, {"pitm", f.primary}} {
		if err := t.read(tables[t.kind]); err != nil {
			return err
		}
	}
	return nil
}

// primary finds the picture that is displayed.
func (f *File) primary(b []byte) error {
	if b == nil && f.Frames > 0 {
		return nil
	}
	p := fields{b: b}
	version, _ := p.full()
	id := p.number(2 + 2*min(int(version), 1))
	if f.Primary = f.item(uint32(id)); f.Primary == nil {
		return fault.Damaged("the picture that it names is missing")
	}
	return p.err()
}

// item returns the item of that number, or nil.
func (f *File) item(id uint32) *Item {
	i, ok := slices.BinarySearchFunc(f.Items, id, func(it *Item, id uint32) int {
		switch {
		case it.ID < id:
			return -1
		case it.ID > id:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return f.Items[i]
}

// from returns the items that it refers to with that type.
func (f *File) from(it *Item, kind string) ([]*Item, error) {
	var items []*Item
	for _, r := range f.refs {
		if r.from != it.ID || r.kind != kind {
			continue
		}
		for _, id := range r.to {
			part := f.item(id)
			if part == nil {
				return nil, fault.Damaged("a part of the picture is missing")
			}
			items = append(items, part)
		}
	}
	return items, nil
}

// refers reports whether it refers to another item with that type; any whether it does so to any
// item.
func (f *File) refers(it *Item, kind string, to *Item) (found, any bool) {
	for _, r := range f.refs {
		if r.from == it.ID && r.kind == kind {
			any = true
			found = found || slices.Contains(r.to, to.ID)
		}
	}
	return found, any
}

// size returns how many bytes an item has.
func (it *Item) size() int64 {
	var n int64
	for _, s := range it.ranges {
		n += s.end - s.start
	}
	return n
}

// Data reads an item of at most most bytes; larger ones are damaged.
func (f *File) Data(it *Item, most int64) ([]byte, error) {
	switch {
	case it.Protected:
		return nil, unsupported("encrypted pictures are not supported")
	case it.external:
		return nil, unsupported("pictures whose data is stored elsewhere are not supported")
	}
	n := it.size()
	if n > most || n > f.source.size {
		return nil, fault.Damaged("an item of %d bytes", n)
	}
	b := make([]byte, n)
	at := int64(0)
	for _, s := range it.ranges {
		if err := f.read(b[at:at+s.end-s.start], s.start); err != nil {
			return nil, err
		}
		at += s.end - s.start
	}
	return b, nil
}

// property returns the first property of a kind, or nil.
func (it *Item) property(kind string) []byte {
	for _, p := range it.Properties {
		if p.Kind == kind {
			return p.Data
		}
	}
	return nil
}
