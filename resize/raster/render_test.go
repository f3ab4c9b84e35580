package raster

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"testing"

	"sizemill/resize/resample"

	"sizemill/internal/imgtest"
)

// exact fails unless two pictures show the same, to the last bit, also where nothing is seen.
func exact(t *testing.T, got, want image.Image) {
	t.Helper()
	gb, wb := got.Bounds(), want.Bounds()
	imgtest.SameSize(t, got, wb.Dx(), wb.Dy())
	for y := range wb.Dy() {
		for x := range wb.Dx() {
			g, w := straight(got.At(gb.Min.X+x, gb.Min.Y+y)), straight(want.At(wb.Min.X+x, wb.Min.Y+y))
			if g != w {
				t.Fatalf("pixel (%d, %d) is %v, want %v", x, y, g, w)
			}
		}
	}
}

// TestUnscaled: where nothing is scaled no pixel changes, whatever else is done; with 16 bits and
// transparency too.
func TestUnscaled(t *testing.T) {
	for _, k := range kinds {
		m := k.make(31, 17)
		want := m
		if k.translucent && (k.name == "RGBA" || k.name == "RGBA64") { // division by alpha rounds
			want = render(t, m, Steps{Alpha: true, Keep16Bits: true}).Image
		}
		for o := range 10 { // 0 and 9 are invalid
			for _, linear := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s %d linear %v", k.name, o, linear), func(t *testing.T) {
					crop := image.Rect(3, 2, 20, 15)
					got := render(t, m, Steps{Crop: crop, Orientation: o, Filter: resample.Lanczos, Linear: linear, Alpha: true, Keep16Bits: true})
					b := got.Image.Bounds()
					for y := range crop.Dy() {
						for x := range crop.Dx() {
							ux, uy := imgtest.UprightPoint(x, y, b.Dx(), b.Dy(), o)
							g, w := straight(got.Image.At(ux, uy)), straight(want.At(want.Bounds().Min.X+3+x, want.Bounds().Min.Y+2+y))
							if g != w {
								t.Fatalf("pixel (%d, %d) is %v, want %v", ux, uy, g, w)
							}
						}
					}
				})
			}
		}
	}
}

// TestShared: a picture that needs no change is not copied, and one that needs it is not changed
// itself.
func TestShared(t *testing.T) {
	opaque, clear := kinds[3].make(20, 10).(*image.NRGBA), kinds[2].make(20, 10).(*image.NRGBA)
	got := render(t, opaque, Steps{Alpha: true}).Image.(*image.NRGBA)
	if &got.Pix[0] != &opaque.Pix[0] {
		t.Error("a picture without change was copied")
	}
	deep, gray := kinds[4].make(20, 10).(*image.NRGBA64), kinds[1].make(20, 10).(*image.Gray16)
	if got := render(t, deep, Steps{Alpha: true, Keep16Bits: true}).Image.(*image.NRGBA64); &got.Pix[0] != &deep.Pix[0] {
		t.Error("a translucent picture of 16 bits without change was copied")
	}
	if got := render(t, gray, Steps{Keep16Bits: true}).Image.(*image.Gray16); &got.Pix[0] != &gray.Pix[0] {
		t.Error("a grey picture of 16 bits without change was copied")
	}
	before := bytes.Clone(clear.Pix)
	for _, s := range []Steps{{}, {Sharpen: High}, {Sharpen: High, Alpha: true}, {Canvas: image.Pt(30, 30)}, {Orientation: 5}, {Scaled: image.Pt(5, 5), Filter: resample.Box}} {
		render(t, clear, s)
		if !bytes.Equal(before, clear.Pix) {
			t.Fatalf("%+v changed the source", s)
		}
	}
}

// TestOrientation turns scaled pictures of all four forms that results have: each is the turned
// result of the stored pixels.
func TestOrientation(t *testing.T) {
	for _, k := range kinds[:5] {
		m := k.make(40, 26)
		flat := render(t, m, Steps{Scaled: image.Pt(24, 13), Filter: resample.Lanczos, Alpha: true, Keep16Bits: true}).Image
		for o := 1; o <= 8; o++ {
			size := image.Pt(24, 13)
			if o >= 5 {
				size = image.Pt(13, 24)
			}
			got := render(t, m, Steps{Scaled: size, Orientation: o, Filter: resample.Lanczos, Alpha: true, Keep16Bits: true}).Image
			for y := range 13 {
				for x := range 24 {
					ux, uy := imgtest.UprightPoint(x, y, size.X, size.Y, o)
					if g, w := got.At(ux, uy), flat.At(x, y); g != w {
						t.Fatalf("%s %d: pixel (%d, %d) is %v, want %v", k.name, o, ux, uy, g, w)
					}
				}
			}
		}
	}
}

