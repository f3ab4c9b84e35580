//go:build cgo && !purego

package turbo

import (
	"bytes"
	"image"
	"image/jpeg"
)

// bitReader reads the bits of coded data, in which a zero follows each byte 0xFF.
type bitReader struct {
	data []byte // up to the next marker
	at   int
	read int // bytes that next returned
	acc  uint64
	n    int  // unread bits in acc
	last byte // the last byte in acc of which a bit was read
	cut  bool // more bits were requested than exist
}

// next returns the next byte; ok is false at the end of the data.
func (r *bitReader) next() (b byte, ok bool) {
	if r.at >= len(r.data) {
		return 0, false
	}
	b = r.data[r.at]
	r.at++
	r.read++
	for b == 0xFF && r.at < len(r.data) { // further ones are fill bytes
		r.at++
		if r.data[r.at-1] == 0 {
			break
		}
	}
	return b, true
}

// peek returns the next 16 bits, zeros after the last.
func (r *bitReader) peek() int {
	for r.n < 32 {
		b, ok := r.next()
		if !ok {
			break
		}
		r.acc, r.n = r.acc<<8|uint64(b), r.n+8
	}
	if r.n < 16 {
		return int(r.acc<<(16-r.n)) & 0xFFFF
	}
	return int(r.acc>>(r.n-16)) & 0xFFFF
}

// bits reads n bits, 16 at most.
func (r *bitReader) bits(n int) int {
	v := r.peek() >> (16 - n)
	if n > r.n {
		r.cut = true
		return 0
	}
	if n > 0 {
		r.last = byte(r.acc >> ((r.n - n) / 8 * 8))
	}
	r.n -= n
	return v
}

// rest returns the bits that pad the last byte of which bits were read, their number, and the bytes
// after it.
func (r *bitReader) rest() (padding byte, n int, bytes []byte) {
	n = r.n % 8
	padding = byte(r.acc>>(r.n/8*8)) & (1<<n - 1)
	for i := r.n/8 - 1; i >= 0; i-- {
		bytes = append(bytes, byte(r.acc>>(8*i)))
	}
	for b, ok := r.next(); ok; b, ok = r.next() {
		bytes = append(bytes, b)
	}
	return padding, n, bytes
}

// huffman is a table of code words.
type huffman struct {
	values []byte
	first  [17]int // the first code word of each length
	index  [17]int // and the index of its value
	end    [17]int // after the last code word of each length
}

// huffmanTable reads the table at the beginning of b, from its numbers of code words per length,
// and returns the rest of b.
func huffmanTable(b []byte) (h *huffman, rest []byte) {
	if len(b) < 16 {
		return nil, nil
	}
	h = &huffman{}
	code, index := 0, 0
	for length := 1; length <= 16; length++ {
		n := int(b[length-1])
		h.first[length], h.index[length], h.end[length] = code, index, code+n
		code, index = (code+n)<<1, index+n
	}
	if index > 256 || len(b) < 16+index {
		return nil, nil
	}
	h.values = b[16 : 16+index]
	return h, b[16+index:]
}

// read reads a code word and returns its value; ok is false for an invalid one.
func (h *huffman) read(r *bitReader) (v int, ok bool) {
	if h == nil {
		return 0, false
	}
	word := r.peek()
	for length := 1; length <= 16; length++ {
		if code := word >> (16 - length); code < h.end[length] {
			if code < h.first[length] {
				return 0, false
			}
			r.bits(length)
			return int(h.values[h.index[length]+code-h.first[length]]), !r.cut
		}
	}
	return 0, false
}

// standardTables returns the segment of the tables that motion JPEG omits: those that Go's encoder
// writes.
func standardTables() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewYCbCr(image.Rect(0, 0, 8, 8), image.YCbCrSubsampleRatio444),
		nil); err != nil {
		return nil
	}
	data := b.Bytes()
	at := bytes.Index(data, []byte{0xFF, markerDHT})
	if at < 0 {
		return nil
	}
	end := bytes.Index(data[at:], []byte{0xFF, markerSOS})
	return data[at+4 : at+end]
}
