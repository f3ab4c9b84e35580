package resize

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
)

// TestDoFormats converts every kind of source into every format.
func TestDoFormats(t *testing.T) {
	const w, h = 120, 80
	sources := []struct {
		name    string
		bytes   []byte
		shows   image.Image
		alpha   bool
		gray    bool
		warning string
	}{
		{"JPEG", imgtest.JPEG(t, w, h), imgtest.Picture(w, h), false, false, ""},
		{"gray JPEG", imgtest.JPEG(t, w, h, imgtest.Of(imgtest.Gray(w, h))), imgtest.Gray(w, h), false, true, ""},
		{"PNG", imgtest.PNG(t, w, h), imgtest.Picture(w, h), false, false, ""},
		{"translucent PNG", imgtest.PNG(t, w, h, imgtest.Of(imgtest.Translucent(w, h))), imgtest.Translucent(w, h), true, false, ""},
		{"gray PNG", imgtest.PNG(t, w, h, imgtest.Of(imgtest.Gray(w, h))), imgtest.Gray(w, h), false, true, ""},
		{"palette PNG", imgtest.PNG(t, w, h, imgtest.Of(imgtest.Paletted(w, h))), imgtest.Paletted(w, h), false, false, ""},
		{"16-bit PNG", imgtest.PNG(t, w, h, imgtest.Of(imgtest.Deep(w, h))), imgtest.Picture(w, h), false, false, "reduced to 8 bits per channel"},
		{"WebP", imgtest.WebP(t, w, h), imgtest.Picture(w, h), false, false, ""},
		{"translucent WebP", imgtest.WebP(t, w, h, imgtest.Of(imgtest.Translucent(w, h))), imgtest.Translucent(w, h), true, false, ""},
		{"lossy WebP", imgtest.LossyWebP(t, w, h), imgtest.Picture(w, h), false, false, ""},
		{"TIFF", imgtest.TIFF(t, w, h), imgtest.Picture(w, h), false, false, ""},
		{"GIF", imgtest.GIF(t, w, h), imgtest.Paletted(w, h), false, false, ""},
		{"BMP", imgtest.BMP(t, w, h), imgtest.Picture(w, h), false, false, ""},
	}
	for _, src := range swept(sources) {
		for _, spec := range codec.Specs() {
			if !spec.Write {
				continue
			}
			t.Run(fmt.Sprintf("%s to %s", src.name, spec.Name), func(t *testing.T) {
				r := DefaultRecipe()
				r.Width, r.Height, r.Format, r.Quality = 60, 60, spec.Format, 95
				head, got, outcome := do(t, src.bytes, r)
				if head.Format != spec.Format {
					t.Fatalf("result is %v", head.Format)
				}
				want := imaging.Resize(src.shows, 60, 40, imaging.Lanczos)
				if src.alpha && !spec.Alpha {
					want = imaging.Overlay(imaging.New(60, 40, white.nrgba()), want, image.Point{}, 1)
				}
				if src.alpha && spec.Format == GIF { // one bit of transparency
					want = threshold(want)
				}
				imgtest.SameSize(t, got, 60, 40)
				// Encoders smear the hard edges of the marks; the mean says whether it is the same picture.
				if d := imgtest.MeanDifference(t, got, want); d > 4 {
					t.Errorf("differs by %.1f levels on average", d)
				}
				if head.Gray != src.gray && (spec.Format == JPEG || spec.Format == PNG || spec.Format == TIFF) {
					t.Errorf("gray is %v, want %v", head.Gray, src.gray)
				}
				if src.alpha && spec.Alpha != head.Alpha {
					t.Errorf("alpha is %v, the format's is %v", head.Alpha, spec.Alpha)
				}
				if deep := src.warning != "" && holds16Bits(spec.Format); deep != (head.Depth == 16) {
					t.Errorf("has %d bits a channel", head.Depth)
				}
				if !src.alpha && head.Alpha {
					t.Error("an opaque picture has become transparent")
				}
				var warnings []string
				if src.warning != "" && !holds16Bits(spec.Format) {
					warnings = append(warnings, src.warning)
				}
				if src.alpha && spec.Format == GIF {
					warnings = append(warnings, "half-transparent pixels became fully transparent or opaque")
				}
				if !slices.Equal(outcome.Warnings, warnings) {
					t.Errorf("warnings are %q, want %q", outcome.Warnings, warnings)
				}
			})
		}
	}
}

func threshold(m *image.NRGBA) *image.NRGBA {
	m = imaging.Clone(m)
	for i := 3; i < len(m.Pix); i += 4 {
		if m.Pix[i] < 128 {
			m.Pix[i] = 0
		} else {
			m.Pix[i] = 255
		}
	}
	return m
}

