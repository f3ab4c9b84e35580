package resize

import (
	"image"
	"math"
	"math/big"
	"testing"
)

func TestGeometry(t *testing.T) {
	whole := uncropped
	box := func(m Mode, w, h int) Recipe {
		return Recipe{Target: Target{Mode: m, Width: w, Height: h}, TurnBox: true}
	}
	with := func(r Recipe, change func(*Recipe)) Recipe { change(&r); return r }
	enlarge := func(r *Recipe) { r.Enlarge = true }
	anchor := func(a Anchor) func(*Recipe) { return func(r *Recipe) { r.Anchor = a } }
	landscape, portrait := Size{6000, 4000}, Size{4000, 6000}

	for _, tt := range []struct {
		name string
		src  Size
		r    Recipe
		want Geometry
	}{
		{"fit by width", landscape, box(Fit, 1600, 1600), whole(landscape, Size{1600, 1067})},
		{"fit by height", portrait, box(Fit, 1600, 1600), whole(portrait, Size{1067, 1600})},
		{"fit turns a lying box for a standing picture", portrait, box(Fit, 1920, 1080), whole(portrait, Size{1080, 1620})},
		{"fit turns a standing box for a lying picture", landscape, box(Fit, 1080, 1920), whole(landscape, Size{1620, 1080})},
		{"fit does not turn for a square picture", Size{3000, 3000}, box(Fit, 1920, 1080), whole(Size{3000, 3000}, Size{1080, 1080})},
		{"fit with TurnBox off", portrait, Recipe{Target: Target{Mode: Fit, Width: 1920, Height: 1080}}, whole(portrait, Size{720, 1080})},
		{"fit width only", portrait, box(Fit, 1000, 0), whole(portrait, Size{1000, 1500})},
		{"fit height only", portrait, box(Fit, 0, 1000), whole(portrait, Size{667, 1000})},
		{"fit leaves a small picture alone", Size{800, 600}, box(Fit, 1600, 1600), whole(Size{800, 600}, Size{800, 600})},
		{"fit enlarges when told", Size{800, 600}, with(box(Fit, 1600, 1600), enlarge), whole(Size{800, 600}, Size{1600, 1200})},
		{"fit of a hair keeps one pixel", Size{10000, 1}, box(Fit, 100, 100), whole(Size{10000, 1}, Size{100, 1})},
		{"fit rounds half up", Size{1000, 101}, box(Fit, 500, 500), whole(Size{1000, 101}, Size{500, 51})},

		{"fill a square from a lying picture", landscape, box(Fill, 1000, 1000),
			Geometry{Crop: image.Rect(1000, 0, 5000, 4000), Scaled: Size{1000, 1000}, Canvas: Size{1000, 1000}}},
		{"fill keeps the left", landscape, with(box(Fill, 1000, 1000), anchor(Left)),
			Geometry{Crop: image.Rect(0, 0, 4000, 4000), Scaled: Size{1000, 1000}, Canvas: Size{1000, 1000}}},
		{"fill keeps the bottom right", portrait, with(box(Fill, 1000, 1000), anchor(BottomRight)),
			Geometry{Crop: image.Rect(0, 2000, 4000, 6000), Scaled: Size{1000, 1000}, Canvas: Size{1000, 1000}}},
		{"fill turns the box", portrait, box(Fill, 1920, 1080),
			Geometry{Crop: image.Rect(312, 0, 3687, 6000), Scaled: Size{1080, 1920}, Canvas: Size{1080, 1920}}},
		{"fill of a picture smaller than the box keeps the shape", Size{900, 600}, box(Fill, 1000, 1000),
			Geometry{Crop: image.Rect(150, 0, 750, 600), Scaled: Size{600, 600}, Canvas: Size{600, 600}}},
		{"fill of a picture smaller in one side", Size{3000, 500}, box(Fill, 1000, 1000),
			Geometry{Crop: image.Rect(1250, 0, 1750, 500), Scaled: Size{500, 500}, Canvas: Size{500, 500}}},
		{"fill enlarges when told", Size{900, 600}, with(box(Fill, 1000, 1000), enlarge),
			Geometry{Crop: image.Rect(150, 0, 750, 600), Scaled: Size{1000, 1000}, Canvas: Size{1000, 1000}}},
		{"fill with a free side is fit", landscape, box(Fill, 1000, 0), whole(landscape, Size{1000, 667})},

		{"pad centres", landscape, box(Pad, 1000, 1000),
			Geometry{Crop: image.Rect(0, 0, 6000, 4000), Scaled: Size{1000, 667}, Offset: image.Pt(0, 166), Canvas: Size{1000, 1000}}},
		{"pad puts it at the top", landscape, with(box(Pad, 1000, 1000), anchor(Top)),
			Geometry{Crop: image.Rect(0, 0, 6000, 4000), Scaled: Size{1000, 667}, Canvas: Size{1000, 1000}}},
		{"pad leaves a small picture unscaled", Size{100, 50}, box(Pad, 200, 200),
			Geometry{Crop: image.Rect(0, 0, 100, 50), Scaled: Size{100, 50}, Offset: image.Pt(50, 75), Canvas: Size{200, 200}}},

		{"stretch", landscape, box(Stretch, 300, 300), whole(landscape, Size{300, 300})},
		{"stretch never above the source's side", Size{100, 900}, box(Stretch, 300, 300), whole(Size{100, 900}, Size{100, 300})},
		{"stretch enlarges when told", Size{100, 900}, with(box(Stretch, 300, 300), enlarge), whole(Size{100, 900}, Size{300, 300})},
		{"stretch with a free side keeps the aspect ratio", landscape, box(Stretch, 0, 1000), whole(landscape, Size{1500, 1000})},

		{"percent", Size{1001, 667}, Recipe{Target: Target{Mode: Percent, Percent: 50}}, whole(Size{1001, 667}, Size{501, 334})},
		{"percent never enlarges by itself", Size{100, 50}, Recipe{Target: Target{Mode: Percent, Percent: 200}}, whole(Size{100, 50}, Size{100, 50})},
		{"percent enlarges when told", Size{100, 50}, Recipe{Target: Target{Mode: Percent, Percent: 200}, Enlarge: true}, whole(Size{100, 50}, Size{200, 100})},
		{"percent of next to nothing", Size{100, 50}, Recipe{Target: Target{Mode: Percent, Percent: 0.001}}, whole(Size{100, 50}, Size{1, 1})},

		{"long edge of a lying picture", landscape, Recipe{Target: Target{Mode: LongEdge, Edge: 1500}}, whole(landscape, Size{1500, 1000})},
		{"long edge of a standing picture", portrait, Recipe{Target: Target{Mode: LongEdge, Edge: 1500}}, whole(portrait, Size{1000, 1500})},
		{"long edge leaves a small picture alone", Size{100, 50}, Recipe{Target: Target{Mode: LongEdge, Edge: 1500}}, whole(Size{100, 50}, Size{100, 50})},
		{"short edge of a lying picture", landscape, Recipe{Target: Target{Mode: ShortEdge, Edge: 1000}}, whole(landscape, Size{1500, 1000})},
		{"short edge of a standing picture", portrait, Recipe{Target: Target{Mode: ShortEdge, Edge: 1000}}, whole(portrait, Size{1000, 1500})},

		{"megapixels", landscape, Recipe{Target: Target{Mode: Megapixels, Megapixels: 6}}, whole(landscape, Size{3000, 2000})},
		{"megapixels never above", Size{1234, 777}, Recipe{Target: Target{Mode: Megapixels, Megapixels: 0.5}}, whole(Size{1234, 777}, Size{891, 561})},
		{"megapixels leaves a small picture alone", Size{100, 50}, Recipe{Target: Target{Mode: Megapixels, Megapixels: 2}}, whole(Size{100, 50}, Size{100, 50})},
		{"no resize", landscape, Recipe{Target: Target{Mode: NoResize}}, whole(landscape, landscape)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := NewGeometry(tt.src, tt.r)
			if got != tt.want {
				t.Errorf("NewGeometry(%v) = %+v, want %+v", tt.src, got, tt.want)
			}
		})
	}
}

