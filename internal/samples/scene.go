package samples

import (
	"image"
	"math"
)

// rgb is a color with channels of 0 to 255; floats, so that mixing does not cause banding.
type rgb [3]float32

func mix(a, b rgb, t float32) rgb {
	return rgb{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t, a[2] + (b[2]-a[2])*t}
}

// scene is a landscape: a sky with a sun, ridges one behind the other, and water below them if
// waterline is under 1. Positions are fractions of the picture's width and height from its top left
// corner.
type scene struct {
	seed         uint32
	zenith       rgb // the sky at the top
	horizon      rgb // the sky where the ridges begin
	sun          rgb
	sunX, sunY   float32
	far, near    rgb // the farthest and the nearest ridge
	ridges       int
	first, last  float32 // heights of the farthest and the nearest ridge
	trees        float32 // how tall the firs on the nearer ridges are; 0 for none
	waterline    float32
	stars        bool
	roughness    float32 // how jagged the far ridges are
	sunDiameter  float32
	glowStrength float32
}

var (
	sunrise = scene{seed: 11, zenith: rgb{58, 110, 178}, horizon: rgb{255, 205, 148}, sun: rgb{255, 246, 214}, sunX: 0.64, sunY: 0.43,
		far: rgb{196, 164, 176}, near: rgb{24, 52, 58}, ridges: 6, first: 0.5, last: 0.86, trees: 0.05, waterline: 1, roughness: 1, sunDiameter: 0.06, glowStrength: 0.9}
	forest = scene{seed: 5, zenith: rgb{132, 176, 190}, horizon: rgb{236, 240, 226}, sun: rgb{255, 255, 244}, sunX: 0.3, sunY: 0.2,
		far: rgb{178, 202, 196}, near: rgb{14, 44, 34}, ridges: 8, first: 0.34, last: 0.93, trees: 0.13, waterline: 1, roughness: 0.8, sunDiameter: 0.1, glowStrength: 0.5}
	autumn = scene{seed: 23, zenith: rgb{74, 134, 196}, horizon: rgb{236, 226, 206}, sun: rgb{255, 248, 226}, sunX: 0.72, sunY: 0.16,
		far: rgb{168, 166, 180}, near: rgb{120, 46, 20}, ridges: 7, first: 0.42, last: 0.9, trees: 0.06, waterline: 1, roughness: 1.2, sunDiameter: 0.09, glowStrength: 0.6}
	dusk = scene{seed: 42, zenith: rgb{20, 22, 62}, horizon: rgb{238, 120, 96}, sun: rgb{255, 214, 150}, sunX: 0.27, sunY: 0.6,
		far: rgb{132, 74, 108}, near: rgb{12, 12, 30}, ridges: 6, first: 0.62, last: 0.9, trees: 0.07, waterline: 1, stars: true, roughness: 1, sunDiameter: 0.08, glowStrength: 0.8}
	noon = scene{seed: 77, zenith: rgb{48, 128, 214}, horizon: rgb{212, 234, 246}, sun: rgb{255, 255, 236}, sunX: 0.2, sunY: 0.18,
		far: rgb{150, 186, 196}, near: rgb{62, 122, 44}, ridges: 5, first: 0.55, last: 0.82, waterline: 1, roughness: 0.6, sunDiameter: 0.09, glowStrength: 0.5}
	lake = scene{seed: 3, zenith: rgb{52, 62, 128}, horizon: rgb{255, 178, 122}, sun: rgb{255, 232, 180}, sunX: 0.5, sunY: 0.4,
		far: rgb{154, 112, 146}, near: rgb{28, 30, 52}, ridges: 5, first: 0.42, last: 0.56, trees: 0.035, waterline: 0.6, roughness: 1.1, sunDiameter: 0.055, glowStrength: 0.9}
)

// grain is the largest change of a pixel's color: photos are never flat, and without it the sky
// would show bands.
const grain = 2.5