// TestDoOrientation: whatever the stored orientation, the result is that of the upright picture.
func TestDoOrientation(t *testing.T) {
	const w, h = 90, 60
	encoders := []struct {
		name string
		make func(testing.TB, int, int, ...imgtest.Option) []byte
	}{{"JPEG", imgtest.JPEG}, {"PNG", imgtest.PNG}, {"WebP", imgtest.WebP}, {"TIFF", imgtest.TIFF}}
	recipes := []struct {
		name string
		r    Recipe
	}{
		{"fit", Recipe{Target: Target{Mode: Fit, Width: 45, Height: 45}}},
		{"fill top left", Recipe{Target: Target{Mode: Fill, Width: 20, Height: 30}, Anchor: TopLeft}},
		{"fill right", Recipe{Target: Target{Mode: Fill, Width: 30, Height: 30}, Anchor: Right}},
		{"fill off-centre by a pixel", Recipe{Target: Target{Mode: Fill, Width: 31, Height: 30}}},
		{"fill that only crops", Recipe{Target: Target{Mode: Fill, Width: 100, Height: 100}, Anchor: Left}},
		{"pad bottom", Recipe{Target: Target{Mode: Pad, Width: 60, Height: 80}, Anchor: Bottom, Background: Color{R: 200, G: 30, B: 90, A: 255}}},
		{"stretch", Recipe{Target: Target{Mode: Stretch, Width: 40, Height: 60}}},
		{"enlarged", Recipe{Target: Target{Mode: Stretch, Width: 100, Height: 120}, Enlarge: true}},
		{"no resize", Recipe{Target: Target{Mode: NoResize}}},
	}
	for _, e := range encoders {
		upright := e.make(t, w, h)
		var turned [10][]byte // orientations 0 and 9 are invalid
		for o := range turned {
			turned[o] = e.make(t, w, h, imgtest.Orientation(o))
		}
		for _, tt := range swept(recipes) {
			tt.r.Format = BMP // exact, and quickly written and read
			_, want, _ := do(t, upright, tt.r)
			for o, in := range turned {
				t.Run(fmt.Sprintf("%s %s %d", e.name, tt.name, o), func(t *testing.T) {
					_, got, _ := do(t, in, tt.r)
					tolerance := 1 // of resampling in the other order
					if tt.r.Enlarge {
						tolerance = 2 // and of limiting in between what overshoots
					}
					if e.name == "JPEG" {
						tolerance = 40 // turning changes where the blocks lie
					}
					imgtest.SameImage(t, got, want, tolerance)
				})
			}
		}
	}
}

// TestDoOrientationCorners checks against the scene itself, not against another result.
func TestDoOrientationCorners(t *testing.T) {
	const w, h = 160, 80
	scene := imgtest.Picture(w, h)
	s := imgtest.MarkSide(w, h)
	for o := 1; o <= 8; o++ {
		head, got, _ := do(t, imgtest.PNG(t, w, h, imgtest.Orientation(o)), Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: PNG})
		if head.Orientation != 1 {
			t.Errorf("orientation %d: the result states %d", o, head.Orientation)
		}
		imgtest.SameSize(t, got, w/2, h/2)
		for _, p := range []image.Point{{s / 2, s / 2}, {w - s/2, s / 2}, {s / 2, h - s/2}, {w - s/2, h - s/2}, {w / 2, h / 3}} {
			want := imaging.New(1, 1, scene.At(p.X, p.Y))
			imgtest.SameImage(t, imaging.New(1, 1, got.At(p.X/2, p.Y/2)), want, 3)
		}
	}
}

