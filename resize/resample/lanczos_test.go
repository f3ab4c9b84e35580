package resample

import (
	"math"
	"testing"

	"github.com/disintegration/imaging"
)

func TestLanczosByTurning(t *testing.T) {
	for _, scale := range []float64{1, 1.26, 2.5, 7.3, 400} {
		for _, centre := range []float64{1000, 1000.5, 1000.1, 999.9999999} {
			k := newWeigher(imaging.Lanczos, scale)
			if !k.lanczos {
				t.Fatal("imaging.Lanczos is not recognised")
			}
			reach := int(math.Ceil(3 * scale))
			got := make([]float64, 2*reach+1)
			k.values(got, 1000-reach, centre)
			for i, v := range got {
				want := imaging.Lanczos.Kernel((float64(1000-reach+i) - centre) / scale)
				if math.Abs(v-want) > 1e-10 {
					t.Errorf("scale %g, centre %g: sample %d weighs %g, not %g", scale, centre, i, v, want)
				}
			}
		}
	}
	if k := newWeigher(imaging.Hann, 1); k.lanczos {
		t.Error("Hann is taken for Lanczos")
	}
}
