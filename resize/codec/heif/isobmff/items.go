package isobmff

import (
	"cmp"
	"io"
	"math"
	"slices"

	"sizemill/resize/fault"
)

// infos reads iinf: the list of items.
func (f *File) infos(b []byte) error {
	p := fields{b: b}
	version, _ := p.full()
	p.number(2 + 2*min(int(version), 1)) // their count, which follows from the boxes
	if p.short {
		return io.ErrUnexpectedEOF
	}
	err := children(p.b, func(kind string, b []byte) error {
		if kind != "infe" {
			return nil
		}
		p := fields{b: b}
		version, flags := p.full()
		if version < 2 {
			return nil // the older forms have no kind of item
		}
		it := &Item{ID: uint32(p.number(2 * min(int(version)-1, 2)))}
		it.Protected, it.hidden = p.u16() != 0, flags&1 != 0
		it.Kind = string(p.take(4))
		p.text() // its name
		if it.Kind == "mime" {
			it.MIME, it.Encoding = p.text(), p.text()
		}
		if f.Items = append(f.Items, it); len(f.Items) > maxItems {
			return fault.Damaged("more than %d items", maxItems)
		}
		return p.err()
	})
	slices.SortStableFunc(f.Items, func(a, b *Item) int { return cmp.Compare(a.ID, b.ID) })
	for i := 1; i < len(f.Items) && err == nil; i++ {
		if f.Items[i].ID == f.Items[i-1].ID {
			err = fault.Damaged("two items with the same number")
		}
	}
	return err
}

// locations reads iloc: where the items' bytes are.
func (f *File) locations(b []byte) error {
	p := fields{b: b}
	version, _ := p.full()
	sizes := p.u16()
	offset, length, base, index := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	if version == 0 {
		index = 0
	}
	for _, n := range []int{offset, length, base, index} {
		if n != 0 && n != 4 && n != 8 {
			return fault.Damaged("numbers of %d bytes", n)
		}
	}
	wide := 2
	if version >= 2 {
		wide = 4
	}
	extents := 0
	for count := p.number(wide); count > 0 && !p.short; count-- {
		it := f.item(uint32(p.number(wide)))
		construction := uint16(0)
		if version > 0 {
			construction = p.u16() & 15
		}
		external := p.u16() != 0 || construction > 1
		start := p.number(base)
		n := int(p.u16())
		if extents += n; extents > maxExtents {
			return fault.Damaged("more than %d extents", maxExtents)
		}
		for range n {
			p.number(index)
			from, bytes := p.number(offset), p.number(length)
			if p.short {
				break
			}
			if external || it == nil {
				continue
			}
			s, err := f.locate(construction == 1, start, from, bytes)
			if err != nil {
				return err
			}
			it.ranges = append(it.ranges, s)
		}
		if it != nil {
			it.external = external
		}
	}
	return p.err()
}

// locate returns the span of bytes at start + from in the file, or in its idat box. A length of
// zero is the rest.
func (f *File) locate(idat bool, start, from, bytes uint64) (span, error) {
	whole := span{0, f.size}
	if idat {
		whole = span{f.idat.start, f.idat.end}
	}
	room := uint64(whole.end - whole.start)
	if start > math.MaxInt64 || from > math.MaxInt64 || start+from > room {
		return span{}, io.ErrUnexpectedEOF
	}
	if bytes == 0 {
		bytes = room - start - from
	}
	if bytes > room-start-from {
		return span{}, io.ErrUnexpectedEOF
	}
	at := whole.start + int64(start+from)
	return span{at, at + int64(bytes)}, nil
}

// references reads iref: references between items.
func (f *File) references(b []byte) error {
	if b == nil {
		return nil
	}
	p := fields{b: b}
	version, _ := p.full()
	wide := 2 + 2*min(int(version), 1)
	return children(p.b, func(kind string, b []byte) error {
		p := fields{b: b}
		r := reference{kind: kind, from: uint32(p.number(wide))}
		for n := int(p.u16()); n > 0 && !p.short; n-- {
			r.to = append(r.to, uint32(p.number(wide)))
		}
		if f.refs = append(f.refs, r); len(f.refs) > maxItems {
			return fault.Damaged("more than %d references", maxItems)
		}
		return p.err()
	})
}

// properties reads iprp: the properties, and which items have which.
func (f *File) properties(b []byte) error {
	var all []Property
	err := children(b, func(kind string, b []byte) error {
		if kind != "ipco" || all != nil {
			return nil
		}
		return children(b, func(kind string, b []byte) error {
			if all = append(all, Property{Kind: kind, Data: b}); len(all) > maxItems {
				return fault.Damaged("more than %d properties", maxItems)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	associated := 0
	return children(b, func(kind string, b []byte) error {
		if kind != "ipma" {
			return nil
		}
		return f.associate(b, all, &associated)
	})
}

// associate reads ipma; associated counts over all of the file's.
func (f *File) associate(b []byte, all []Property, associated *int) error {
	p := fields{b: b}
	version, flags := p.full()
	for count := p.u32(); count > 0 && !p.short; count-- {
		it := f.item(uint32(p.number(2 + 2*min(int(version), 1))))
		for n := p.u8(); n > 0 && !p.short; n-- {
			v, essential := p.number(1), uint64(0x80)
			if flags&1 != 0 {
				v, essential = v<<8|p.number(1), 0x8000
			}
			i := int(v &^ essential)
			switch {
			case i > len(all):
				return fault.Damaged("a missing property")
			case i > 0 && it != nil:
				if *associated++; *associated > maxAssociations {
					return fault.Damaged("more than %d properties", maxAssociations)
				}
				q := all[i-1]
				q.Essential = v&essential != 0
				it.Properties = append(it.Properties, q)
			}
		}
	}
	return p.err()
}
