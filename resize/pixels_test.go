package resize

import (
	"context"
	"encoding/json"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
)

// TestDoDeep: 16 bits a channel come out of a PNG as they went in, where nothing is scaled to the last bit, translucent ones too.
func TestDoDeep(t *testing.T) {
	deep, gray := imgtest.Deep(60, 40), image.NewGray16(image.Rect(0, 0, 60, 40))
	clear := imgtest.Deep(60, 40)
	for i := range 60 * 40 {
		gray.SetGray16(i%60, i/60, color.Gray16{Y: uint16(i*27 + i%7)})
		clear.Pix[8*i+6], clear.Pix[8*i+7] = uint8(i%60*4), uint8(i)
	}
	for _, m := range []image.Image{deep, gray, clear} {
		in := imgtest.PNG(t, 0, 0, imgtest.Of(m))
		head, got, outcome := do(t, in, Recipe{Target: Target{Mode: NoResize}, Format: PNG})
		if head.Depth != 16 || len(outcome.Warnings) > 0 {
			t.Errorf("%T has become %d bits deep, warnings %q", m, head.Depth, outcome.Warnings)
		}
		for i := range 60 * 40 {
			if g, w := color.NRGBA64Model.Convert(got.At(i%60, i/60)), color.NRGBA64Model.Convert(m.At(i%60, i/60)); g != w {
				t.Fatalf("%T: pixel %d is %v, want %v", m, i, g, w)
			}
		}
		head, got, _ = do(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: PNG})
		if head.Depth != 16 {
			t.Errorf("%T has become %d bits deep by scaling", m, head.Depth)
		}
		low := 0
		for i := range 30 * 20 {
			if r, _, _, _ := got.At(i%30, i/30).RGBA(); r>>8 != r&0xff {
				low++
			}
		}
		if low < 300 {
			t.Errorf("%T: only %d of 600 pixels use more than 8 bits", m, low)
		}
		_, _, outcome = do(t, in, Recipe{Target: Target{Mode: NoResize}, Format: WebP})
		if len(outcome.Warnings) != 1 || outcome.Warnings[0] != "reduced to 8 bits per channel" {
			t.Errorf("%T to WebP warns %q", m, outcome.Warnings)
		}
	}
}

// TestDoLinear: fine black and white has the light of a light gray, whichever way pixels take.
func TestDoLinear(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range m.Pix {
		m.Pix[i] = uint8(i / 64 % 2 * 255)
	}
	color := image.NewNRGBA(m.Rect)
	for i, v := range m.Pix {
		copy(color.Pix[4*i:], []uint8{v, v, v, 255})
	}
	for _, format := range []Format{JPEG, PNG} {
		for name, in := range map[string][]byte{
			"PNG": imgtest.PNG(t, 0, 0, imgtest.Of(m)), "JPEG": imgtest.JPEG(t, 0, 0, imgtest.Of(m)),
			"colour PNG": imgtest.PNG(t, 0, 0, imgtest.Of(color)), "colour JPEG": imgtest.JPEG(t, 0, 0, imgtest.Of(color)),
		} {
			for linear, want := range map[bool]int{false: 128, true: 188} {
				_, got, _ := do(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Filter: Box, Format: format, Quality: 95, Linear: linear})
				sum := 0
				for i := range 32 * 32 {
					r, _, _, _ := got.At(i%32, i/32).RGBA()
					sum += int(r >> 8)
				}
				if d := sum/(32*32) - want; d < -2 || d > 2 {
					t.Errorf("%s to %v, linear %v: %d, want %d", name, format, linear, sum/(32*32), want)
				}
			}
		}
	}
}

// TestDoLinearDetours: light is averaged too where a picture is salvaged, and where only a target size leads to fewer pixels.
func TestDoLinearDetours(t *testing.T) {
	if !turbo.Available {
		t.Skip("Go's decoder gives nothing of a picture that is cut, and no planes")
	}
	m := image.NewGray(image.Rect(0, 0, 128, 256))
	for i := range m.Pix {
		m.Pix[i] = uint8(i / 128 % 2 * 255)
	}
	whole := imgtest.JPEG(t, 0, 0, imgtest.Of(m))
	for name, row := range map[string]struct {
		in      []byte
		salvage bool
		recipe  Recipe
	}{
		"salvaged":    {imgtest.Truncated(whole, 90), true, Recipe{Target: Target{Mode: Percent, Percent: 50}}},
		"target size": {whole, false, Recipe{Target: Target{Mode: NoResize}, MaxBytes: 800}},
	} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": whole})
		r := row.recipe
		r.Filter, r.Format, r.Quality, r.Linear = Box, JPEG, 95, true
		job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), r)
		job.Salvage = row.salvage
		imgtest.WriteTree(t, dir, map[string][]byte{"in": row.in})
		outcome, err := carryOut(context.Background(), job)
		if err != nil {
			t.Fatal(err)
		}
		if outcome.Salvaged != row.salvage || outcome.Height >= 256 {
			t.Errorf("%s: %+v", name, outcome)
		}
		b, err := os.ReadFile(job.OutputPath)
		if err != nil {
			t.Fatal(err)
		}
		_, got := decoded(t, b)
		light, w, h := 0.0, outcome.Width, outcome.Height/2 // what was cut off is below
		for i := range w * h {
			v, _, _, _ := got.At(i%w, i/w).RGBA()
			light += imgtest.SRGBLight(float64(v)/0xffff) / float64(w*h)
		}
		if math.Abs(light-0.5) > 0.03 { // numbers that are averaged have 0.22
			t.Errorf("%s: of half the light %.2f is left", name, light)
		}
	}
}

