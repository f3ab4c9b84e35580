//go:build cgo && !purego

package turbo_test

import (
	"math/rand/v2"
	"testing"

	"sizemill/resize/codec/jpeg/turbo"
)

// TestTransforms: transforms of our own, which strict decoding uses at some scales, give what libjpeg's do, in every column
// and row of blocks, for all that a file can hold.
func TestTransforms(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	contents := map[string]func(x, y int) byte{
		"noise":        func(int, int) byte { return byte(random.Uint32()) },
		"black, white": func(int, int) byte { return byte(random.Uint32N(2) * 255) },
		"stripes":      func(x, _ int) byte { return byte(x % 2 * 255) },
		"rows":         func(_, y int) byte { return byte(y % 2 * 255) },
		"checkers":     func(x, y int) byte { return byte((x + y) % 2 * 255) },
		"plain":        func(int, int) byte { return 255 },
		"ramp":         func(x, y int) byte { return byte(x + 3*y) },
	}
	for name, sample := range contents {
		t.Run(name, func(t *testing.T) {
			for _, sides := range [][2]int{{1, 1}, {8, 8}, {17, 9}, {100, 75}, {256, 33}, {168, 20}, {336, 9}} {
				p := scene(sides[0], sides[1], turbo.YCbCr, sampling{"", 2, 1})
				for _, q := range p.Plane {
					for i := range q.Pix {
						q.Pix[i] = sample(i%q.Stride, i/q.Stride)
					}
				}
				for _, e := range []turbo.EncodeOptions{{Quality: 100}, {Quality: 60}, {Quality: 3}, {Quality: 90, Progressive: true}} {
					data := encode(t, p, e)
					for scale := 1; scale <= 8; scale++ {
						if err := judged(t, data, turbo.DecodeOptions{Scale: scale, ChromaScale: 9 - scale}); err != nil {
							t.Errorf("%s, %+v, scale %d: %v", size(sides[0], sides[1]), e, scale, err)
						}
					}
				}
			}
		})
	}
}