func TestDoTransparency(t *testing.T) {
	in := imgtest.PNG(t, 100, 50, imgtest.Of(imgtest.Translucent(100, 50)))
	red := Color{R: 255, A: 255}
	t.Run("under a JPEG lies the background", func(t *testing.T) {
		_, got, _ := do(t, in, Recipe{Target: Target{Mode: NoResize}, Format: JPEG, Quality: 100, Background: red})
		imgtest.SameImage(t, imaging.New(1, 1, got.At(99, 25)), imaging.New(1, 1, red.nrgba()), 12)
	})
	t.Run("a transparent background is white in a JPEG", func(t *testing.T) {
		_, got, _ := do(t, in, Recipe{Target: Target{Mode: NoResize}, Format: JPEG, Quality: 100})
		imgtest.SameImage(t, imaging.New(1, 1, got.At(99, 25)), imaging.New(1, 1, white.nrgba()), 12)
	})
	t.Run("pad lays its background around the picture alone", func(t *testing.T) {
		for _, f := range []Format{PNG, WebP, TIFF, GIF} {
			_, got, _ := do(t, in, Recipe{Target: Target{Mode: Pad, Width: 100, Height: 100}, Background: red, Format: f, Quality: 100})
			imgtest.SameImage(t, imaging.New(1, 1, got.At(99, 50)), imaging.New(1, 1, image.Transparent), 0)
			imgtest.SameImage(t, imaging.New(1, 1, got.At(50, 5)), imaging.New(1, 1, red.nrgba()), 3)
		}
	})
	t.Run("and under it where there is no transparency", func(t *testing.T) {
		for _, f := range []Format{JPEG, BMP} {
			_, got, _ := do(t, in, Recipe{Target: Target{Mode: Pad, Width: 100, Height: 100}, Background: red, Format: f, Quality: 100})
			imgtest.SameImage(t, imaging.New(1, 1, got.At(99, 50)), imaging.New(1, 1, red.nrgba()), 12)
			imgtest.SameImage(t, imaging.New(1, 1, got.At(50, 5)), imaging.New(1, 1, red.nrgba()), 12)
		}
	})
	t.Run("pad with nothing stays transparent", func(t *testing.T) {
		_, got, _ := do(t, in, Recipe{Target: Target{Mode: Pad, Width: 100, Height: 100}, Format: PNG})
		imgtest.SameImage(t, imaging.New(1, 1, got.At(50, 5)), imaging.New(1, 1, image.Transparent), 0)
		imgtest.SameImage(t, imaging.New(1, 1, got.At(99, 50)), imaging.New(1, 1, image.Transparent), 0)
	})
	t.Run("no dark seam", func(t *testing.T) {
		m := image.NewNRGBA(image.Rect(0, 0, 64, 64)) // transparent black beside opaque white
		for i := range m.Pix {
			if i/4%64 >= 32 {
				m.Pix[i] = 255
			}
		}
		_, got, _ := do(t, imgtest.PNG(t, 0, 0, imgtest.Of(m)), Recipe{Target: Target{Mode: Percent, Percent: 30}, Format: JPEG, Quality: 100, Background: white})
		for x := range got.Bounds().Dx() {
			imgtest.SameImage(t, imaging.New(1, 1, got.At(x, 5)), imaging.New(1, 1, white.nrgba()), 2)
		}
	})
}

func TestDoPadGray(t *testing.T) {
	in := imgtest.PNG(t, 40, 20, imgtest.Of(imgtest.Gray(40, 20)))
	for name, tt := range map[string]struct {
		background Color
		gray       bool
	}{"on white": {white, true}, "on red": {Color{R: 255, A: 255}, false}} {
		head, got, _ := do(t, in, Recipe{Target: Target{Mode: Pad, Width: 40, Height: 40}, Background: tt.background, Format: PNG})
		if head.Gray != tt.gray {
			t.Errorf("%s: gray is %v", name, head.Gray)
		}
		imgtest.SameImage(t, imaging.New(1, 1, got.At(0, 0)), imaging.New(1, 1, tt.background.nrgba()), 0)
	}
}

func TestDoDates(t *testing.T) {
	for _, date := range []time.Time{
		time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC), time.Date(1961, 4, 12, 6, 7, 0, 0, time.UTC), time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		for _, action := range []Action{Convert, Copy} {
			for _, keep := range []bool{true, false} {
				dir := t.TempDir()
				in, out := filepath.Join(dir, "a.png"), filepath.Join(dir, "b.png")
				imgtest.WriteTree(t, dir, map[string][]byte{"a.png": imgtest.PNG(t, 8, 8)})
				if err := os.Chtimes(in, date, date); err != nil {
					t.Fatal(err)
				}
				r := DefaultRecipe()
				r.KeepDates = keep
				job := newJob(t, in, out, r)
				job.Action = action
				if _, err := carryOut(context.Background(), job); err != nil {
					t.Fatal(err)
				}
				info, err := os.Stat(out)
				if err != nil {
					t.Fatal(err)
				}
				date := job.Source.ModTime // on systems whose seconds have 32 bits, 2099 is another year
				if info.ModTime().Equal(date) != keep {
					t.Errorf("action %d, keep %v: date is %v, the source's %v", action, keep, info.ModTime(), date)
				}
			}
		}
	}
}

func TestDoCopies(t *testing.T) {
	for name, b := range map[string][]byte{
		"JPEG": imgtest.JPEG(t, 30, 20), "animation": imgtest.AnimatedGIF(t, 10, 10, 3), "PNG": imgtest.PNG(t, 30, 20),
	} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": b})
		job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "new/folders/out"), DefaultRecipe())
		job.Action = Copy
		outcome, err := carryOut(context.Background(), job)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if outcome.Bytes != int64(len(b)) {
			t.Errorf("%s: outcome says %d bytes of %d", name, outcome.Bytes, len(b))
		}
		imgtest.SameTree(t, dir, map[string][]byte{"in": b, "new/folders/out": b})
	}
}