// TestDoSharpen: sharpening is seen in every format and by every path, and in color is that of brightness alone.
func TestDoSharpen(t *testing.T) {
	const w, h = 160, 120
	contrast := func(m image.Image) float64 {
		sum := 0.0
		for y := range m.Bounds().Dy() {
			for x := 1; x < m.Bounds().Dx(); x++ {
				a, b := color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y, color.GrayModel.Convert(m.At(x-1, y)).(color.Gray).Y
				sum += float64(max(a, b) - min(a, b))
			}
		}
		return sum
	}
	scene := imaging.Blur(imgtest.Picture(w, h), 0.7)
	gray := image.NewGray(scene.Rect)
	for i := range gray.Pix {
		gray.Pix[i] = scene.Pix[4*i]
	}
	for name, in := range map[string][]byte{
		"PNG": imgtest.PNG(t, 0, 0, imgtest.Of(scene)), "JPEG": imgtest.JPEG(t, 0, 0, imgtest.Of(scene)), "grey JPEG": imgtest.JPEG(t, 0, 0, imgtest.Of(gray)),
	} {
		for _, format := range []Format{JPEG, PNG} {
			for _, mode := range []Recipe{{Target: Target{Mode: Percent, Percent: 50}}, {Target: Target{Mode: NoResize}}, {Target: Target{Mode: Pad, Width: 100, Height: 100}, Background: white}} {
				var last float64
				for _, sharpen := range []Sharpening{SharpenOff, SharpenLow, SharpenHigh} {
					mode.Format, mode.Quality, mode.Sharpen = format, 95, sharpen
					_, got, _ := do(t, in, mode)
					c := contrast(got)
					if sharpen != SharpenOff && c < 1.02*last {
						t.Errorf("%s to %v, %v: %v has a contrast of %.0f, less had %.0f", name, format, mode.Mode, sharpen, c, last)
					}
					last = c
				}
			}
		}
	}
}

func TestSharpeningNames(t *testing.T) {
	r := DefaultRecipe()
	r.Sharpen, r.Linear = SharpenLow, true
	b, err := json.Marshal(r)
	if err != nil || !strings.Contains(string(b), `"sharpen":"low"`) || !strings.Contains(string(b), `"linear":true`) {
		t.Errorf("%s, %v", b, err)
	}
	var back Recipe
	if err := json.Unmarshal(b, &back); err != nil || back != r {
		t.Errorf("read back as %+v, %v", back, err)
	}
	if b, _ := json.Marshal(DefaultRecipe()); strings.Contains(string(b), "sharpen") || strings.Contains(string(b), "linear") {
		t.Errorf("the default writes %s", b)
	}
	if err := new(Sharpening).UnmarshalText([]byte("very")); err == nil {
		t.Error("an unknown strength was read")
	}
	r.Sharpen = 3
	if r.Validate() == nil {
		t.Error("an unknown strength is valid")
	}
}

// TestWorkerKeeps: a Worker that has done a picture does the next of its size in memory that it has.
func TestWorkerKeeps(t *testing.T) {
	var w Worker
	defer w.Close()
	for _, in := range [][]byte{imgtest.PNG(t, 400, 300, imgtest.Orientation(6)), imgtest.JPEG(t, 400, 300)} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
		job := newJob(t, dir+"/in", dir+"/out", Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: PNG, Sharpen: SharpenLow})
		job.Overwrite = true
		for i := range 3 {
			before := w.kept()
			if _, err := doWith(t.Context(), &w, job); err != nil {
				t.Fatal(err)
			}
			if after := w.kept(); after == 0 || i > 0 && after != before {
				t.Errorf("kept %d bytes, then %d", before, after)
			}
		}
	}
}

// TestWorkersGiveBack: profiles count among what a Worker keeps, so that those of a few strange files
// do not stay.
func TestWorkersGiveBack(t *testing.T) {
	var w Workers
	defer w.Close()
	r := Recipe{Target: Target{Mode: Percent, Percent: 50}, Metadata: NoMetadata}
	profile := make([]byte, 14<<20)
	for i := range keepBytes/len(profile) + 1 { // just more than are kept
		dir := t.TempDir()
		profile[0] = byte(i)
		file := imgtest.WebP(t, 40, 30, imgtest.WithICC(profile)) // WebP does not compress profiles
		imgtest.WriteTree(t, dir, map[string][]byte{"in": file})
		if _, err := doWith(t.Context(), &w, newJob(t, dir+"/in", dir+"/out", r)); err != nil {
			t.Fatal(err)
		}
		if i == 0 && len(w.idle) != 1 {
			t.Error("one profile is too many")
		}
		for _, idle := range w.idle {
			if n := idle.profiles.Kept(); n > keepBytes || i == 0 && n < len(profile) {
				t.Errorf("after %d pictures %d bytes of profiles are kept", i+1, n)
			}
		}
	}
}
