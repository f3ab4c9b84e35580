package pixels

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"reflect"
	"testing"
)

// kinds are all combinations of colour type, depth and transparency.
func kinds() map[string]spec {
	list := map[string]spec{}
	for color, name := range map[int]string{gray: "grey", rgb: "rgb", indexed: "palette", grayAlpha: "grey+alpha", rgbAlpha: "rgb+alpha"} {
		for _, depth := range []int{1, 2, 4, 8, 16} {
			if !validDepth(color, depth) {
				continue
			}
			s := spec{header: header{color: color, depth: depth}, seed: uint64(color*100 + depth), colors: min(1<<depth, 200)}
			list[fmt.Sprintf("%s %d", name, depth)] = s
			if color != grayAlpha && color != rgbAlpha {
				s.trns = true
				list[fmt.Sprintf("%s %d tRNS", name, depth)] = s
			}
		}
	}
	return list
}

func decode(b []byte) (image.Image, error) {
	m, _, err := Decode(bytes.NewReader(b), DecodeOptions{Size: int64(len(b)), MaxPixels: 1 << 24})
	return m, err
}

// TestKinds compares every kind of picture with image/png, type and pixels, in sizes that end within bytes, vectors and passes.
func TestKinds(t *testing.T) {
	for name, s := range kinds() {
		for _, interlaced := range []bool{false, true} {
			for _, size := range []image.Point{{1, 1}, {2, 3}, {3, 2}, {5, 7}, {8, 8}, {16, 5}, {31, 9}, {33, 17}, {131, 20}} {
				s := s
				s.width, s.height, s.interlaced, s.chunk = size.X, size.Y, interlaced, 50
				t.Run(fmt.Sprintf("%s/%v/interlaced=%v", name, size, interlaced), func(t *testing.T) {
					file := s.file(t)
					want, err := png.Decode(bytes.NewReader(file))
					if err != nil {
						t.Fatalf("image/png: %v", err)
					}
					got, err := decode(file)
					if err != nil {
						t.Fatal(err)
					}
					same(t, got, want)
				})
			}
		}
	}
}

// same fails the test unless both are of one type with the same pixels in the same colours.
func same(t *testing.T, got, want image.Image) {
	t.Helper()
	if reflect.TypeOf(got) != reflect.TypeOf(want) || got.Bounds() != want.Bounds() {
		t.Fatalf("got a %T of %v, want a %T of %v", got, got.Bounds(), want, want.Bounds())
	}
	b := want.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if got.At(x, y) != want.At(x, y) {
				t.Fatalf("pixel (%d, %d) is %v, want %v", x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
}
