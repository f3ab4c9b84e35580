package resize

import (
	"fmt"
	"image"
	"image/color"
	"path/filepath"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// TestMatrixExact: where nothing is scaled or converted, lossless formats have the source's pixels to the last bit, turned upright.
func TestMatrixExact(t *testing.T) {
	for _, k := range swept(append(matrixKinds(), toolKinds()...)) {
		if k.inks || k.format == JPEG { // which the planes of brightness and color are decoded from
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			in := k.file(t)
			h, from := framesOf(t, in)
			for _, f := range []Format{PNG, TIFF, BMP} {
				c := newCell(k, f)
				if k.srgb != nil && !c.keepsProfile || c.deep && !c.outDeep || c.alpha && !c.outAlpha {
					continue
				}
				out, _ := doBytes(t, in, Recipe{Target: Target{Mode: NoResize}, Format: f, Background: white})
				_, to := framesOf(t, out)
				if len(to) != c.frames {
					t.Fatalf("%v has %d frames", f, len(to))
				}
				for i := range to {
					imgtest.SameSize(t, to[i], matrixWidth, matrixHeight)
					if at := firstOther(to[i], from[i], h.Orientation); at != "" {
						t.Errorf("%v, frame %d: %s", f, i, at)
					}
				}
			}
		})
	}
}

// firstOther tells where two pictures differ, of which the second is stored turned; empty for nowhere. What is not seen has no color.
func firstOther(got, stored image.Image, orientation int) string {
	b := stored.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			ux, uy := imgtest.UprightPoint(x, y, matrixWidth, matrixHeight, orientation)
			g, w := deepColor(got.At(ux, uy)), deepColor(stored.At(b.Min.X+x, b.Min.Y+y))
			if g != w && (g.A != 0 || w.A != 0) {
				return fmt.Sprintf("(%d, %d) is %v, want %v", ux, uy, g, w)
			}
		}
	}
	return ""
}

// deepColor is a color in 16 bits that is not multiplied by its transparency.
func deepColor(c color.Color) color.NRGBA64 {
	if n, ok := c.(color.NRGBA); ok {
		return color.NRGBA64{R: uint16(n.R) * 257, G: uint16(n.G) * 257, B: uint16(n.B) * 257, A: uint16(n.A) * 257}
	}
	return color.NRGBA64Model.Convert(c).(color.NRGBA64)
}

// TestMatrixToSRGB: when that is asked for, every kind is sRGB afterwards and carries no profile.
func TestMatrixToSRGB(t *testing.T) {
	for _, k := range swept(matrixKinds()) {
		if k.srgb == nil {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			in := k.file(t)
			for _, f := range []Format{JPEG, PNG, WebP, TIFF} {
				c := newCell(k, f)
				c.keepsProfile, c.recipe.Color = false, ColorSRGB
				t.Run(f.String(), func(t *testing.T) { c.check(t, in) })
			}
		})
	}
}

