package resize

import (
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sizemill/internal/atomicfile"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

// TestDoSourceChanges lets the source change while it is read, at every look at the context: the job fails or has finished
// reading, and never calls the picture damaged.
func TestDoSourceChanges(t *testing.T) {
	old := imgtest.PNG(t, 200, 200, imgtest.Of(imgtest.Deep(200, 200)))
	for name, change := range map[string]func(path string) error{
		"shrinks": func(path string) error { return os.Truncate(path, int64(len(old)/3)) },
		"grows": func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.Write([]byte("more"))
			return errors.Join(err, f.Close())
		},
	} {
		for _, action := range []Action{Convert, Copy} {
			t.Run(name, func(t *testing.T) {
				failed := 0
				for n := 1; n < 12; n++ { // before the first look the file is not open yet
					dir := t.TempDir()
					imgtest.WriteTree(t, dir, map[string][]byte{"in": old})
					job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: Percent, Percent: 50}})
					job.Action = action
					_, err := carryOut(&hookContext{context.Background(), n, func() {
						if err := change(job.InputPath); err != nil {
							t.Error(err)
						}
					}}, job)
					if err == nil {
						continue
					}
					failed++
					if !errors.Is(err, errChanged) || errors.Is(err, ErrDamaged) {
						t.Errorf("changed at look %d: %v", n, err)
					}
					imgtest.SameNames(t, dir, "in")
				}
				if failed == 0 {
					t.Error("no change was noticed")
				}
			})
		}
	}
}

// TestDoSwapped writes a JPEG of as many pixels, but other sides, over the source at every look at the context, with nothing but its content to show that: there
// is no result, or one of the picture that was planned.
func TestDoSwapped(t *testing.T) {
	plain := func(w, h int, c color.Color) image.Image {
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		return m
	}
	red := color.NRGBA{R: 255, A: 255}
	old, other := imgtest.JPEG(t, 0, 0, imgtest.Of(plain(64, 48, red))), imgtest.JPEG(t, 0, 0, imgtest.Of(plain(48, 64, color.NRGBA{B: 255, A: 255})))
	bytes := max(len(old), len(other)) // the rest lies behind the picture's end
	old, other = append(old, make([]byte, bytes-len(old))...), append(other, make([]byte, bytes-len(other))...)
	failed := 0
	for n := 1; n < 40; n++ {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": old})
		job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: Percent, Percent: 50}})
		_, err := carryOut(&hookContext{t.Context(), n, func() {
			imgtest.WriteTree(t, dir, map[string][]byte{"in": other})
			if err := os.Chtimes(job.InputPath, time.Time{}, job.Source.ModTime); err != nil {
				t.Error(err)
			}
		}}, job)
		if err != nil {
			if failed++; !errors.Is(err, ErrDamaged) && !errors.Is(err, errReplaced) {
				t.Errorf("at look %d: %v", n, err)
			}
			continue
		}
		b, err := os.ReadFile(job.OutputPath)
		if err != nil {
			t.Fatal(err)
		}
		_, got := decoded(t, b)
		imgtest.SameImage(t, got, plain(32, 24, red), 3)
	}
	if failed == 0 {
		t.Error("no change was noticed")
	}
}

// TestDoDamaged cuts pictures of every format: an error, and no file.
func TestDoDamaged(t *testing.T) {
	for name, b := range map[string][]byte{
		"JPEG": imgtest.JPEG(t, 120, 90), "PNG": imgtest.PNG(t, 120, 90), "WebP": imgtest.LossyWebP(t, 120, 90),
		"TIFF": imgtest.TIFF(t, 120, 90), "GIF": imgtest.GIF(t, 120, 90), "BMP": imgtest.BMP(t, 120, 90),
	} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": b})
		job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: Percent, Percent: 50}})
		for _, percent := range []int{10, 50, 90, 95} { // behind that only the end of a small PNG is missing
			imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.Truncated(b, percent)})
			if _, err := carryOut(context.Background(), job); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s, %d %%: %v", name, percent, err)
			}
			imgtest.SameNames(t, dir, "in")
		}
	}
}

// TestDoRace lets several jobs write one name: exactly one succeeds, the others find it taken.
func TestDoRace(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 50, 50)})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "new", "out"), Recipe{Target: Target{Mode: Percent, Percent: 50}})
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = carryOut(context.Background(), job) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ErrExists):
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d jobs say that they made the file", won)
	}
	imgtest.SameNames(t, dir, "in", "new/out")
}

