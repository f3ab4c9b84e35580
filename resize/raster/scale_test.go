package raster

import (
	"fmt"
	"image"
	"image/color"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/resample"
)

// filters are those that weigh samples, with what imaging means by them.
var filters = map[resample.Filter]imaging.ResampleFilter{
	resample.Lanczos: imaging.Lanczos, resample.CatmullRom: imaging.CatmullRom,
	resample.Linear: imaging.Linear, resample.Box: imaging.Box,
}

var sizes = []image.Point{{40, 30}, {20, 60}, {130, 90}, {7, 50}, {97, 10}, {60, 45}}

// TestImaging: opaque pictures of 8 bits come out as from imaging, within one level.
func TestImaging(t *testing.T) {
	for _, k := range kinds {
		if k.translucent || k.deep {
			continue
		}
		m := k.make(60, 45)
		for f, judge := range filters {
			for _, size := range sizes {
				t.Run(fmt.Sprintf("%s %v %v", k.name, f, size), func(t *testing.T) {
					got := render(t, m, Steps{Scaled: size, Filter: f, Alpha: true})
					imgtest.SameImage(t, got.Image, imaging.Resize(m, size.X, size.Y, judge), 1)
					if _, gray := got.Image.(*image.Gray); gray != k.gray || !got.Opaque {
						t.Errorf("result is a %T, opaque: %v", got.Image, got.Opaque)
					}
				})
			}
		}
		t.Run(k.name+" nearest", func(t *testing.T) {
			for _, size := range sizes {
				got := render(t, m, Steps{Scaled: size, Filter: resample.NearestNeighbor, Alpha: true})
				imgtest.SameImage(t, got.Image, imaging.Resize(m, size.X, size.Y, imaging.NearestNeighbor), 0)
			}
		})
	}
}

// TestReference: every kind, translucent and of 16 bits too, comes out as from floating point, with
// and without light. Results of 8 bits are rounded once; those of 16 bits are a few of 65,536
// levels off, and where light is made a number again, near black, more.
func TestReference(t *testing.T) {
	for _, k := range kinds {
		m := k.make(50, 37)
		for _, size := range []image.Point{{30, 22}, {80, 60}, {12, 37}} {
			for _, linear := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s %v linear %v", k.name, size, linear), func(t *testing.T) {
					to, from := same, same
					if linear {
						to, from = decodeSRGB, encodeSRGB
					}
					want := reference(shown(m), size.X, size.Y, imaging.CatmullRom, to, from)
					for _, deep := range []bool{true, false} {
						got := render(t, m, Steps{Scaled: size, Filter: resample.CatmullRom, Alpha: true, Keep16Bits: deep, Linear: linear})
						bound := 0.8 / 255
						if k.translucent { // a color and its alpha are rounded, and compared multiplied
							bound = 1.1 / 255
						}
						if _, wide := got.Image.(*image.NRGBA64); wide || k.deep && k.gray && deep {
							bound = 4.0 / 65535
							if linear {
								bound = 40.0 / 65535
							}
						} else if deep && k.deep {
							t.Fatalf("result is a %T", got.Image)
						}
						if d, where := off(shown(got.Image), want); d > bound {
							t.Errorf("deep %v: off by %.2f of 255 or %.1f of 65535, %s", deep, d*255, d*65535, where)
						}
						if got.Opaque == k.translucent {
							t.Errorf("opaque is %v", got.Opaque)
						}
					}
				})
			}
		}
	}
}