// TestEveryModeHasGeometry finds a mode that NewGeometry does not know.
func TestEveryModeHasGeometry(t *testing.T) {
	src, r := Size{400, 300}, Recipe{Target: Target{Width: 20, Height: 20, Percent: 10, Edge: 20, Megapixels: 0.001}}
	for ; modeNames.Valid(r.Mode); r.Mode++ {
		if same := NewGeometry(src, r).Identity(src); same != (r.Mode == NoResize) {
			t.Errorf("%v: keeps the size: %t", r.Mode, same)
		}
	}
}

func TestGeometryIdentity(t *testing.T) {
	src := Size{300, 200}
	for name, tt := range map[string]struct {
		r    Recipe
		want bool
	}{
		"fit of a small picture": {Recipe{Target: Target{Mode: Fit, Width: 400, Height: 400}}, true},
		"fit":                    {Recipe{Target: Target{Mode: Fit, Width: 100, Height: 100}}, false},
		"pad":                    {Recipe{Target: Target{Mode: Pad, Width: 400, Height: 400}}, false},
		"pad of the exact size":  {Recipe{Target: Target{Mode: Pad, Width: 300, Height: 200}}, true},
		"fill that only crops":   {Recipe{Target: Target{Mode: Fill, Width: 200, Height: 200}}, false},
		"no resize":              {Recipe{Target: Target{Mode: NoResize}}, true},
	} {
		if got := NewGeometry(src, tt.r).Identity(src); got != tt.want {
			t.Errorf("%s: Identity = %v, want %v", name, got, tt.want)
		}
	}
}

