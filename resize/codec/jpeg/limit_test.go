package jpeg_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// TestJPEGMaxSide: what the table states can be written and read; a pixel more is refused.
func TestJPEGMaxSide(t *testing.T) {
	spec, ok := codec.Lookup(format.JPEG)
	if !ok {
		t.Fatal("no JPEG")
	}
	for _, size := range []image.Point{{X: spec.MaxSide, Y: 3}, {X: 3, Y: spec.MaxSide}} {
		for _, m := range []image.Image{
			image.NewGray(image.Rectangle{Max: size}), image.NewNRGBA(image.Rectangle{Max: size}),
		} {
			var b bytes.Buffer
			if err := codec.Encode(&b, m, format.JPEG, format.Options{}); err != nil {
				t.Fatalf("%v: %v", size, err)
			}
			got, err := codectest.Decode(b.Bytes())
			if err != nil {
				t.Fatalf("%v: %v", size, err)
			}
			if got.Bounds().Size() != size {
				t.Errorf("%v is read as %v", size, got.Bounds().Size())
			}
		}
		more := size.Add(image.Pt(size.X/spec.MaxSide, size.Y/spec.MaxSide))
		err := codec.Encode(io.Discard, image.NewGray(image.Rectangle{Max: more}), format.JPEG, format.Options{})
		text := fmt.Sprintf("too large: JPEG allows at most 65500 pixels per side; the result would have %d × %d", more.X, more.Y)
		if !errors.Is(err, fault.ErrTooLarge) || err.Error() != text {
			t.Errorf("%v: %v", more, err)
		}
	}
}
