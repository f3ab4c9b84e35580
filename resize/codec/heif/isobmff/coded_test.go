package isobmff

import (
	"bytes"
	"image"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
)

// TestLies: small files that claim much are refused at once.
func TestLies(t *testing.T) {
	claim := imgtest.AV1Claim(16384, 16384)
	for name, data := range map[string][]byte{"at once": claim, "behind a frame": append(imgtest.AV1Claim(40, 30), claim...)} {
		liar := single()
		liar.Items[0].Data = data
		f, err := parse(liar.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Single(f.Primary, nil); err == nil || !strings.Contains(err.Error(), "16384 × 16384 coded pixels in a picture of 40 × 30") {
			t.Errorf("coded pixels larger than the picture, %s: %v", name, err)
		}
	}
	count := imgtest.Numbers(2, 1)
	empty := imgtest.FullBox("iloc", 1, 0, []byte{0, 0}, imgtest.Numbers(2, 65535), bytes.Repeat(append(imgtest.Numbers(2, 1, 0, 0), 0xff, 0xff), 65535))
	bomb := imgtest.FullBox("meta", 0, 0,
		imgtest.FullBox("hdlr", 0, 0, imgtest.Numbers(4, 0), []byte("pict"), make([]byte, 13)),
		imgtest.FullBox("iinf", 0, 0, count, imgtest.FullBox("infe", 2, 0, imgtest.Numbers(2, 1, 0), []byte("av01\x00"))), empty)
	if _, err := parse(append(imgtest.Box("ftyp", []byte("avif\x00\x00\x00\x00")), bomb...)); err == nil || !strings.Contains(err.Error(), "extents") {
		t.Errorf("four thousand million extents of nothing: %v", err)
	}
}

// TestHEVCSize reads a parameter set as x265 writes it for 1632 × 1224 pixels.
func TestHEVCSize(t *testing.T) {
	unit := []byte("\x42\x01\x01\x03\x70\x00\x00\x03\x00\x90\x00\x00\x03\x00\x00\x03\x00\x78\xa0\x03\x30\x80\x13\x25\x96\xea\x49\x29\xae")
	small := []byte("\x42\x01\x01\x03\x70\x00\x00\x03\x00\x90\x00\x00\x03\x00\x00\x03\x00\x78\xa1\x22\x40") // 8 × 8
	config := append(make([]byte, 21), 3, 1, 33, 0, 1, 0, byte(len(unit)))
	slice := []byte{0, 0, 0, 3, 0x26, 1, 0xaf}
	inside := append(append(slices.Clone(slice), 0, 0, 0, byte(len(unit))), unit...)
	for name, tt := range map[string]struct {
		unit, data []byte
		want       image.Point
	}{
		"in the configuration":   {unit, slice, image.Pt(1632, 1224)},
		"among the coded pixels": {small, inside, image.Pt(1632, 1224)},
		"nothing larger":         {unit, append(append(slices.Clone(slice), 0, 0, 0, byte(len(small))), small...), image.Pt(1632, 1224)},
	} {
		whole := append(append(slices.Clone(config[:len(config)-1]), byte(len(tt.unit))), tt.unit...)
		if size, err := hevcSize(whole, tt.data); err != nil || size != tt.want {
			t.Errorf("%s: %v, %v", name, size, err)
		}
	}
	for n := range config {
		if _, err := hevcSize(config[:n], slice); err == nil {
			t.Errorf("%d bytes have a size", n)
		}
	}
	if _, err := hevcSize(append(config, unit...), inside[:len(inside)-1]); err == nil {
		t.Error("a unit that is cut off is taken")
	}
}