// FuzzGeometry compares with exact rational arithmetic.
func FuzzGeometry(f *testing.F) {
	f.Add(6000, 4000, byte(Fit), 1600, 1600, 50.0, byte(0))
	f.Add(10000, 1, byte(Fill), 7, 100, 0.5, byte(3))
	f.Add(1, 65535, byte(Pad), 100000, 1, 9999.0, byte(1))
	f.Add(1, 65488, byte(ShortEdge), 99951, 1, 1.0, byte(1)) // beyond 32 bits
	f.Add(1234, 777, byte(Megapixels), 1, 1, 0.25, byte(2))
	f.Fuzz(func(t *testing.T, w, h int, mode byte, bw, bh int, amount float64, flags byte) {
		src := Size{w, h}
		r := Recipe{Target: Target{Mode: Mode(mode % 9), Width: bw, Height: bh, Edge: bw, Percent: amount, Megapixels: amount}, Anchor: Anchor(flags >> 4 % 9), Enlarge: flags&1 != 0, TurnBox: flags&2 != 0}
		if w < 1 || h < 1 || w > MaxSide || h > MaxSide || r.Validate() != nil {
			return // no picture, or no recipe
		}
		g := NewGeometry(src, r)
		checkInvariants(t, src, r, g)
		checkExact(t, src, r, g)
	})
}