// paint draws the scene, opaque.
func (s scene) paint(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	tops := s.ridgeTops(width, height)
	colors := make([]rgb, s.ridges)
	for i := range colors {
		colors[i] = mix(s.far, s.near, float32(i)/float32(s.ridges-1))
	}
	water := int(s.waterline * float32(height))
	for y := range min(water, height) {
		row := img.Pix[y*img.Stride : (y+1)*img.Stride]
		sky := s.skyRow(y, width, height)
		for x := range width {
			s.put(row, x, y, s.land(x, y, height, sky, tops, colors))
		}
	}
	for y := water; y < height; y++ {
		s.reflect(img, y, water)
	}
	return img
}

// land returns the color of a pixel above the water: that of the nearest ridge that reaches it,
// with its edge antialiased.
func (s scene) land(x, y, height int, sky func(x int) rgb, tops [][]float32, colors []rgb) rgb {
	start := len(tops) - 1
	for start >= 0 && float32(y) < tops[start][x]+1 {
		start--
	}
	var c rgb
	if start < 0 { // no ridge hides the sky
		c = sky(x)
	}
	for i := max(start, 0); i < len(tops); i++ {
		depth := float32(y) - tops[i][x]
		if depth <= 0 {
			continue
		}
		// Haze is at the foot of a ridge.
		haze := min(depth/(0.22*float32(height)), 1) * 0.35
		c = mix(c, mix(colors[i], s.horizon, haze*(1-float32(i)/float32(len(tops)))), min(depth, 1))
	}
	return c
}

// skyRow returns the color of the sky along row y.
func (s scene) skyRow(y, width, height int) func(x int) rgb {
	t := min(float32(y)/(s.first*float32(height)), 1)
	base := mix(s.zenith, s.horizon, t*t*(3-2*t))
	unit := float32(min(width, height))
	dy := (float32(y) - s.sunY*float32(height)) / unit
	radius := s.sunDiameter / 2
	return func(x int) rgb {
		dx := (float32(x) - s.sunX*float32(width)) / unit
		d2 := dx*dx + dy*dy
		c := mix(base, s.sun, s.glowStrength/(1+d2*40))
		if d2 < 4*radius*radius {
			d := float32(math.Sqrt(float64(d2)))
			c = mix(c, s.sun, min(max((radius-d)*unit/3+0.5, 0), 1))
		}
		if s.stars && t < 0.75 && hash(s.seed, uint32(x/3), uint32(y/3))%2600 == 0 {
			c = mix(c, rgb{255, 250, 235}, 0.8*(1-t))
		}
		return c
	}
}

// reflect fills row y, below the waterline, with the land mirrored in it: stretched, darkened and
// rippled.
func (s scene) reflect(img *image.RGBA, y, water int) {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	row := img.Pix[y*img.Stride : (y+1)*img.Stride]
	depth := float32(y-water) / float32(height-water)
	ripple := float64(y-water) * 400 / (float64(height) * (0.25 + float64(depth)))
	for x := range width {
		swing := math.Sin(ripple+float64(noise(s.seed, float32(x)*14/float32(width), depth*30))*5) * float64(0.004+0.02*depth) * float64(height)
		from := min(max(water-1-(y-water)*water/(height-water)*9/10+int(swing), 0), water-1)
		at := img.PixOffset(x, from)
		c := rgb{float32(img.Pix[at]), float32(img.Pix[at+1]), float32(img.Pix[at+2])}
		s.put(row, x, y, mix(c, s.zenith, 0.18+0.25*depth))
	}
}

func (s scene) put(row []uint8, x, y int, c rgb) {
	off := (float32(hash(s.seed, uint32(x), uint32(y))&0xffff)/0x8000 - 1) * grain
	p := row[4*x : 4*x+4 : 4*x+4]
	for i := range 3 {
		p[i] = uint8(min(max(c[i]+off+0.5, 0), 255))
	}
	p[3] = 255
}
