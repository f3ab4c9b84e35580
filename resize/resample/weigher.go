package resample

import "math"

// weigher evaluates a filter's kernel at source samples. For Lanczos, the default, sines would be
// half the cost of a table, so each follows from the one before by rotation.
type weigher struct {
	kernel func(float64) float64
	scale  float64 // source samples per unit of the kernel

	rotates  bool    // for Lanczos
	sin, cos float64 // of the angle between samples
}

func newWeigher(filter Filter, scale float64) weigher {
	w := weigher{kernel: filter.definition().Kernel, scale: scale, rotates: filter == Lanczos}
	w.sin, w.cos = math.Sincos(math.Pi / 3 / scale)
	return w
}

// weigh sets w to the kernel at the source samples from first on.
func (k *weigher) weigh(w []float64, first int, center float64) {
	if !k.rotates {
		for i := range w {
			w[i] = k.kernel((float64(first+i) - center) / k.scale)
		}
		return
	}
	// With t = πx/3 the kernel is sin(3t)·sin(t)/3t², and sin(3t) = 3·sin(t) − 4·sin³(t).
	unit := math.Pi / 3 / k.scale
	sin, cos := math.Sincos((float64(first) - center) * unit)
	for i := range w {
		t, square := (float64(first+i)-center)*unit, sin*sin
		switch {
		case math.Abs(t) >= math.Pi:
			w[i] = 0
		case math.Abs(t) < 1e-6:
			w[i] = 1
		default:
			w[i] = square * (3 - 4*square) / (3 * t * t)
		}
		sin, cos = sin*k.cos+cos*k.sin, cos*k.cos-sin*k.sin
	}
}
