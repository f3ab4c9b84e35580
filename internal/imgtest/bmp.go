package imgtest

import (
	"encoding/binary"
	"slices"
)

// RawBMP is a BMP with pixels as given.
type RawBMP struct {
	Header        int // bytes of the information header: 12, 16, 40, 52, 56, 64, 108 or 124
	Width, Height int // a negative height stores the rows from top to bottom
	Bits          int
	Compression   uint32
	Masks         []uint32 // red, green, blue, alpha
	Palette       [][3]byte
	Gap           int // bytes between the headers and the pixels
	Data          []byte
}

// Bytes returns the file.
func (r RawBMP) Bytes() []byte {
	le := binary.LittleEndian
	info := make([]byte, r.Header, r.Header+16)
	le.PutUint32(info, uint32(r.Header))
	colorBytes := 4
	if r.Header == 12 {
		colorBytes = 3
		le.PutUint16(info[4:], uint16(r.Width))
		le.PutUint16(info[6:], uint16(r.Height))
		le.PutUint16(info[8:], 1)
		le.PutUint16(info[10:], uint16(r.Bits))
	} else {
		le.PutUint32(info[4:], uint32(int32(r.Width)))
		le.PutUint32(info[8:], uint32(int32(r.Height)))
		le.PutUint16(info[12:], 1)
		le.PutUint16(info[14:], uint16(r.Bits))
	}
	if r.Header >= 40 {
		le.PutUint32(info[16:], r.Compression)
		le.PutUint32(info[32:], uint32(len(r.Palette)))
	}
	for i, mask := range r.Masks {
		if r.Header >= 44+4*i {
			le.PutUint32(info[40+4*i:], mask)
		} else {
			info = le.AppendUint32(info, mask) // behind the header
		}
	}
	var colors []byte
	for _, c := range r.Palette {
		colors = append(append(colors, c[2], c[1], c[0]), make([]byte, colorBytes-3)...)
	}
	colors = append(colors, make([]byte, r.Gap)...)
	head := append([]byte("BM"), make([]byte, 12)...)
	le.PutUint32(head[2:], uint32(14+len(info)+len(colors)+len(r.Data)))
	le.PutUint32(head[10:], uint32(14+len(info)+len(colors)))
	return slices.Concat(head, info, colors, r.Data)
}

// BMPRows packs rows of w × h pixels, the last row first, each filled up to four bytes.
func BMPRows(w, h, bits int, pixel func(x, y int) uint32) []byte {
	var out []byte
	for y := h - 1; y >= 0; y-- {
		row := make([]byte, (w*bits+31)/32*4)
		for x := range w {
			v := pixel(x, y)
			if bits < 8 {
				row[x*bits/8] |= byte(v << (8 - bits - x*bits%8))
				continue
			}
			for i := range bits / 8 {
				row[x*bits/8+i] = byte(v >> (8 * i))
			}
		}
		out = append(out, row...)
	}
	return out
}
