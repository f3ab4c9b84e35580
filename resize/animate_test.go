package resize

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// TestDoAnimation resizes animations into every format: those that hold frames get all of them, with their times, the others the
// first and a warning.
func TestDoAnimation(t *testing.T) {
	moving := imgtest.Moving(80, 60, 5)
	moving.Loops = 3
	for i := range moving.Cels {
		moving.Cels[i].Delay = time.Duration(50+10*i) * time.Millisecond
	}
	for name, in := range map[string][]byte{"GIF": moving.GIF(t), "WebP": moving.WebP(t), "PNG": moving.PNG(t)} {
		for _, spec := range codec.Specs() {
			if !spec.Write || raceEnabled && spec.Format == format.AVIF && name != "GIF" {
				continue
			}
			t.Run(fmt.Sprintf("%s to %s", name, spec.Name), func(t *testing.T) {
				dir := t.TempDir()
				imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
				job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: spec.Format, Quality: 95, Background: white})
				outcome, err := carryOut(context.Background(), job)
				if err != nil {
					t.Fatal(err)
				}
				b, err := os.ReadFile(job.OutputPath)
				if err != nil {
					t.Fatal(err)
				}
				h, first := decoded(t, b)
				imgtest.SameSize(t, first, 40, 30)
				said := slices.Contains(outcome.Warnings, fmt.Sprintf("only the first of 5 frames is kept: %s does not support animations", spec.Name))
				if said == spec.Animation {
					t.Errorf("warnings are %q", outcome.Warnings)
				}
				shown := moving.Shown()
				if !spec.Animation {
					if h.Frames != 1 {
						t.Errorf("%d frames", h.Frames)
					}
					sameAsHalf(t, 0, imaging.Clone(first), shown[0])
					return
				}
				if h.Frames != 5 || h.Loops != 3 {
					t.Errorf("%d frames, shown %d times", h.Frames, h.Loops)
				}
				n := 0
				_, err = codec.Frames(t.Context(), bytes.NewReader(b), int64(len(b)), h, func(f format.Frame) error {
					if f.Delay != moving.Cels[n].Delay {
						t.Errorf("frame %d is shown for %v, want %v", n, f.Delay, moving.Cels[n].Delay)
					}
					sameAsHalf(t, n, f.Image, shown[n])
					n++
					return nil
				})
				if err != nil || n != 5 {
					t.Errorf("%d frames, %v", n, err)
				}
			})
		}
	}
}

// TestDoAnimationLoops: a result that is shown less often than its source is so because its format cannot count as far.
func TestDoAnimationLoops(t *testing.T) {
	const often = 1 << 20
	moving := imgtest.Moving(80, 60, 3)
	for to, most := range map[Format]int{PNG: often, WebP: 65_535, GIF: 65_536} {
		for _, loops := range []int{0, 1, 2, often} {
			moving.Loops = loops
			h, _, outcome := do(t, moving.PNG(t), Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: to})
			if h.Loops != min(loops, most) || len(outcome.Warnings) > 0 {
				t.Errorf("%d times in %v: %d; %q", loops, to, h.Loops, outcome.Warnings)
			}
		}
	}
}

// TestVerifyLoops: an animation that is shown another number of times than it was to be is not what was asked for.
func TestVerifyLoops(t *testing.T) {
	moving := imgtest.Moving(80, 60, 3)
	moving.Loops = 4
	for f, b := range map[Format][]byte{GIF: moving.GIF(t), WebP: moving.WebP(t), PNG: moving.PNG(t)} {
		for loops, want := range map[int]error{4: nil, 3: ErrMismatch, 5: ErrMismatch, 0: ErrMismatch} {
			err := verifyOutput(written(b), &ImageJob{Format: f, Width: 80, Height: 60}, promise{frames: 3, loops: loops})
			if !errors.Is(err, want) {
				t.Errorf("%v, shown 4 times instead of %d: %v", f, loops, err)
			}
		}
	}
}

// TestAnimationOfAnotherFormat: where the result's format holds animations and it is the source's that cannot be read, that is what is said.
func TestAnimationOfAnotherFormat(t *testing.T) {
	for _, tt := range []struct {
		from, to Format
		want     string
	}{
		{format.AVIF, WebP, "only the first of 3 frames is kept: this build cannot read AVIF animations"},
		{format.AVIF, JPEG, "only the first of 3 frames is kept: JPEG does not support animations"},
		{GIF, TIFF, "only the first of 3 frames is kept: TIFF does not support animations"},
	} {
		if got := stillWarning(3, tt.from, tt.to); got != tt.want {
			t.Errorf("%v to %v: %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

// sameAsHalf compares a frame with the one that it was made from, at twice the size.
func sameAsHalf(t *testing.T, n int, got, from *image.NRGBA) {
	t.Helper()
	want := imaging.Resize(from, got.Rect.Dx(), got.Rect.Dy(), imaging.Lanczos)
	if d := imgtest.MeanDifference(t, got, want); d > 6 {
		t.Errorf("frame %d differs by %.1f levels on average", n, d)
	}
}

// TestDoAnimationDamaged names the file that is cut between two frames, and leaves nothing.
func TestDoAnimationDamaged(t *testing.T) {
	moving := imgtest.Moving(80, 60, 5)
	for name, in := range map[string][]byte{"GIF": moving.GIF(t), "WebP": moving.WebP(t), "PNG": moving.PNG(t)} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
		job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: Percent, Percent: 50}})
		broken := bytes.Clone(in)
		for i := len(in) * 2 / 3; i < len(in)-40; i++ {
			broken[i] ^= 0x55
		}
		imgtest.WriteTree(t, dir, map[string][]byte{"in": broken})
		if _, err := carryOut(context.Background(), job); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		imgtest.SameNames(t, dir, "in")
		if err := Check(context.Background(), filepath.Join(dir, "in"), Limits{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: a check says %v", name, err)
		}
	}
}
