package imgtest

import (
	"encoding/binary"
	"math/bits"
)

// CMYKJPEG returns a CMYK JPEG of one flat color: cyan 0x40, magenta 0x80, yellow 0xC0, black 0x20,
// stored inverted as Adobe's programs do.
func CMYKJPEG(w, h int) []byte {
	be := binary.BigEndian
	b := []byte{0xFF, 0xD8}
	b = append(b, Segment(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00"))...) // no transform: the channels are CMYK
	quantization := make([]byte, 65)
	for i := range 64 {
		quantization[1+i] = 1
	}
	b = append(b, Segment(0xDB, quantization)...)
	frame := be.AppendUint16(be.AppendUint16([]byte{8}, uint16(h)), uint16(w))
	frame = append(frame, 4)
	scan := []byte{4}
	for c := byte(1); c <= 4; c++ {
		frame = append(frame, c, 0x11, 0)
		scan = append(scan, c, 0)
	}
	b = append(b, Segment(0xC0, frame)...)
	// DC: four bits name each of the categories 0 to 11. AC: one bit is the end of the block.
	b = append(b, Segment(0xC4, append(append([]byte{0x00, 0, 0, 0, 12}, make([]byte, 12)...), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))...)
	b = append(b, Segment(0xC4, append(append([]byte{0x10, 1}, make([]byte, 15)...), 0))...)
	b = append(b, Segment(0xDA, append(scan, 0, 63, 0))...)

	var entropy bitWriter
	blocks := ((w + 7) / 8) * ((h + 7) / 8)
	for i := range blocks {
		for _, ink := range []int{0x40, 0x80, 0xC0, 0x20} {
			dc := 0 // the difference from the previous block
			if i == 0 {
				dc = (255 - ink - 128) * 8
			}
			entropy.difference(dc)
			entropy.write(0, 1) // end of block
		}
	}
	entropy.flush()
	return append(append(b, entropy.out...), 0xFF, 0xD9)
}

// bitWriter packs bits as JPEG's entropy coding does.
type bitWriter struct {
	out   []byte
	acc   uint32
	count int
}

func (w *bitWriter) write(v uint32, n int) {
	for i := n - 1; i >= 0; i-- {
		w.acc = w.acc<<1 | v>>i&1
		if w.count++; w.count == 8 {
			w.out = append(w.out, byte(w.acc))
			if byte(w.acc) == 0xFF {
				w.out = append(w.out, 0)
			}
			w.acc, w.count = 0, 0
		}
	}
}

// difference writes a DC coefficient: its category in four bits, then as many bits as the category
// has.
func (w *bitWriter) difference(v int) {
	category := bits.Len(uint(abs(v)))
	w.write(uint32(category), 4)
	if v < 0 {
		v--
	}
	w.write(uint32(v), category)
}

func (w *bitWriter) flush() {
	for w.count != 0 {
		w.write(1, 1)
	}
}