// TestSubImage: a picture that is a part of another, away from the origin and with gaps between its
// rows, is only that part.
func TestSubImage(t *testing.T) {
	for _, k := range kinds {
		m := k.make(60, 40)
		part := m.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(image.Rect(10, 8, 50, 38))
		for _, s := range []Steps{{}, {Scaled: image.Pt(20, 15)}, {Orientation: 6}} {
			s.Filter, s.Alpha, s.Keep16Bits = resample.Lanczos, true, true
			got := render(t, part, s).Image
			s.Crop = image.Rect(10, 8, 50, 38)
			exact(t, got, render(t, m, s).Image)
		}
	}
}

func TestSubsampled(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		m := ycc(37, 23, ratio).SubImage(image.Rect(5, 3, 36, 22))
		exact(t, render(t, m, Steps{}).Image, m)
	}
}

func TestCanvas(t *testing.T) {
	white, red, clear := color.NRGBA{255, 255, 255, 255}, color.NRGBA{R: 255, A: 255}, color.NRGBA{B: 255, A: 100}
	for _, k := range kinds {
		m := k.make(12, 8)
		for _, background := range []color.NRGBA{white, red, clear, {}} {
			for _, alpha := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s on %v alpha %v", k.name, background, alpha), func(t *testing.T) {
					s := Steps{Canvas: image.Pt(20, 11), Offset: image.Pt(7, 2), Background: background, Alpha: alpha, Keep16Bits: true}
					got := render(t, m, s)
					below := image.NewNRGBA64(image.Rect(0, 0, 20, 11))
					if !alpha {
						draw.Draw(below, below.Rect, image.White, image.Point{}, draw.Src)
					}
					draw.Draw(below, below.Rect, image.NewUniform(background), image.Point{}, draw.Over)
					op := draw.Over
					if alpha { // the picture's own transparency stays
						op = draw.Src
					}
					draw.Draw(below, image.Rect(7, 2, 19, 10), m, image.Point{}, op)
					bound := 0.01
					if d, where := off(shown(got.Image), shown(below)); d > bound {
						t.Error(where)
					}
					if got.Opaque != (!alpha || background.A == 255 && opaque(m)) {
						t.Errorf("opaque is %v", got.Opaque)
					}
					gray := k.gray && (background == white || !alpha && background == color.NRGBA{})
					if _, color := got.Image.(interface{ NRGBAAt(x, y int) color.NRGBA }); !k.deep && color == gray {
						t.Errorf("result is a %T", got.Image)
					}
				})
			}
		}
	}
}

// TestFlattened: where a result cannot be transparent, the background shows through, and is the
// only thing where nothing is.
func TestFlattened(t *testing.T) {
	for _, k := range kinds {
		if !k.translucent {
			continue
		}
		m := k.make(40, 30)
		for _, size := range []image.Point{{40, 30}, {17, 12}} {
			s := Steps{Scaled: size, Filter: resample.Linear, Background: color.NRGBA{R: 10, G: 200, B: 90, A: 255}}
			got := render(t, m, s)
			s.Alpha, s.Keep16Bits = true, true
			above := render(t, m, s).Image
			below := image.NewNRGBA64(above.Bounds())
			draw.Draw(below, below.Rect, image.NewUniform(s.Background), image.Point{}, draw.Src)
			draw.Draw(below, below.Rect, above, image.Point{}, draw.Over)
			if d, where := off(shown(got.Image), shown(below)); d > 1.6/255 || !got.Opaque {
				t.Errorf("%s %v: %s", k.name, size, where)
			}
		}
	}
}