// TestDoCopiesOnlyPictures: what does not decode is not handed on under a final name.
func TestDoCopiesOnlyPictures(t *testing.T) {
	for name, c := range map[string]struct {
		in   []byte
		want error
	}{
		"cut JPEG": {imgtest.Truncated(imgtest.JPEG(t, 30, 20), 80), ErrDamaged}, "cut PNG": {imgtest.Truncated(imgtest.PNG(t, 30, 20), 80), ErrDamaged},
		"not a picture": {[]byte("notes"), ErrUnsupported}, "nothing": {nil, ErrDamaged},
	} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": c.in})
		_, err := carryOut(context.Background(), ImageJob{InputPath: filepath.Join(dir, "in"), OutputPath: filepath.Join(dir, "out"), Action: Copy})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		imgtest.SameNames(t, dir, "in")
	}
}

// TestDoCopiesOnlyWhatWasPlanned: a small picture that a large one has replaced is no longer small enough to be copied.
func TestDoCopiesOnlyWhatWasPlanned(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 40, 30)})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), DefaultRecipe())
	job.Action = Copy
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 400, 300)})
	if _, err := carryOut(context.Background(), job); !errors.Is(err, errReplaced) {
		t.Errorf("got %v", err)
	}
	imgtest.SameNames(t, dir, "in")
}

// TestDoSavedAgain: a picture that was saved again at its size after it was planned is made as it is now, with its date and its bytes.
func TestDoSavedAgain(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	plain, noise := image.NewNRGBA(image.Rect(0, 0, 40, 30)), image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range noise.Pix {
		noise.Pix[i] = byte(i*i*7919>>5) | byte(i&3/3*255)
	}
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 40, 30, imgtest.Of(plain))})
	r := DefaultRecipe()
	r.MaxBytes = 1000
	job := newJob(t, in, out, r)
	job.Action, job.Format = Copy, JPEG
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 40, 30, imgtest.Of(noise))})
	date := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(in, date, date); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(in)
	if err != nil || before.Size() <= r.MaxBytes {
		t.Fatalf("the picture has %d bytes, which shows nothing; %v", before.Size(), err)
	}
	if _, err := carryOut(context.Background(), job); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(out)
	if err != nil || !info.ModTime().Equal(date) || info.Size() > r.MaxBytes {
		t.Errorf("the result has %d bytes and is of %v, %v", info.Size(), info.ModTime(), err)
	}
}

// TestDoKeepsPrivate: what only its owner may read does not become readable for others.
func TestDoKeepsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes here")
	}
	for _, action := range []Action{Convert, Copy} {
		for mode, want := range map[fs.FileMode]fs.FileMode{0o600: 0o600, 0o400: 0o600, 0o640: 0o640} {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 40, 30)})
			if err := os.Chmod(filepath.Join(dir, "in"), mode); err != nil {
				t.Fatal(err)
			}
			job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), DefaultRecipe())
			job.Action = action
			if _, err := carryOut(t.Context(), job); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(job.OutputPath); err != nil || info.Mode().Perm()&^want != 0 || info.Mode().Perm()&0o600 != 0o600 {
				t.Errorf("action %d: of %v comes %v, %v", action, mode, info.Mode().Perm(), err)
			}
		}
	}
}

// TestNoResizeWithQuality: pictures that keep their size are encoded anew where a quality is stated, unless that makes them larger.
func TestNoResizeWithQuality(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in.jpg": imgtest.JPEG(t, 400, 300), "in.png": imgtest.PNG(t, 40, 30)})
	for _, c := range []struct {
		name    string
		quality int
		small   bool
	}{{"in.jpg", 0, true}, {"in.jpg", 30, false}, {"in.png", 30, true}} {
		job := newJob(t, filepath.Join(dir, c.name), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: NoResize}, Quality: c.quality})
		if job.SmallEnough() != c.small {
			t.Errorf("%s with quality %d: small enough is %v", c.name, c.quality, !c.small)
		}
	}
	job := newJob(t, filepath.Join(dir, "in.jpg"), filepath.Join(dir, "smaller.jpg"), Recipe{Target: Target{Mode: NoResize}, Quality: 30})
	if out, err := carryOut(t.Context(), job); err != nil || out.Copied || out.Bytes >= job.Source.Bytes {
		t.Errorf("%+v, %v", out, err)
	}
	job.OutputPath, job.Recipe = filepath.Join(dir, "larger.jpg"), &Recipe{Target: Target{Mode: NoResize}, Quality: 100}
	if out, err := carryOut(t.Context(), job); err != nil || !out.Copied || out.Bytes != job.Source.Bytes {
		t.Errorf("%+v, %v", out, err)
	}
}