// TestHalo: what is not seen has no color. Red beside invisible green stays red at any size,
// however translucent it becomes.
func TestHalo(t *testing.T) {
	narrow, wide := image.NewNRGBA(image.Rect(0, 0, 40, 40)), image.NewNRGBA64(image.Rect(0, 0, 40, 40))
	for y := range 40 {
		for x := range 40 {
			c := color.NRGBA{G: 255}
			if x < 17 && y > 5 {
				c = color.NRGBA{R: 255, A: 255}
			}
			narrow.Set(x, y, c)
			wide.SetNRGBA64(x, y, color.NRGBA64{R: uint16(c.R) * 257, G: uint16(c.G) * 257, A: uint16(c.A) * 257})
		}
	}
	for _, m := range []image.Image{narrow, wide} {
		for f := range filters {
			for _, size := range []image.Point{{13, 13}, {90, 70}, {40, 9}} {
				for _, linear := range []bool{false, true} {
					got := render(t, m, Steps{Scaled: size, Filter: f, Alpha: true, Keep16Bits: true, Linear: linear, Sharpen: High})
					for i, p := range shown(got.Image).pix {
						if p[3] > 0 && (p[0] < 0.98 || p[1] > 0 || p[2] > 0) {
							t.Fatalf("%T %v %v linear %v: pixel %d is %v", m, f, size, linear, i, p)
						}
					}
				}
			}
		}
	}
}

// TestLinear: fine stripes and a chequerboard of black and white have half the light of white,
// which is number 188 in sRGB.
func TestLinear(t *testing.T) {
	tests := []struct {
		name   string
		linear bool
		want   uint8
	}{{"numbers", false, 128}, {"light", true, 188}}
	gray, rgb, deep := image.NewGray(image.Rect(0, 0, 64, 64)), image.NewNRGBA(image.Rect(0, 0, 64, 64)), image.NewGray16(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			c := color.Gray{Y: uint8((x + y) % 2 * 255)}
			gray.Set(x, y, c)
			rgb.Set(x, y, c)
			deep.Set(x, y, c)
		}
	}
	for _, tt := range tests {
		for _, m := range []image.Image{gray, rgb, deep} {
			p := render(t, m, Steps{Scaled: image.Pt(32, 32), Filter: resample.Box, Linear: tt.linear})
			if got := color.GrayModel.Convert(p.Image.At(16, 16)).(color.Gray).Y; got != tt.want {
				t.Errorf("%s: %T becomes %d, want %d", tt.name, m, got, tt.want)
			}
		}
	}
}

// TestLight: all numbers of 8 bits survive being made light of, and all that are not close to black
// those of 16.
func TestLight(t *testing.T) {
	var l linearizer
	l.prepare(true)
	for i, v := range l.decode8 {
		if got := (uint32(l.encode16[v])*0xff + 0x807f) >> 16; int(got) != i {
			t.Errorf("%d comes back as %d", i, got)
		}
	}
	for i, v := range l.decode16 {
		if d := int(l.encode16[v]) - i; d < -7 || d > 7 || i > 12_000 && (d < -2 || d > 2) {
			t.Fatalf("%d of 65535 comes back as %d", i, l.encode16[v])
		}
	}
}

// TestRounding: what is divided by the largest sample is rounded exactly.
func TestRounding(t *testing.T) {
	wide, thin := make([]uint16, 1<<16), make([]uint8, 1<<16)
	for i := range wide {
		wide[i] = uint16(i)
	}
	to8Bits(thin, wide)
	for i, v := range thin {
		if int(v) != (i+128)/257 {
			t.Fatalf("%d of 65535 becomes %d of 255", i, v)
		}
	}
	for v := range 255*255 + 1 {
		if got := divided[uint8](uint32(v)); int(got) != (2*v+255)/510 {
			t.Fatalf("%d/255 becomes %d", v, got)
		}
	}
	for v := uint64(0); v <= 65535*65535; v += 32749 {
		if got := divided[uint16](uint32(v)); uint64(got) != (2*v+65535)/131070 {
			t.Fatalf("%d/65535 becomes %d", v, got)
		}
	}
	for a := 1; a < 256; a++ {
		for c := range 256 {
			q := make([]uint16, 4)
			premultiply8(q, []uint8{uint8(c), 0, 0, uint8(a)})
			unpremultiply(q)
			to8Bits(thin, q)
			if int(thin[0]) != c {
				t.Fatalf("%d at alpha %d becomes %d", c, a, thin[0])
			}
		}
	}
}