func checkInvariants(t *testing.T, src Size, r Recipe, g Geometry) {
	t.Helper()
	if g.Canvas.Width < 1 || g.Canvas.Height < 1 || g.Scaled.Width < 1 || g.Scaled.Height < 1 || g.Crop.Empty() {
		t.Fatalf("%v %+v: empty in %+v", src, r, g)
	}
	if !g.Crop.In(image.Rect(0, 0, src.Width, src.Height)) {
		t.Fatalf("%v %+v: crop outside the source in %+v", src, r, g)
	}
	placed := image.Rect(0, 0, g.Scaled.Width, g.Scaled.Height).Add(g.Offset)
	if !placed.In(image.Rect(0, 0, g.Canvas.Width, g.Canvas.Height)) {
		t.Fatalf("%v %+v: placed outside the canvas in %+v", src, r, g)
	}
	if box := r.box(src); r.Mode <= Stretch {
		if (box.Width > 0 && g.Canvas.Width > box.Width) || (box.Height > 0 && g.Canvas.Height > box.Height) {
			t.Fatalf("%v %+v: beyond the box in %+v", src, r, g)
		}
	}
	if !r.Enlarge && (g.Scaled.Width > g.Crop.Dx() || g.Scaled.Height > g.Crop.Dy()) {
		t.Fatalf("%v %+v: enlarged in %+v", src, r, g)
	}
}

// checkExact compares with the scale factor in exact arithmetic: each side within one pixel of it.
func checkExact(t *testing.T, src Size, r Recipe, g Geometry) {
	t.Helper()
	rat := func(a, b int) *big.Rat { return big.NewRat(int64(a), int64(b)) }
	one := rat(1, 1)
	w, h := rat(src.Width, 1), rat(src.Height, 1)
	box := r.box(src)
	free := box.Width == 0 || box.Height == 0
	mode := r.Mode
	if free && mode <= Stretch {
		mode = Fit
	}
	near := func(what string, got int, want *big.Rat) {
		t.Helper()
		if want.Cmp(one) < 0 {
			want = one
		}
		if most := rat(maxComputed, 1); want.Cmp(most) > 0 {
			want = most
		}
		off := new(big.Rat).Sub(rat(got, 1), want)
		if off.Abs(off).Cmp(one) > 0 {
			f, _ := want.Float64()
			t.Fatalf("%v %+v: %s is %d, exactly %v, in %+v", src, r, what, got, f, g)
		}
	}
	var factor *big.Rat
	switch mode {
	case Fit, Pad:
		sx, sy := new(big.Rat).Quo(rat(box.Width, 1), w), new(big.Rat).Quo(rat(box.Height, 1), h)
		switch {
		case box.Width == 0:
			factor = sy
		case box.Height == 0 || sx.Cmp(sy) < 0:
			factor = sx
		default:
			factor = sy
		}
	case Percent:
		factor = new(big.Rat).Quo(new(big.Rat).SetFloat64(r.Percent), rat(100, 1))
	case LongEdge:
		factor = rat(r.Edge, max(src.Width, src.Height))
	case ShortEdge:
		factor = rat(r.Edge, min(src.Width, src.Height))
	case Megapixels:
		area := new(big.Float).SetPrec(200).SetFloat64(r.Megapixels)
		area.Mul(area, big.NewFloat(1e6)).Quo(area, new(big.Float).SetInt64(src.Pixels()))
		factor, _ = new(big.Float).Sqrt(area).Rat(nil)
		if most := r.Megapixels * 1e6; float64(g.Canvas.Pixels()) > most && g.Canvas != src && g.Canvas.Width > 1 && g.Canvas.Height > 1 {
			t.Fatalf("%v %+v: %d pixels in %+v", src, r, g.Canvas.Pixels(), g)
		}
	case Fill:
		sx, sy := new(big.Rat).Quo(rat(box.Width, 1), w), new(big.Rat).Quo(rat(box.Height, 1), h)
		cover := sx
		if sy.Cmp(sx) > 0 {
			cover = sy
		}
		near("crop width", g.Crop.Dx(), new(big.Rat).Quo(rat(box.Width, 1), cover))
		near("crop height", g.Crop.Dy(), new(big.Rat).Quo(rat(box.Height, 1), cover))
		if !r.Enlarge && cover.Cmp(one) > 0 {
			if g.Scaled != (Size{g.Crop.Dx(), g.Crop.Dy()}) {
				t.Fatalf("%v %+v: a crop is scaled in %+v", src, r, g)
			}
		} else if g.Canvas != box {
			t.Fatalf("%v %+v: does not fill the box in %+v", src, r, g)
		}
		return
	case Stretch:
		want := box
		if !r.Enlarge {
			want = Size{min(box.Width, src.Width), min(box.Height, src.Height)}
		}
		if g.Canvas != want {
			t.Fatalf("%v %+v: %+v, want canvas %v", src, r, g, want)
		}
		return
	default:
		if !g.Identity(src) {
			t.Fatalf("%v %+v: changed by %+v", src, r, g)
		}
		return
	}
	if !r.Enlarge && factor.Cmp(one) > 0 {
		factor = one
	}
	near("width", g.Scaled.Width, new(big.Rat).Mul(w, factor))
	near("height", g.Scaled.Height, new(big.Rat).Mul(h, factor))
}

