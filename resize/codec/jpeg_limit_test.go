package codec_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"testing"

	"sizemill/resize/codec"
)

// TestJPEGMaxSide: what the table states can be written and read; a pixel more is refused.
func TestJPEGMaxSide(t *testing.T) {
	spec, ok := codec.Lookup(codec.JPEG)
	if !ok {
		t.Fatal("no JPEG")
	}
	for _, size := range []image.Point{{X: spec.MaxSide, Y: 3}, {X: 3, Y: spec.MaxSide}} {
		for _, m := range []image.Image{
			image.NewGray(image.Rectangle{Max: size}), image.NewNRGBA(image.Rectangle{Max: size}),
		} {
			var b bytes.Buffer
			if err := codec.Encode(&b, m, codec.JPEG, codec.Options{}); err != nil {
				t.Fatalf("%v: %v", size, err)
			}
			got, err := decode(b.Bytes())
			if err != nil {
				t.Fatalf("%v: %v", size, err)
			}
			if got.Bounds().Size() != size {
				t.Errorf("%v is read as %v", size, got.Bounds().Size())
			}
		}
		more := size.Add(image.Pt(size.X/spec.MaxSide, size.Y/spec.MaxSide))
		err := codec.Encode(io.Discard, image.NewGray(image.Rectangle{Max: more}), codec.JPEG, codec.Options{})
		text := fmt.Sprintf("too large: JPEG holds at most 65500 pixels a side, the result has %d × %d", more.X, more.Y)
		if !errors.Is(err, codec.ErrTooLarge) || err.Error() != text {
			t.Errorf("%v: %v", more, err)
		}
	}
}
