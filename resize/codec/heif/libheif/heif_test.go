//go:build !nodynamic && (((linux || darwin) && (amd64 || arm64)) || (windows && amd64))

package libheif_test

import (
	"bytes"
	"image"
	"sync"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/heif/isobmff"
	"sizemill/resize/codec/heif/libheif"
	"sizemill/resize/fault"
)

// sample is a HEIC file of 160 × 120 pixels that holds nothing but its pixels.
func sample(t *testing.T, m image.Image) []byte {
	t.Helper()
	if text := libheif.Missing(libheif.HEVC); text != "" {
		t.Skip(text)
	}
	b := imgtest.HEIC(t, imgtest.PNG(t, 0, 0, imgtest.Of(m)))
	f, err := isobmff.Parse(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	single, err := f.Single(f.Primary, nil)
	if err != nil {
		t.Fatal(err)
	}
	return single
}

// TestDecode: several goroutines decode at once, and all get the same.
func TestDecode(t *testing.T) {
	for name, m := range map[string]image.Image{"8 bits": imgtest.Picture(160, 120), "10 bits": imgtest.Deep(160, 120)} {
		t.Run(name, func(t *testing.T) {
			b := sample(t, m)
			var wait sync.WaitGroup
			got := make([]image.Image, 6)
			errs := make([]error, len(got))
			for i := range got {
				wait.Go(func() { got[i], errs[i] = libheif.Decode(b, libheif.HEVC, image.Pt(160, 120)) })
			}
			wait.Wait()
			for i := range got {
				if errs[i] != nil {
					t.Fatal(errs[i])
				}
				imgtest.SameImage(t, got[i], got[0], 0)
			}
			if d := imgtest.MeanDifference(t, got[0], m); d > 2 {
				t.Errorf("off by %.1f", d)
			}
		})
	}
}

// TestDecodeErrors: what is wrong with a file is told as damage.
func TestDecodeErrors(t *testing.T) {
	b := sample(t, imgtest.Picture(160, 120))
	config := bytes.Index(b, []byte("hvcC"))
	broken := append([]byte(nil), b...)
	for i := range 40 {
		broken[config+30+i] = 0xff
	}
	for name, tt := range map[string]struct {
		b    []byte
		size image.Point
	}{
		"nothing":       {nil, image.Pt(160, 120)},
		"text":          {[]byte("Dear diary,"), image.Pt(160, 120)},
		"cut":           {b[:len(b)-len(b)/4], image.Pt(160, 120)},
		"no parameters": {broken, image.Pt(160, 120)},
		"another size":  {b, image.Pt(161, 120)},
	} {
		_, err := libheif.Decode(tt.b, libheif.HEVC, tt.size)
		if !fault.Known(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
