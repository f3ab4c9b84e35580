package icc

import (
	"encoding/binary"

	"sizemill/resize/metadata"
)

const (
	headerBytes = 128
	// maxTags is far more than profiles have (some 20).
	maxTags = 1000
	// dictionaryRow is an entry of the table of tags: signature, offset, size.
	dictionaryRow = 12
)

// file is a profile's header and the bytes of its tags.
type file struct {
	version byte   // 2 or 4
	class   string // "mntr", "scnr", "prtr", "spac", …
	space   string // of the pixels: "RGB ", "GRAY", "CMYK"
	pcs     string // of the tags' results: "XYZ " or "Lab "
	tags    map[string][]byte
}

// readFile reads the structure of a profile. Tags outside of the file are dropped, and are then
// missing to their readers.
func readFile(b []byte) (file, error) {
	if len(b) < headerBytes+4 {
		return file{}, broken("%d bytes", len(b))
	}
	if len(b) > metadata.MaxBlock {
		return file{}, unsupported("a profile of %d bytes", len(b))
	}
	size := int64(binary.BigEndian.Uint32(b))
	if string(b[36:40]) != "acsp" || size > int64(len(b)) || size < headerBytes+4 {
		return file{}, broken("no profile of %d bytes", size)
	}
	b = b[:size]
	f := file{
		version: b[8], class: string(b[12:16]), space: string(b[16:20]), pcs: string(b[20:24]),
		tags: map[string][]byte{},
	}
	n := int64(binary.BigEndian.Uint32(b[headerBytes:]))
	if n > maxTags || headerBytes+4+n*dictionaryRow > size {
		return file{}, broken("%d tags", n)
	}
	for i := range n {
		row := b[headerBytes+4+i*dictionaryRow:]
		at := int64(binary.BigEndian.Uint32(row[4:]))
		length := int64(binary.BigEndian.Uint32(row[8:]))
		if at >= headerBytes && length >= 8 && at+length <= size {
			f.tags[string(row[:4])] = b[at : at+length]
		}
	}
	return f, nil
}

// fixed reads an s15Fixed16Number.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// xyz reads the first value of an XYZ tag.
func (f file) xyz(tag string) (vec, error) {
	b := f.tags[tag]
	if len(b) < 20 || string(b[:4]) != "XYZ " {
		return vec{}, broken("no %q tag", tag)
	}
	return vec{fixed(b[8:]), fixed(b[12:]), fixed(b[16:])}, nil
}

// curve reads a tag that is a curve.
func (f file) curve(tag string) (curve, error) {
	b, ok := f.tags[tag]
	if !ok {
		return nil, broken("no %q tag", tag)
	}
	c, _, err := readCurve(b)
	return c, err
}
