package gif

import (
	"bytes"
	"compress/lzw"
	"image"
	"io"
	"math/rand/v2"
	"testing"

	"sizemill/resize/codec/format"
)

// TestLZW: what is compressed comes back, with fresh and full tables, as one of the indexes that
// were given.
func TestLZW(t *testing.T) {
	const n = 60_000
	random := rand.New(rand.NewPCG(1, 2))
	kinds := map[string]func(i int) byte{
		"plain": func(int) byte { return 1 },
		"noise": func(int) byte { return byte(random.IntN(256)) },
		"rows":  func(i int) byte { return byte(i % 251) },
		"changing": func(i int) byte {
			if i/9000%2 == 0 {
				return byte(i * i >> 7)
			}
			return byte(random.IntN(256))
		},
	}
	var z compressor
	for name, at := range kinds {
		for _, width := range []int{2, 3, 5, 8} {
			for _, length := range []int{1, 2, 255, 4093, 4094, 4095, 4096, 4097, n} {
				index := make([]byte, length)
				for i := range index {
					index[i] = at(i) & byte(1<<width-1)
				}
				other := bytes.Clone(index)
				for i := 0; i < length; i += 3 {
					other[i] = 0
				}
				got := unpacked(t, z.compress(pixels{index: index, other: other}), length)
				for i, v := range got {
					if v != index[i] && v != other[i] {
						t.Fatalf("%s of %d, %d bits: pixel %d is %d, want %d or %d",
							name, length, width, i, v, index[i], other[i])
					}
				}
			}
		}
	}
}

// TestLZWNear: pixels that are stored as nearly the same are told, and plain areas stay as they
// are.
func TestLZWNear(t *testing.T) {
	const w, h = 64, 40
	near := [][]byte{nil, {2}, {1}, {4}, {3}}
	colors := [][3]byte{{}, {0, 0, 0}, {1, 1, 1}, {9, 9, 9}, {10, 10, 10}}
	index := bytes.Repeat([]byte{1}, w*h)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range index {
		if i >= w*h/2 {
			index[i] = byte(1 + random.IntN(4))
		}
	}
	before := bytes.Clone(index)
	want := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i, v := range before {
		copy(want.Pix[4*i:], append(colors[v][:], 0xFF))
	}
	var z compressor
	got := unpacked(t, z.compress(pixels{
		index: index, other: bytes.Clone(index), row: w, colors: colors, near: near, alike: 3,
		want: want, shown: image.NewNRGBA(want.Rect),
	}), len(index))
	changed := 0
	for i, v := range got {
		if v != index[i] || (v-1)>>1 != (before[i]-1)>>1 {
			t.Fatalf("pixel %d is %d, told as %d, want nearly %d", i, v, index[i], before[i])
		}
		if v != before[i] {
			changed++
			if i < w*h/2 {
				t.Fatalf("pixel %d of a plain area is %d", i, v)
			}
		}
	}
	exact := z.compress(pixels{index: before})
	if lossy := z.compress(pixels{index: index}); changed == 0 || len(lossy) >= len(exact) {
		t.Errorf("%d pixels changed for %d bytes instead of %d", changed, len(lossy), len(exact))
	}
}

// unpacked returns the n pixels in an image's data, which has to hold no more.
func unpacked(t *testing.T, data []byte, n int) []byte {
	t.Helper()
	d := dataReader{c: format.NewCursor(bytes.NewReader(data[1:]), int64(len(data)-1))}
	z := lzw.NewReader(&d, lzw.LSB, int(data[0]))
	pix := make([]byte, n)
	if _, err := io.ReadFull(z, pix); err != nil {
		t.Fatal(err)
	}
	var one [1]byte
	m, err := z.Read(one[:])
	if m != 0 || err != io.EOF || d.c.Off != int64(len(data)-1) && !endsWithBlock(&d) {
		t.Fatalf("%d bytes behind the pixels, %v", m, err)
	}
	return pix
}

func endsWithBlock(d *dataReader) bool {
	_, err := d.ReadByte()
	return err == io.EOF && d.c.Off == d.c.Size
}