// TestGrayWithAlpha: gray stays gray where it is translucent, too.
func TestGrayWithAlpha(t *testing.T) {
	narrow, wide := image.NewNRGBA(image.Rect(0, 0, 50, 40)), image.NewNRGBA64(image.Rect(0, 0, 50, 40))
	for y := range 40 {
		for x := range 50 {
			v, a := uint16(x*y*31)&0x7fff+uint16(x)*600, uint16(65535-x*1300-y)
			wide.SetNRGBA64(x, y, color.NRGBA64{v, v, v, a})
			narrow.SetNRGBA(x, y, color.NRGBA{uint8(v >> 8), uint8(v >> 8), uint8(v >> 8), uint8(a >> 8)})
		}
	}
	for _, m := range []image.Image{narrow, wide} {
		for _, s := range []Steps{{Scaled: image.Pt(30, 20)}, {Scaled: image.Pt(70, 90), Linear: true}, {Sharpen: High}, {Scaled: image.Pt(30, 20), Sharpen: Low}} {
			s.Filter, s.Alpha, s.Keep16Bits = resample.Lanczos, true, true
			for i, p := range shown(render(t, m, s).Image).pix {
				if p[0] != p[1] || p[1] != p[2] {
					t.Fatalf("%T %+v: pixel %d is %v", m, s, i, p)
				}
			}
		}
	}
}

func TestErrors(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 10, 10))
	tests := map[string]struct {
		m image.Image
		s Steps
	}{
		"crop outside":       {m, Steps{Crop: image.Rect(5, 5, 11, 10)}},
		"negative size":      {m, Steps{Scaled: image.Pt(-1, 5)}},
		"no width":           {m, Steps{Scaled: image.Pt(0, 5)}},
		"off the canvas":     {m, Steps{Canvas: image.Pt(12, 12), Offset: image.Pt(3, 0)}},
		"small canvas":       {m, Steps{Canvas: image.Pt(9, 10)}},
		"sharpening":         {m, Steps{Sharpen: 3}},
		"no pixels":          {image.NewGray(image.Rectangle{}), Steps{}},
		"another type":       {image.NewAlpha(image.Rect(0, 0, 4, 4)), Steps{}},
		"unknown filter":     {m, Steps{Scaled: image.Pt(5, 5), Filter: resample.NearestNeighbor + 1}},
		"filter of 16 bits":  {image.NewGray16(image.Rect(0, 0, 9, 9)), Steps{Scaled: image.Pt(5, 5), Filter: resample.NearestNeighbor + 1}},
		"canvas of no width": {m, Steps{Canvas: image.Pt(0, 12)}},
	}
	for name, tt := range tests {
		if _, err := new(Renderer).Render(tt.m, tt.s); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestReuse: a Renderer that was used before gives the same pictures.
func TestReuse(t *testing.T) {
	var r Renderer
	for range 2 {
		for _, k := range slices.Backward(kinds) {
			for i, s := range everySteps {
				m := k.make(40+i, 30)
				exact(t, renderWith(t, &r, m, s).Image, render(t, m, s).Image)
			}
		}
	}
	if n := r.Kept(); n < 10_000 || n > 2<<20 {
		t.Errorf("keeps %d bytes", n)
	}
}

// everySteps use every step, for pictures of at least 40 × 30 pixels.
var everySteps = []Steps{
	{Scaled: image.Pt(20, 15), Filter: resample.Lanczos},
	{Scaled: image.Pt(20, 15), Filter: resample.Lanczos, Linear: true, Orientation: 6, Alpha: true, Keep16Bits: true},
	{Crop: image.Rect(3, 4, 30, 28), Scaled: image.Pt(50, 45), Filter: resample.CatmullRom, Sharpen: Low, Alpha: true},
	{Orientation: 3, Sharpen: High, Keep16Bits: true, Canvas: image.Pt(90, 80), Offset: image.Pt(2, 3), Background: color.NRGBA{R: 200, A: 255}},
	{Canvas: image.Pt(90, 80), Background: color.NRGBA{R: 200, A: 90}, Alpha: true},
}

func TestSteadyState(t *testing.T) {
	for _, k := range kinds {
		for i, s := range everySteps {
			var r Renderer
			m := k.make(80, 70)
			run := func() { renderWith(t, &r, m, s) }
			run()
			kept := r.Kept()
			if n := testing.AllocsPerRun(10, run); n > 8 {
				t.Errorf("%s %d: %g allocations", k.name, i, n)
			}
			if r.Kept() != kept {
				t.Errorf("%s %d: keeps %d bytes, then %d", k.name, i, kept, r.Kept())
			}
		}
	}
}

// opaque reports whether no pixel of a picture is transparent.
func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
