package resize

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
)

// TestDoAll makes several results of one picture, each as if it were alone.
func TestDoAll(t *testing.T) {
	for name, in := range map[string][]byte{
		"JPEG": imgtest.JPEG(t, 400, 300, imgtest.Orientation(6)), "PNG": imgtest.PNG(t, 300, 400), "gray": imgtest.JPEG(t, 300, 400, imgtest.Of(imgtest.Gray(300, 400))),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": in, "taken": []byte("mine")})
			path := func(name string) string { return filepath.Join(dir, name) }
			jobs := []ImageJob{
				newJob(t, path("in"), path("large"), Recipe{Target: Target{Mode: Percent, Percent: 80}, Quality: 95}),
				newJob(t, path("in"), path("small"), Recipe{Target: Target{Mode: Fill, Width: 30, Height: 30}, Format: PNG}),
				newJob(t, path("in"), path("taken"), Recipe{Target: Target{Mode: Percent, Percent: 10}}),
				newJob(t, path("in"), path("copy"), Recipe{Target: Target{Mode: NoResize}}),
				newJob(t, path("in"), path("middle"), Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: WebP, Quality: 95}),
			}
			jobs[3].Action = Copy
			var w Worker
			defer w.Close()
			for i, r := range w.DoAll(context.Background(), jobs) {
				if i == 2 {
					if !errors.Is(r.Err, ErrExists) {
						t.Errorf("a taken name: %v", r.Err)
					}
					continue
				}
				if r.Err != nil {
					t.Fatal(r.Err)
				}
				got, err := os.ReadFile(jobs[i].OutputPath)
				if err != nil {
					t.Fatal(err)
				}
				alone := jobs[i]
				alone.OutputPath = path("alone")
				alone.Overwrite = true
				if _, err := carryOut(context.Background(), alone); err != nil {
					t.Fatal(err)
				}
				want, err := os.ReadFile(alone.OutputPath)
				if err != nil {
					t.Fatal(err)
				}
				_, a := decoded(t, got)
				_, b := decoded(t, want)
				if d := imgtest.MeanDifference(t, a, imaging.Clone(b)); d > 2 {
					t.Errorf("%s differs by %.1f levels from the result of the job alone", jobs[i].OutputPath, d)
				}
			}
			imgtest.SameNames(t, dir, "alone", "copy", "in", "large", "middle", "small", "taken")
		})
	}
}

// TestDoSourceWins encodes a picture again that was encoded worse: more bytes would show nothing more.
func TestDoSourceWins(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, imgtest.Picture(120, 90), &jpeg.Options{Quality: 20}); err != nil {
		t.Fatal(err)
	}
	poor := b.Bytes()
	for _, tt := range []struct {
		name string
		in   []byte
		r    Recipe
		wins bool
	}{
		{"same size", poor, Recipe{Target: Target{Mode: NoResize}, Quality: 95}, true},
		{"smaller", poor, Recipe{Target: Target{Mode: NoResize}, Quality: 5}, false},
		{"other size", poor, Recipe{Target: Target{Mode: Percent, Percent: 90}, Quality: 100}, false},
		{"other format", poor, Recipe{Target: Target{Mode: NoResize}, Format: PNG}, false},
		{"turned", imgtest.Insert(poor, 2, imgtest.Segment(0xE1, append([]byte("Exif\x00\x00"), imgtest.EXIF(3)...))), Recipe{Target: Target{Mode: NoResize}, Quality: 95}, false},
	} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": tt.in})
		job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), tt.r)
		outcome, err := carryOut(context.Background(), job)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(job.OutputPath)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(got, tt.in) != tt.wins || outcome.Copied != tt.wins {
			t.Errorf("%s: %d bytes of %d, copied is %v", tt.name, len(got), len(tt.in), outcome.Copied)
		}
		imgtest.SameNames(t, dir, "in", "out")
	}
}

// TestDoSalvage makes what it can of a truncated picture, on demand.
func TestDoSalvage(t *testing.T) {
	whole := imgtest.JPEG(t, 160, 120)
	for _, tt := range []struct {
		name  string
		in    []byte
		lost  bool
		fails bool
	}{
		{"whole", whole, false, false},
		{"cut", imgtest.Truncated(whole, 70), turbo.Available, !turbo.Available}, // Go's decoder gives nothing of a picture that is cut
		{"cut in the header", whole[:100], false, true},
		{"no picture", []byte("\xff\xd8\xff\xe0nothing"), false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": tt.in})
			src := Source{Header: format.Header{Format: JPEG, Width: 160, Height: 120, Orientation: 1, Frames: 1, Depth: 8}, Upright: Size{160, 120}}
			r := Recipe{Target: Target{Mode: NoResize}, Quality: 95}
			job := ImageJob{
				InputPath: filepath.Join(dir, "in"), OutputPath: filepath.Join(dir, "out"), Width: 160, Height: 120,
				Recipe: &r, Source: src, Geometry: NewGeometry(src.Upright, r), Format: JPEG,
			}
			if tt.lost || tt.fails {
				if _, err := carryOut(context.Background(), job); !errors.Is(err, ErrDamaged) {
					t.Fatalf("unasked: %v", err)
				}
				imgtest.SameNames(t, dir, "in")
			}
			job.Salvage = true
			outcome, err := carryOut(context.Background(), job)
			if tt.fails {
				if !errors.Is(err, ErrDamaged) {
					t.Fatal(err)
				}
				imgtest.SameNames(t, dir, "in")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			said := strings.Contains(strings.Join(outcome.Warnings, "\n"), "salvaged from a damaged file")
			if outcome.Salvaged != tt.lost || said != tt.lost {
				t.Errorf("salvaged is %v, warnings are %q", outcome.Salvaged, outcome.Warnings)
			}
			b, err := os.ReadFile(job.OutputPath)
			if err != nil {
				t.Fatal(err)
			}
			_, m := decoded(t, b)
			_, want := decoded(t, whole)
			top := imaging.Crop(imaging.Clone(want), imgtest.Picture(160, 40).Rect)
			if d := imgtest.MeanDifference(t, imaging.Crop(imaging.Clone(m), top.Rect), top); d > 4 {
				t.Errorf("what is left differs by %.1f levels", d)
			}
		})
	}
}
