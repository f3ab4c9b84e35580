package samples

import (
	"image"
	"image/color"
	"math"
)

// paintFlower draws a flower with a soft shadow on transparency: every alpha from 0 to 255 occurs.
func paintFlower(size int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			img.SetNRGBA(x, y, flowerAt(float64(x)/float64(size)*2-1, float64(y)/float64(size)*2-1, 2/float64(size)))
		}
	}
	return img
}

// flowerAt returns the color at a point from -1 to 1 in both directions; pixel is the width of a
// pixel there.
func flowerAt(x, y, pixel float64) color.NRGBA {
	const heart = 0.2
	r := math.Hypot(x, y)
	edge := petalEdge(math.Atan2(y, x), 0)
	inner := petalEdge(math.Atan2(y, x), math.Pi/8) * 0.72
	shadow := smooth(1-(math.Hypot(x, y-0.05)-edge*0.93)/0.14) * 0.45

	c := mix(rgb{255, 196, 92}, rgb{232, 62, 110}, float32(min(r/0.85, 1)))
	shade := float32(smooth((inner - r) / pixel))
	c = mix(c, mix(rgb{255, 228, 150}, rgb{248, 120, 120}, float32(min(r/0.6, 1))), shade)
	c = mix(c, mix(rgb{120, 62, 22}, rgb{186, 108, 36}, float32(min(r/heart, 1))), float32(smooth((heart-r)/pixel)))

	cover := smooth((edge - r) / pixel)
	alpha := cover + shadow*(1-cover)
	if alpha == 0 {
		return color.NRGBA{}
	}
	c = mix(rgb{40, 16, 40}, c, float32(cover/alpha))
	return color.NRGBA{R: uint8(c[0] + 0.5), G: uint8(c[1] + 0.5), B: uint8(c[2] + 0.5), A: uint8(alpha*255 + 0.5)}
}

// petalEdge returns how far eight petals reach in a direction.
func petalEdge(angle, turn float64) float64 {
	return 0.42 + 0.42*math.Sqrt(math.Abs(math.Sin(4*(angle+turn))))
}

// smooth returns 0 below 0, 1 above 1 and an S-curve between.
func smooth(t float64) float64 {
	t = min(max(t, 0), 1)
	return t * t * (3 - 2*t)
}