// TestMatrixGeometry: whichever way a picture is stored turned, and whatever decodes it, crops and canvases are those of the upright one.
func TestMatrixGeometry(t *testing.T) {
	const w, h = matrixWidth, matrixHeight
	scene := imgtest.Picture(w, h)
	red := Color{R: 200, G: 40, B: 30, A: 255}
	recipes := map[string]Recipe{
		"fill, top left":      {Target: Target{Mode: Fill, Width: 21, Height: 31}, Anchor: TopLeft, Background: white},
		"fill, bottom right":  {Target: Target{Mode: Fill, Width: 31, Height: 13}, Anchor: BottomRight, Background: white},
		"pad, bottom right":   {Target: Target{Mode: Pad, Width: 41, Height: 43}, Anchor: BottomRight, Background: red},
		"pad, left, enlarged": {Target: Target{Mode: Pad, Width: 90, Height: 101}, Anchor: TopLeft, Background: red, Enlarge: true},
		"stretch":             {Target: Target{Mode: Stretch, Width: 19, Height: 47}, Background: white},
	}
	results := map[string][]Format{
		"JPEG": {JPEG, PNG, WebP}, "PNG": {JPEG}, "WebP": {PNG}, "TIFF": {PNG}, "animated PNG": {PNG}, "animated WebP": {WebP},
	}
	for _, o := range swept([]int{1, 2, 3, 4, 5, 6, 7, 8}) {
		tiff := imgtest.TIFF(t, w, h, imgtest.Orientation(o))
		stored := imgtest.Turned(scene, o)
		moving := imgtest.Animation{Width: stored.Rect.Dx(), Height: stored.Rect.Dy(), Cels: []imgtest.Cel{{Image: stored}, {Image: stored}}}
		for name, in := range map[string][]byte{
			"JPEG": imgtest.JPEG(t, w, h, imgtest.Orientation(o)), "PNG": imgtest.PNG(t, w, h, imgtest.Orientation(o)),
			"WebP": imgtest.WebP(t, w, h, imgtest.Orientation(o)), "TIFF": tiff,
			"animated PNG":  rewrittenWith(t, moving.PNG(t), blocksTurned(o)),
			"animated WebP": rewrittenWith(t, moving.WebP(t), blocksTurned(o)),
		} {
			for what, r := range recipes {
				for _, f := range results[name] {
					t.Run(fmt.Sprintf("%s, orientation %d, %s, to %v", name, o, what, f), func(t *testing.T) {
						r.Format, r.Quality = f, 90
						out, _ := doBytes(t, in, r)
						_, frames := framesOf(t, out)
						want := laid(scene, r)
						bound := map[Format]float64{JPEG: 7, PNG: 1.2, WebP: 7}[f]
						if name == "JPEG" {
							bound += 2
						}
						for i, m := range frames {
							if d := imgtest.MeanDifference(t, m, want); d > bound {
								t.Errorf("frame %d is off by %.2f on average", i, d)
							}
						}
					})
				}
			}
		}
	}
}

// laid is what a recipe makes of an upright picture, by another library.
func laid(m *image.NRGBA, r Recipe) *image.NRGBA {
	g := NewGeometry(Size{m.Rect.Dx(), m.Rect.Dy()}, r)
	scaled := imaging.Resize(imaging.Crop(m, g.Crop), g.Scaled.Width, g.Scaled.Height, imaging.Lanczos)
	return imaging.Paste(imaging.New(g.Canvas.Width, g.Canvas.Height, r.Background.nrgba()), scaled, g.Offset)
}

// TestMatrixTurnedISO: rotation and mirroring of AVIF and HEIC are orientations like any other.
func TestMatrixTurnedISO(t *testing.T) {
	const w, h = matrixWidth, matrixHeight
	scene := imgtest.Picture(w, h)
	for o, args := range map[int][]string{
		2: {"--imir", "1"}, 3: {"--irot", "2"}, 5: {"--irot", "1", "--imir", "0"}, 6: {"--irot", "3"}, 7: {"--irot", "1", "--imir", "1"}, 8: {"--irot", "1"},
	} {
		in := imgtest.AVIF(t, imgtest.PNG(t, 0, 0, imgtest.Of(imgtest.Turned(scene, o))), args...)
		for _, r := range []Recipe{
			{Target: Target{Mode: Fill, Width: 21, Height: 31}, Anchor: TopLeft, Format: PNG}, {Target: Target{Mode: Pad, Width: 41, Height: 43}, Anchor: BottomRight, Background: white, Format: PNG},
		} {
			head, m, _ := do(t, in, r)
			if d := imgtest.MeanDifference(t, m, laid(scene, r)); d > 2 || head.Orientation != 1 {
				t.Errorf("orientation %d, %v: off by %.2f on average, orientation %d", o, r.Mode, d, head.Orientation)
			}
		}
	}
}

// TestHEICBecomesJPEG: a format that cannot be written becomes one that can, when the input's is asked for.
func TestHEICBecomesJPEG(t *testing.T) {
	if text := codec.Missing(format.HEIC); text != "" {
		t.Skip(text)
	}
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in.heic": imgtest.HEIC(t, imgtest.PNG(t, matrixWidth, matrixHeight))})
	r := Recipe{Target: Target{Mode: Percent, Percent: 50}}
	job := newJob(t, filepath.Join(dir, "in.heic"), filepath.Join(dir, "out.jpg"), r)
	job.Format = r.ResultFormat(job.Source.Format)
	if _, err := carryOut(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	if h, _ := decoded(t, imgtest.ReadTree(t, dir)["out.jpg"]); h.Format != JPEG || h.Width != matrixWidth/2 {
		t.Errorf("%+v", h)
	}
}
