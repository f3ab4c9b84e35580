package tiff

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// head returns the beginning of a file whose directory lies at an offset.
func head(order binary.ByteOrder, directory int) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x00")
	if order == binary.ByteOrder(binary.LittleEndian) {
		b = []byte("II*\x00\x00\x00\x00\x00")
	}
	order.PutUint32(b[4:], uint32(directory))
	return b
}

// numbers returns an entry of SHORT or LONG values.
func numbers(order binary.ByteOrder, tag, kind uint16, values ...uint32) field {
	size := int(typeSize(kind))
	data := make([]byte, size*len(values))
	for i, v := range values {
		if kind == kindShort {
			order.PutUint16(data[size*i:], uint16(v))
		} else {
			order.PutUint32(data[size*i:], v)
		}
	}
	return field{tag: tag, kind: kind, count: len(values), data: data}
}

// directoryBytes returns a directory at the even offset at, followed by its values and the
// directories that its entries point to.
func directoryBytes(order binary.ByteOrder, at int, tags []field) []byte {
	slices.SortStableFunc(tags, func(a, b field) int { return int(a.tag) - int(b.tag) })
	dir := make([]byte, 2+12*len(tags)+4) // the last four state that no directory follows
	order.PutUint16(dir, uint16(len(tags)))
	var behind []byte
	end := func() uint32 {
		if len(behind)%2 == 1 {
			behind = append(behind, 0)
		}
		return uint32(at + len(dir) + len(behind))
	}
	for i, t := range tags {
		e := dir[2+12*i:]
		order.PutUint16(e, t.tag)
		order.PutUint16(e[2:], t.kind)
		order.PutUint32(e[4:], uint32(t.count))
		switch {
		case len(t.data) <= 4:
			copy(e[8:12], t.data)
			continue
		case t.at != 0:
			order.PutUint32(e[8:], uint32(t.at))
			continue
		}
		order.PutUint32(e[8:], end())
		behind = append(behind, t.data...)
	}
	for i, t := range tags {
		if t.sub != nil {
			from := end()
			order.PutUint32(dir[2+12*i+8:], from)
			behind = append(behind, directoryBytes(order, int(from), t.sub)...)
		}
	}
	return slices.Concat(dir, behind)
}

// placeValues writes the values of tags, and of their sub-directories, that do not fit into their
// entries.
func placeValues(file *bytes.Buffer, tags []field) {
	for i := range tags {
		t := &tags[i]
		placeValues(file, t.sub)
		if len(t.data) <= 4 {
			continue
		}
		t.at = file.Len()
		file.Write(t.data)
		if file.Len()%2 == 1 {
			file.WriteByte(0)
		}
	}
}