func TestValidate(t *testing.T) {
	valid := DefaultRecipe()
	if err := valid.Validate(); err != nil {
		t.Fatalf("the default recipe: %v", err)
	}
	for _, tt := range []struct {
		name   string
		change func(*Recipe)
		want   string
	}{
		{"box of nothing", func(r *Recipe) { r.Width, r.Height = 0, 0 }, "fit 0x0: a width or a height is needed"},
		{"box of a milliard", func(r *Recipe) { r.Width = 1e9 }, "fit 1000000000x1080: the limit is 100,000 pixels per side"},
		{"negative box", func(r *Recipe) { r.Mode, r.Height = Fill, -5 }, "fill 1920x-5: a length cannot be negative"},
		{"edge of nothing", func(r *Recipe) { r.Mode, r.Edge = LongEdge, 0 }, "long-edge 0: a length of at least 1 pixel is needed"},
		{"edge too long", func(r *Recipe) { r.Mode, r.Edge = ShortEdge, 100_001 }, "short-edge 100001: the limit is 100,000 pixels per side"},
		{"no percent", func(r *Recipe) { r.Mode, r.Percent = Percent, 0 }, "percent 0: must be more than 0 and at most 10,000"},
		{"percent not a number", func(r *Recipe) { r.Mode, r.Percent = Percent, math.NaN() }, "percent NaN: must be more than 0 and at most 10,000"},
		{"percent infinite", func(r *Recipe) { r.Mode, r.Percent = Percent, math.Inf(1) }, "percent +Inf: must be more than 0 and at most 10,000"},
		{"no megapixels", func(r *Recipe) { r.Mode, r.Megapixels = Megapixels, 0 },
			"megapixels 0: must be at least 0.000001 (one pixel) and at most 10,000"},
		{"quality too high", func(r *Recipe) { r.Quality = 200 }, "quality 200: must be 1–100"},
		{"quality negative", func(r *Recipe) { r.Quality = -1 }, "quality -1: must be 1–100"},
		{"unknown mode", func(r *Recipe) { r.Mode = 77 }, "unknown mode 77"},
		{"unknown anchor", func(r *Recipe) { r.Anchor = 9 }, "unknown anchor 9"},
		{"unknown filter", func(r *Recipe) { r.Filter = -1 }, "unknown filter -1"},
		{"unknown format", func(r *Recipe) { r.Format = 99 }, "format(99) cannot be written by this build"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := DefaultRecipe()
			tt.change(&r)
			err := r.Validate()
			if err == nil || err.Error() != tt.want {
				t.Errorf("Validate() = %v, want %q", err, tt.want)
			}
		})
	}
	for _, mode := range []Mode{Fit, Fill, Pad, Stretch, Percent, LongEdge, ShortEdge, Megapixels, NoResize} {
		r := DefaultRecipe()
		r.Mode = mode
		if err := r.Validate(); err != nil {
			t.Errorf("default recipe with mode %v: %v", mode, err)
		}
	}
}
