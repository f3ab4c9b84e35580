package resample

import (
	"math"
	"unsafe"

	"github.com/disintegration/imaging"
)

// function tells function values apart: two with the same pointer are the same function with the same captured
// variables.
func function(kernel func(float64) float64) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&kernel))
}

// weigher evaluates a filter's kernel at source samples. Half the time that a table takes goes into the sines of the
// default filter, so that one is done by turning.
type weigher struct {
	kernel     func(float64) float64
	scale      float64 // source samples for one unit of the kernel
	lanczos    bool
	turn, grow float64 // sine and cosine of the angle between samples
}

func newWeigher(filter imaging.ResampleFilter, scale float64) weigher {
	w := weigher{kernel: filter.Kernel, scale: scale}
	w.lanczos = function(filter.Kernel) == function(imaging.Lanczos.Kernel) && filter.Support == imaging.Lanczos.Support
	w.turn, w.grow = math.Sincos(math.Pi / 3 / scale)
	return w
}

// values fills w with the kernel at the source samples from first on.
func (k *weigher) values(w []float64, first int, centre float64) {
	if !k.lanczos {
		for i := range w {
			w[i] = k.kernel((float64(first+i) - centre) / k.scale)
		}
		return
	}
	// With t = πx/3 the kernel is sin(3t)·sin(t)/3t², and sin(3t) = 3·sin(t) − 4·sin³(t).
	unit := math.Pi / 3 / k.scale
	sin, cos := math.Sincos((float64(first) - centre) * unit)
	for i := range w {
		t, square := (float64(first+i)-centre)*unit, sin*sin
		switch {
		case math.Abs(t) >= math.Pi:
			w[i] = 0
		case math.Abs(t) < 1e-6:
			w[i] = 1
		default:
			w[i] = square * (3 - 4*square) / (3 * t * t)
		}
		sin, cos = sin*k.grow+cos*k.turn, cos*k.grow-sin*k.turn
	}
}
