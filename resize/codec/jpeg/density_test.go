package jpeg_test

import (
	"bytes"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// jfifOf is a JFIF segment that states a density.
func jfifOf(unit byte, x, y int) []byte {
	return imgtest.Segment(0xE0, append([]byte("JFIF\x00\x01\x01"), unit, byte(x>>8), byte(x), byte(y>>8), byte(y), 0, 0))
}

// TestJPEGDensity: the density of a JFIF header is read, written by an encoder, and put into a copy, also of a file that had none.
func TestJPEGDensity(t *testing.T) {
	plain := imgtest.JPEG(t, 20, 10)
	inch, cm, none := metadata.Inch, metadata.Centimeter, metadata.NoUnit
	for _, tt := range []struct {
		segment []byte
		want    metadata.Resolution
	}{
		{nil, metadata.Resolution{}},
		{jfifOf(1, 300, 300), metadata.Resolution{X: 300, Y: 300, Unit: inch}},
		{jfifOf(2, 118, 59), metadata.Resolution{X: 118, Y: 59, Unit: cm}},
		{jfifOf(0, 2, 1), metadata.Resolution{X: 2, Y: 1, Unit: none}},
		{jfifOf(1, 0, 300), metadata.Resolution{}},
		{jfifOf(9, 300, 300), metadata.Resolution{}},
		{imgtest.Segment(0xE0, []byte("JFIF\x00\x01\x01\x01\x01")), metadata.Resolution{}},
		{append(jfifOf(1, 600, 600), jfifOf(1, 72, 72)...), metadata.Resolution{X: 600, Y: 600, Unit: inch}},
	} {
		got, err := codectest.ReadBlocks(t, imgtest.Insert(plain, 2, tt.segment))
		if err != nil || got.Resolution != tt.want {
			t.Errorf("%x: %+v, %v", tt.segment, got.Resolution, err)
		}
	}
	for _, tt := range []struct{ in, want metadata.Resolution }{
		{metadata.Resolution{X: 300, Y: 300, Unit: inch}, metadata.Resolution{X: 300, Y: 300, Unit: inch}},
		{metadata.Resolution{X: 299.99, Y: 150.2, Unit: inch}, metadata.Resolution{X: 300, Y: 150, Unit: inch}},
		{metadata.Resolution{X: 118.11, Y: 118.11, Unit: cm}, metadata.Resolution{X: 118, Y: 118, Unit: cm}},
		{metadata.Resolution{X: 1.5, Y: 1, Unit: none}, metadata.Resolution{X: 15, Y: 10, Unit: none}},
		{metadata.Resolution{X: 1e6, Y: 1e6, Unit: inch}, metadata.Resolution{X: 1, Y: 1, Unit: none}},
	} {
		var buf bytes.Buffer
		blocks := metadata.Set{Resolution: tt.in}
		if err := codec.Encode(&buf, imgtest.Picture(20, 10), format.JPEG, format.Options{Metadata: blocks}); err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{"encoded": buf.Bytes()}
		for name, in := range map[string][]byte{"copied": plain, "copied, JFIF": imgtest.Insert(plain, 2, jfifOf(2, 7, 9))} {
			out, err := codectest.Rewrite(in, blocks)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = out
		}
		for name, b := range files {
			got, err := codectest.ReadBlocks(t, b)
			if err != nil || got.Resolution != tt.want {
				t.Errorf("%s: %+v, %v, want %+v", name, got.Resolution, err, tt.want)
			}
			if _, err := codectest.Decode(b); err != nil {
				t.Error(name, err)
			}
		}
	}
	bare, err := codectest.Rewrite(imgtest.Insert(plain, 2, jfifOf(1, 300, 300)), metadata.Set{})
	if got, readErr := codectest.ReadBlocks(t, bare); err != nil || readErr != nil || got.Resolution.Tells() {
		t.Errorf("without its metadata: %+v, %v, %v", got.Resolution, err, readErr)
	}
	inks := imgtest.CMYKJPEG(20, 10)
	out, err := codectest.Rewrite(inks, metadata.Set{Resolution: metadata.Resolution{X: 300, Y: 300, Unit: inch}})
	if err != nil || bytes.Contains(out, []byte("JFIF")) {
		t.Errorf("inks got a header that would make them other colors (%v)", err)
	}
}
