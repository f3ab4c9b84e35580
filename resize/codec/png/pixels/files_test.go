package pixels

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"testing"
)

// spec says which PNG file to make. Its pixels are a gradient with some noise, each row under a filter of its own.
type spec struct {
	header
	trns    bool
	colors  int // in the palette
	chunk   int // bytes an IDAT chunk
	seed    uint64
	content func(raw []byte) []byte // changes the inflated bytes
	stream  func(z []byte) []byte   // changes the compressed bytes
}

func (s spec) file(t testing.TB) []byte {
	t.Helper()
	out := []byte(signature)
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(s.width)), uint32(s.height))
	interlaced := byte(0)
	if s.interlaced {
		interlaced = 1
	}
	out = append(out, chunkOf("IHDR", append(ihdr, byte(s.depth), byte(s.color), 0, 0, interlaced))...)
	r := newRandom(s.seed)
	if s.color == indexed {
		out = append(out, chunkOf("PLTE", noise(r, 3*s.colors))...)
	}
	raw := s.raw(r)
	if s.trns {
		out = append(out, chunkOf("tRNS", s.transparent(r, raw))...)
	}
	if s.content != nil {
		raw = s.content(raw)
	}
	z := deflated(t, raw)
	if s.stream != nil {
		z = s.stream(z)
	}
	for len(z) > 0 {
		n := len(z)
		if s.chunk > 0 {
			n = min(n, s.chunk)
		}
		out = append(out, chunkOf("IDAT", z[:n])...)
		z = z[n:]
	}
	return append(out, chunkOf("IEND", nil)...)
}

// raw are filtered rows.
func (s spec) raw(r *rand.Rand) []byte {
	var raw []byte
	for _, p := range s.passes() {
		n := int(s.rowBytes(p.width))
		prev := make([]byte, n)
		for y := range p.height {
			cur := make([]byte, n)
			for i := range cur {
				cur[i] = byte(i + 3*y)
				if s.color == indexed && s.depth == 8 {
					cur[i] = byte(r.IntN(s.colors))
				} else if r.IntN(4) == 0 || s.depth < 8 {
					cur[i] = byte(r.Uint32())
				}
			}
			filter := byte(r.IntN(5))
			row := make([]byte, 1+n)
			row[0] = filter
			goFilterRow(filter, row[1:], cur, prev, s.step())
			raw = append(raw, row...)
			prev = cur
		}
	}
	return raw
}

// transparent is tRNS's data, of a colour that the first pixel has, since its row has no predecessor.
func (s spec) transparent(r *rand.Rand, raw []byte) []byte {
	if s.color == indexed {
		return noise(r, max(1, s.colors-1))
	}
	first := make([]byte, s.rowBytes(s.passes()[0].width))
	goUnfilter(raw[0], first, make([]byte, len(first)), raw[1:][:len(first)], s.step())
	var out []byte
	for i := range s.channels() {
		switch s.depth {
		case 16:
			out = append(out, first[2*i], first[2*i+1])
		case 8:
			out = append(out, 0, first[i])
		default:
			out = append(out, 0, first[0]>>(8-s.depth))
		}
	}
	return out
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func chunkOf(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func deflated(t testing.TB, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zlib.NewWriter(&buf)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
