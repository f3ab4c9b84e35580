package tiff_test

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"fmt"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

// oldLZW stores strips of rows rows each as early libtiff did: GIF's codes of eight bits.
func oldLZW(t *testing.T, r imgtest.RawTIFF, rows int) []byte {
	t.Helper()
	var o binary.ByteOrder = binary.LittleEndian
	if r.Order != nil {
		o = r.Order
	}
	plain := r.Bytes()
	row := (r.Width*r.Samples*r.Bits + 7) / 8
	b := plain[:8:8]
	var offsets, counts []uint32
	for y := 0; y < r.Height; y += rows {
		var buf bytes.Buffer
		w := lzw.NewWriter(&buf, lzw.LSB, 8)
		if _, err := w.Write(plain[8+y*row : 8+min(y+rows, r.Height)*row]); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		offsets, counts = append(offsets, uint32(len(b))), append(counts, uint32(buf.Len()))
		b = append(b, buf.Bytes()...)
	}
	r.Tags = append(r.Tags, imgtest.Shorts(o, 259, 5), imgtest.Longs(o, 273, offsets...), imgtest.Longs(o, 279, counts...),
		imgtest.Longs(o, 278, uint32(rows)))
	if len(b)%2 == 1 {
		b = append(b, 0)
	}
	dir := r.Directory(len(b))
	o.PutUint32(b[4:], uint32(len(b)))
	return append(b, dir...)
}

// TestTIFFOldLZW: all kinds, in one strip and in several, also where codes grow to their most bits.
func TestTIFFOldLZW(t *testing.T) {
	for _, k := range tiffKinds() {
		for _, rows := range []int{7, 50} {
			for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
				k.raw.Order = order
				t.Run(fmt.Sprint(k.name, ", ", rows, " rows, ", order), func(t *testing.T) {
					b := oldLZW(t, k.raw, rows)
					checkTIFF(t, b, k)
					if _, flaws := codectest.DecodeFlawed(t, b); flaws != 0 {
						t.Errorf("flaws %v", flaws.Warnings())
					}
				})
			}
		}
	}
	m := imgtest.Picture(300, 200)
	codectest.CheckWhole(t, oldLZW(t, codectest.SceneTIFF(m, 2, 3), 200), m, 0)
	b := oldLZW(t, codectest.SceneTIFF(m, 2, 3), 200)
	binary.LittleEndian.PutUint32(b[tiffLongs(b, 279)[0]:], 0)
	codectest.CheckWhole(t, b, m, format.FlawLengths)
}