// TestVerify compares a good file with jobs that asked for something else.
func TestVerify(t *testing.T) {
	b := imgtest.PNG(t, 30, 20)
	good := ImageJob{Format: PNG, Width: 30, Height: 20}
	for _, tt := range []struct {
		name   string
		change func(*ImageJob)
		file   []byte
		want   error
	}{
		{"as asked", func(*ImageJob) {}, b, nil},
		{"other format", func(j *ImageJob) { j.Format = GIF }, b, ErrMismatch},
		{"other width", func(j *ImageJob) { j.Width++ }, b, ErrMismatch},
		{"other height", func(j *ImageJob) { j.Height-- }, b, ErrMismatch},
		{"turned", func(*ImageJob) {}, imgtest.PNG(t, 30, 20, imgtest.WithEXIF(imgtest.EXIF(3))), ErrMismatch},
		{"moving", func(*ImageJob) {}, imgtest.APNG(t, 30, 20, 2), ErrMismatch},
		{"no picture", func(*ImageJob) {}, []byte("oops"), ErrMismatch},
		{"cut", func(*ImageJob) {}, b[:len(b)-1], ErrMismatch},
		{"a profile that was not asked for", func(*ImageJob) {}, imgtest.PNG(t, 30, 20, imgtest.WithICC(imgtest.Profile("RGB ", 300))), ErrMismatch},
		{"XMP that was not asked for", func(*ImageJob) {}, imgtest.PNG(t, 30, 20, imgtest.WithXMP([]byte(xmpPacket))), ErrMismatch},
		{"EXIF that was not asked for", func(*ImageJob) {}, imgtest.PNG(t, 30, 20, imgtest.WithEXIF(imgtest.EXIF(1))), ErrMismatch},
	} {
		job := good
		tt.change(&job)
		if err := verifyOutput(written(tt.file), &job, promise{frames: 1}); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// TestVerifyLength: a file whose end is lost between writing and reading back is no result.
func TestVerifyLength(t *testing.T) {
	b := imgtest.PNG(t, 30, 20)
	f, err := atomicfile.Create(filepath.Join(t.TempDir(), "out"), atomicfile.Access{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Discard()
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	job := ImageJob{Format: PNG, Width: 30, Height: 20}
	if err := verifyOutput(&file{f, sha256.New()}, &job, promise{frames: 1}); err != nil {
		t.Errorf("a whole file: %v", err)
	}
	if err := os.Truncate(f.TempPath(), int64(len(b)-1)); err != nil {
		t.Fatal(err)
	}
	if err := verifyOutput(&file{f, sha256.New()}, &job, promise{frames: 1}); !errors.Is(err, ErrMismatch) {
		t.Errorf("a byte less: %v", err)
	}
}

func TestCheckResult(t *testing.T) {
	for _, tt := range []struct {
		size Size
		f    Format
		want error
	}{
		{Size{16_383, 100}, WebP, nil}, {Size{16_384, 100}, WebP, ErrTooLarge}, {Size{100, 65_536}, JPEG, ErrTooLarge},
		{Size{65_536, 100}, PNG, nil}, {Size{100_001, 1}, PNG, ErrTooLarge}, {Size{50_000, 50_000}, PNG, ErrTooLarge},
		{Size{8000, 8000}, format.AVIF, nil}, {Size{8000, 8001}, format.AVIF, ErrTooLarge},
		{Size{1, 1}, FormatSame, ErrUnsupported},
	} {
		if err := checkResult(tt.size, tt.f, Limits{}); !errors.Is(err, tt.want) {
			t.Errorf("%v as %v: %v, want %v", tt.size, tt.f, err, tt.want)
		}
	}
}

// TestDoBadJob: a job that contradicts itself is refused.
func TestDoBadJob(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 30, 20)})
	for name, change := range map[string]func(*ImageJob){
		"no recipe":               func(j *ImageJob) { j.Recipe = nil },
		"no geometry":             func(j *ImageJob) { j.Geometry = Geometry{} },
		"crop outside":            func(j *ImageJob) { j.Geometry.Crop.Max.X++ },
		"placed outside":          func(j *ImageJob) { j.Geometry.Offset.X = 1 },
		"size not the geometry's": func(j *ImageJob) { j.Width++ },
		"no format":               func(j *ImageJob) { j.Format = FormatSame },
	} {
		job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: NoResize}})
		change(&job)
		if _, err := carryOut(context.Background(), job); err == nil {
			t.Errorf("%s: no error", name)
		}
		imgtest.SameNames(t, dir, "in")
	}
}
