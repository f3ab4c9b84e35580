package isobmff

import (
	"bytes"
	"encoding/binary"
)

// part is an item of a written file. Parts are numbered from 1 in their order; the first is the
// primary picture.
type part struct {
	kind, mime string
	hidden     bool // not to be displayed by itself
	properties []Property
	data       []byte
	refs       []link
}

// link is a reference from a part to others, by their numbers.
type link struct {
	kind string
	to   []int
}

// write makes a file of the parts: first their tables, then their bytes.
func write(brands []string, parts []part) []byte {
	var w writer
	w.box("ftyp", func() {
		w.str(brands[0])
		w.u32(0) // the brand's version
		for _, b := range brands {
			w.str(b)
		}
	})
	var offsets []int // where in the file the offsets of the parts go
	w.full("meta", 0, 0, func() {
		w.full("hdlr", 0, 0, func() {
			w.u32(0)
			w.str("pict")
			w.Write(make([]byte, 12+1)) // reserved, and no name
		})
		w.full("pitm", 0, 0, func() { w.u16(1) })
		w.full("iloc", 0, 0, func() {
			w.u16(0x4400) // offsets and lengths of four bytes, no base, no index
			w.u16(len(parts))
			for i, p := range parts {
				w.u16(i + 1)
				w.u16(0) // this file
				w.u16(1) // in one piece
				offsets = append(offsets, w.Len())
				w.u32(0)
				w.u32(len(p.data))
			}
		})
		w.full("iinf", 0, 0, func() {
			w.u16(len(parts))
			for i, p := range parts {
				flags := 0
				if p.hidden {
					flags = 1
				}
				w.full("infe", 2, flags, func() {
					w.u16(i + 1)
					w.u16(0) // not protected
					w.str(p.kind)
					w.WriteByte(0) // no name
					if p.kind == "mime" {
						w.str(p.mime)
						w.WriteByte(0)
					}
				})
			}
		})
		w.links(parts)
		w.properties(parts)
	})
	file := w.bytes()
	at := len(file) + 8
	var data []byte
	written := map[*byte]int{} // where parts that share their bytes have them
	for i, p := range parts {
		offset, seen := 0, false
		if len(p.data) > 0 {
			offset, seen = written[&p.data[0]]
		}
		if !seen {
			offset = at + len(data)
			data = append(data, p.data...)
			if len(p.data) > 0 {
				written[&p.data[0]] = offset
			}
		}
		binary.BigEndian.PutUint32(file[offsets[i]:], uint32(offset))
	}
	w.box("mdat", func() { w.Write(data) })
	return w.bytes()
}

// writer is a buffer for boxes. Writing to memory returns no errors.
type writer struct{ bytes.Buffer }

func (w *writer) bytes() []byte { return w.Buffer.Bytes() }
func (w *writer) str(s string)  { w.WriteString(s) }
func (w *writer) u16(v int)     { w.Write(binary.BigEndian.AppendUint16(nil, uint16(v))) }
func (w *writer) u32(v int)     { w.Write(binary.BigEndian.AppendUint32(nil, uint32(v))) }

// box writes a box with the payload that inside writes.
func (w *writer) box(kind string, inside func()) {
	start := w.Len()
	w.u32(0)
	w.str(kind)
	inside()
	binary.BigEndian.PutUint32(w.bytes()[start:], uint32(w.Len()-start))
}

func (w *writer) full(kind string, version, flags int, inside func()) {
	w.box(kind, func() {
		w.u32(version<<24 | flags)
		inside()
	})
}

// links writes iref.
func (w *writer) links(parts []part) {
	any := false
	for _, p := range parts {
		any = any || len(p.refs) > 0
	}
	if !any {
		return
	}
	w.full("iref", 0, 0, func() {
		for i, p := range parts {
			for _, r := range p.refs {
				w.box(r.kind, func() {
					w.u16(i + 1)
					w.u16(len(r.to))
					for _, to := range r.to {
						w.u16(to)
					}
				})
			}
		}
	})
}

// properties writes iprp: every property once, and which parts have which.
func (w *writer) properties(parts []part) {
	numbers := map[string]int{} // of each property, by its box
	number := func(p Property) (n int, first bool) {
		key := p.Kind + string(p.Data)
		n, seen := numbers[key]
		if !seen {
			n = len(numbers) + 1
			numbers[key] = n
		}
		return n, !seen
	}
	w.box("iprp", func() {
		w.box("ipco", func() {
			for _, p := range parts {
				for _, q := range p.properties {
					if _, first := number(q); first {
						w.box(q.Kind, func() { w.Write(q.Data) })
					}
				}
			}
		})
		w.full("ipma", 0, 1, func() { // numbers of two bytes
			with := 0
			for _, p := range parts {
				with += min(len(p.properties), 1)
			}
			w.u32(with)
			for i, p := range parts {
				if len(p.properties) == 0 {
					continue
				}
				w.u16(i + 1)
				w.WriteByte(byte(len(p.properties)))
				for _, q := range p.properties {
					n, _ := number(q)
					if q.Essential {
						n |= 0x8000
					}
					w.u16(n)
				}
			}
		})
	})
}
