package metadata

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// bytes returns the block; nil if it would hold only the version of the standard.
func (t *tree) bytes() []byte {
	if t.empty() {
		return nil
	}
	w := treeWriter{tiff{b: []byte("II*\x00\x08\x00\x00\x00"), order: t.order}}
	if t.order == binary.ByteOrder(binary.BigEndian) {
		w.b = []byte("MM\x00*\x00\x00\x00\x08")
	}
	var main, exif []uint16 // the pointers in these directories
	if len(t.dirs[interopDir]) > 0 {
		exif = append(exif, tagInteropIFD)
	}
	if len(t.dirs[exifDir])+len(exif) > 0 {
		main = append(main, tagExifIFD)
	}
	if len(t.dirs[gpsDir]) > 0 {
		main = append(main, tagGPSIFD)
	}
	at, next := w.directory(t.dirs[mainDir], main...)
	for _, tag := range main {
		w.point(at, tag)
		if tag == tagGPSIFD {
			w.directory(t.dirs[gpsDir])
			continue
		}
		sub, _ := w.directory(t.dirs[exifDir], exif...)
		for _, tag := range exif {
			w.point(sub, tag)
			w.directory(t.dirs[interopDir])
		}
	}
	if t.picture != nil {
		w.align()
		w.order.PutUint32(w.b[next:], uint32(len(w.b)))
		at, _ := w.directory(t.thumb, tagThumbOffset, tagThumbLength)
		w.point(at, tagThumbOffset)
		w.put(at, tagThumbLength, uint32(len(t.picture)))
		w.b = append(w.b, t.picture...)
	}
	return w.b
}

func (t *tree) empty() bool {
	for d := range t.dirs {
		for _, f := range t.dirs[d] {
			if f.tag != tagExifVersion {
				return false
			}
		}
	}
	return t.picture == nil
}

// treeWriter appends directories to a block.
type treeWriter struct{ tiff }

// align makes the next offset even, as the standard requires.
func (w *treeWriter) align() { w.b = append(w.b, make([]byte, len(w.b)%2)...) }

// directory appends a directory, with the values of its fields behind it, and entries for pointers
// that are filled in later. It returns the offsets of its first entry and of the pointer to the
// next directory.
func (w *treeWriter) directory(fields []field, pointers ...uint16) (at, next int) {
	w.align()
	all := slices.Clone(fields)
	for _, tag := range pointers {
		all = append(all, field{tag: tag, kind: typeLong, count: 1, value: make([]byte, 4)})
	}
	slices.SortStableFunc(all, func(a, b field) int { return cmp.Compare(a.tag, b.tag) })
	at = len(w.b) + 2
	next = at + entryBytes*len(all)
	w.b = append(w.b, make([]byte, next+4-len(w.b))...)
	w.order.PutUint16(w.b[at-2:], uint16(len(all)))
	for i, f := range all {
		e := at + i*entryBytes
		w.order.PutUint16(w.b[e:], f.tag)
		w.order.PutUint16(w.b[e+2:], f.kind)
		w.order.PutUint32(w.b[e+4:], f.count)
		if len(f.value) <= 4 {
			copy(w.b[e+8:], f.value)
			continue
		}
		w.align()
		w.order.PutUint32(w.b[e+8:], uint32(len(w.b)))
		w.b = append(w.b, f.value...)
	}
	return at, next
}

// point sets the entry of tag to the offset of what is appended next. The entries of its directory
// begin at at.
func (w *treeWriter) point(at int, tag uint16) {
	w.align()
	w.put(at, tag, uint32(len(w.b)))
}

func (w *treeWriter) put(at int, tag uint16, v uint32) {
	n := int(w.order.Uint16(w.b[at-2:])) * entryBytes
	w.order.PutUint32(w.find(w.b[at:at+n], tag)[8:], v)
}
