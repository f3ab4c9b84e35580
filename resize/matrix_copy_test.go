package resize

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// TestMatrixCopy: a picture that is small enough already is copied. With all its metadata every byte is; with less, or where it has to be
// encoded again for that, its pixels and colors stay, and the promise is kept.
func TestMatrixCopy(t *testing.T) {
	for _, k := range swept(append(matrixKinds(), toolKinds()...)) {
		spec, _ := codec.Lookup(k.format)
		if !spec.Write {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			in := k.file(t)
			for _, p := range []Metadata{KeepAll, NoLocation, CopyrightOnly, NoMetadata} {
				t.Run(p.String(), func(t *testing.T) { checkCopy(t, k, in, p) })
			}
		})
	}
}

func checkCopy(t *testing.T, k sourceKind, in []byte, p Metadata) {
	out, outcome, job := copied(t, in, Recipe{Target: Target{Mode: NoResize}, Metadata: p, Background: white})
	if want := p == KeepAll || codec.CanRewrite(k.format); (job.Action == Copy) != want || outcome.Copied != want && job.Action == Copy {
		t.Fatalf("action %v, outcome %+v", job.Action, outcome)
	}
	if p == KeepAll {
		if !bytes.Equal(out, in) {
			t.Error("bytes have changed")
		}
		return
	}
	before, from := framesOf(t, in)
	after, to := framesOf(t, out)
	got, err := codec.ReadMetadata(bytes.NewReader(out), int64(len(out)), after)
	if err != nil {
		t.Fatal(err)
	}
	if broken := metadata.Violations(got, p); broken != nil {
		t.Errorf("violations: %q", broken)
	}
	had, err := codec.ReadMetadata(bytes.NewReader(in), int64(len(in)), before)
	if err != nil {
		t.Fatal(err)
	}
	if job.Action != Copy {
		return // TestMatrix looks at what is encoded
	}
	if after != before {
		t.Errorf("header %+v, was %+v", after, before)
	}
	if !bytes.Equal(got.ICC, had.ICC) || got.Color != had.Color {
		t.Errorf("a profile of %d bytes and %+v, was %d and %+v", len(got.ICC), got.Color, len(had.ICC), had.Color)
	}
	for i := range to {
		imgtest.SameImage(t, to[i], from[i], 0)
	}
}

// copied carries a recipe out as a plan does: by copying, where that serves.
func copied(t *testing.T, in []byte, r Recipe) ([]byte, Outcome, ImageJob) {
	t.Helper()
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), r)
	if job.SmallEnough() {
		job.Action = Copy
	}
	outcome, err := carryOut(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameNames(t, dir, "in", "out")
	out, err := os.ReadFile(job.OutputPath)
	if err != nil {
		t.Fatal(err)
	}
	return out, outcome, job
}

// TestMatrixAgain: what is encoded again at its own size, whatever the policy, is a result, and never larger for nothing.
func TestMatrixAgain(t *testing.T) {
	for _, k := range swept(append(matrixKinds(), toolKinds()...)) {
		spec, _ := codec.Lookup(k.format)
		if !spec.Write {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			in := k.file(t)
			for _, p := range []Metadata{KeepAll, NoMetadata} {
				dir := t.TempDir()
				imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
				job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: NoResize}, Metadata: p, Background: white, Quality: 100})
				outcome, err := carryOut(t.Context(), job)
				if err != nil {
					t.Fatalf("%v: %v", p, err)
				}
				out := imgtest.ReadTree(t, dir)["out"]
				h, frames := framesOf(t, out)
				if h.Orientation != 1 || len(frames) != len(k.shown) {
					t.Errorf("%v: %+v", p, h)
				}
				imgtest.SameSize(t, frames[0], matrixWidth, matrixHeight)
				// A name that a PNG gives its profile may become a longer one.
				if len(out) > len(in)+16 && (p == KeepAll || codec.CanRewrite(k.format)) && job.Source.Orientation == 1 {
					t.Errorf("%v: %d bytes have become %d, copied: %v", p, len(in), len(out), outcome.Copied)
				}
				if b, err := codec.ReadMetadata(bytes.NewReader(out), int64(len(out)), h); err != nil || metadata.Violations(b, p) != nil {
					t.Errorf("%v: %v, %q", p, err, metadata.Violations(b, p))
				}
			}
		})
	}
}

// TestMatrixMaxBytes: one of each kind of pixels keeps within a limit that is lower than what it would have by itself, in every format.
func TestMatrixMaxBytes(t *testing.T) {
	for _, k := range swept(append(matrixKinds(), toolKinds()...)) {
		switch k.name {
		case "JPEG", "JPEG, grey", "PNG, 16 bits", "PNG, grey, 16 bits", "PNG, grey with alpha, profile", "WebP, alpha", "TIFF, alpha, 16 bits", "TIFF, CMYK",
			"GIF, animated", "PNG, animated, half-transparent", "WebP, animated, P3", "WebP, animated, turned", "AVIF":
		default:
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			in := k.file(t)
			for _, spec := range codec.Specs() {
				if spec.Write && (spec.Format != format.AVIF || k.format == format.AVIF) {
					t.Run(spec.Name, func(t *testing.T) { checkMaxBytes(t, k, in, spec) })
				}
			}
		})
	}
}

func checkMaxBytes(t *testing.T, k sourceKind, in []byte, spec format.Spec) {
	r := Recipe{Target: Target{Mode: NoResize}, Format: spec.Format, Background: white, Color: ColorSRGB}
	free, _ := doBytes(t, in, Recipe{Target: Target{Mode: Percent, Percent: 100}, Format: spec.Format, Background: white, Color: ColorSRGB, Quality: 90})
	small := r
	small.Mode, small.Percent, small.Quality = Percent, 40, 50
	least, _ := doBytes(t, in, small)
	r.MaxBytes = (int64(len(free)) + int64(len(least))) / 2
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), r)
	outcome, err := carryOut(t.Context(), job)
	if err != nil {
		t.Fatal(fmt.Errorf("%d bytes, of %d to %d: %w", r.MaxBytes, len(least), len(free), err))
	}
	out := imgtest.ReadTree(t, dir)["out"]
	if int64(len(out)) > r.MaxBytes || int64(len(out)) != outcome.Bytes {
		t.Errorf("%d bytes, said to be %d, of %d", len(out), outcome.Bytes, r.MaxBytes)
	}
	h, frames := framesOf(t, out)
	c := newCell(k, spec.Format)
	if h.Width != outcome.Width || h.Height != outcome.Height || h.Orientation != 1 || len(frames) != c.frames {
		t.Errorf("%+v, outcome %+v", h, outcome)
	}
	if deep := h.Depth > 8; deep != c.outDeep && !outcome.Copied {
		t.Errorf("deep is %v", deep)
	}
	for i, m := range frames {
		imgtest.SameSize(t, m, outcome.Width, outcome.Height)
		if m.Bounds().Dx() < matrixWidth/4 {
			t.Errorf("frame %d has %v", i, m.Bounds())
		}
	}
}
