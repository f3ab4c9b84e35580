package resize

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/icc"
)

// honoured is what a program shows of the result b that follows its profile: sRGB.
func honoured(t *testing.T, b []byte) image.Image {
	t.Helper()
	h, m := decoded(t, b)
	blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	if blocks.ICC == nil {
		t.Fatal("no profile")
	}
	p, err := icc.Parse(blocks.ICC)
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.ToSRGB(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestWideColorsStay: the mean difference of wide colors after resizing, seen through the result's profile, to the source's in exact
// arithmetic, is less than 1 of 255. "make fidelity" puts the figures into docs/fidelity.md.
func TestWideColorsStay(t *testing.T) {
	scene := imgtest.Picture(960, 640) // so large that the corners of its marks, which codecs blur, weigh little
	gamma := func(g float64) func(float64) float64 { return func(v float64) float64 { return math.Pow(v, g) } }
	for name, wide := range map[string]struct {
		profile []byte
		lights  [9]float64
		curve   func(float64) float64
	}{
		"Adobe RGB":    {imgtest.AdobeRGBProfile(), imgtest.Lights("adobe"), gamma(563.0 / 256)},
		"Display P3":   {imgtest.DisplayP3Profile(), imgtest.Lights("p3"), imgtest.SRGBLight},
		"ProPhoto RGB": {imgtest.ProPhotoProfile(), imgtest.Lights("prophoto"), gamma(1.80078125)},
	} {
		if raceEnabled && name != "Display P3" {
			continue
		}
		in := imgtest.PNG(t, 0, 0, imgtest.Of(scene), imgtest.WithICC(wide.profile))
		_, small, _ := do(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: PNG})
		want := shownIn(small, wide.lights, wide.curve)
		for _, f := range []Format{JPEG, PNG, WebP, TIFF} {
			b, _ := doBytes(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: f, Quality: 95})
			mean := imgtest.MeanDifference(t, honoured(t, b), want)
			t.Logf("%s in %v: mean %.3f of 255", name, f, mean)
			if mean >= 1 {
				t.Errorf("%s in %v: the mean difference is %.3f of 255", name, f, mean)
			}
		}
	}
}

// shownIn converts a picture of a profile of lights and a curve to sRGB in exact arithmetic.
func shownIn(m image.Image, lights [9]float64, curve func(float64) float64) *image.NRGBA {
	srgb := imgtest.Lights("srgb")
	inverse := invert(srgb)
	b := m.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := color.NRGBAModel.Convert(m.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			var xyz, rgb [3]float64
			for i, v := range []uint8{c.R, c.G, c.B} {
				for k := range xyz {
					xyz[k] += curve(float64(v)/255) * lights[3*i+k]
				}
			}
			for i := range rgb {
				for k := range xyz {
					rgb[i] += inverse[3*k+i] * xyz[k]
				}
			}
			out.SetNRGBA(x, y, color.NRGBA{R: toValue(rgb[0]), G: toValue(rgb[1]), B: toValue(rgb[2]), A: 255})
		}
	}
	return out
}

func toValue(light float64) uint8 {
	v := 12.92 * light
	if light > 0.0031308 {
		v = 1.055*math.Pow(light, 1/2.4) - 0.055
	}
	return uint8(math.Round(255 * min(max(v, 0), 1)))
}

// invert is the inverse of a matrix, column by column.
func invert(m [9]float64) (out [9]float64) {
	at := func(row, column int) float64 { return m[3*(column%3)+row%3] }
	minor := func(i, j int) float64 { return at(i+1, j+1)*at(i+2, j+2) - at(i+1, j+2)*at(i+2, j+1) }
	det := at(0, 0)*minor(0, 0) + at(0, 1)*minor(0, 1) + at(0, 2)*minor(0, 2)
	for i := range 3 {
		for j := range 3 {
			out[3*i+j] = minor(i, j) / det
		}
	}
	return out
}
