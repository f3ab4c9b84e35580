package resample

import (
	"math"
	"testing"

	"github.com/disintegration/imaging"
)

func TestLanczosByRotation(t *testing.T) {
	for _, scale := range []float64{1, 1.26, 2.5, 7.3, 400} {
		for _, center := range []float64{1000, 1000.5, 1000.1, 999.9999999} {
			k := newWeigher(Lanczos, scale)
			reach := int(math.Ceil(3 * scale))
			got := make([]float64, 2*reach+1)
			k.weigh(got, 1000-reach, center)
			for i, v := range got {
				want := imaging.Lanczos.Kernel((float64(1000-reach+i) - center) / scale)
				if math.Abs(v-want) > 1e-10 {
					t.Errorf("scale %g, center %g: sample %d weighs %g, not %g", scale, center, i, v, want)
				}
			}
		}
	}
}
