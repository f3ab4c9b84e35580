package resize

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// Whole jobs on files that somebody has broken: a result that is what was asked for, or an error of a known kind and nothing left behind.
// A target for each family of formats, so that the fuzzer learns one at a time.

func FuzzDoJPEG(f *testing.F) { fuzzDo(f, JPEG) }
func FuzzDoPNG(f *testing.F)  { fuzzDo(f, PNG) }
func FuzzDoWebP(f *testing.F) { fuzzDo(f, WebP) }
func FuzzDoTIFF(f *testing.F) { fuzzDo(f, TIFF) }
func FuzzDoGIF(f *testing.F)  { fuzzDo(f, GIF) }
func FuzzDoBMP(f *testing.F)  { fuzzDo(f, BMP) }
func FuzzDoAVIF(f *testing.F) { fuzzDo(f, format.AVIF) }

// fuzzPixels bounds the pictures, and fuzzMemory, generously, what one may cost: most of it is a fresh machine of WebAssembly for each
// AVIF that is read or written.
const (
	fuzzPixels = 1 << 16
	fuzzMemory = 1 << 30
)

func fuzzDo(f *testing.F, family Format) {
	seed := uint64(0)
	for _, b := range fuzzSeeds(f, family) {
		f.Add(b, seed, uint16(20+seed%30), uint16(40-seed%20))
		seed = seed*0x5851F42D4C957F2D + 0x14057B7EF767814F // the settings of the next
	}
	f.Fuzz(func(t *testing.T, b []byte, settings uint64, w, h uint16) {
		r, act := fuzzRecipe(settings, int(w), int(h))
		if family != format.AVIF && r.Format == format.AVIF { // which takes as long as a thousand files of others
			r.Format = FormatSame
		}
		if r.Validate() != nil || max(w, h) > 300 {
			return // no recipe, or one of a large result
		}
		dir := t.TempDir()
		in := filepath.Join(dir, "in")
		if err := os.WriteFile(in, b, 0o600); err != nil {
			t.Fatal(err)
		}
		job, ok := fuzzedJob(t, in, &r, act)
		if !ok {
			return
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		outcome, err := carryOut(t.Context(), job)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > fuzzMemory {
			t.Errorf("%d bytes of memory for a picture of %v", n, job.Source.Upright)
		}
		if err != nil {
			imgtest.SameNames(t, dir, "in")
			if !knownKind(err) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		imgtest.SameNames(t, dir, "in", "out")
		checkFuzzed(t, job, outcome)
	})
}

// fuzzAction is what is done beside resizing.
type fuzzAction struct{ copies, salvages bool }

func fuzzRecipe(bits uint64, w, h int) (Recipe, fuzzAction) {
	take := func(n uint64) int {
		v := bits % n
		bits /= n
		return int(v)
	}
	r := Recipe{Target: Target{Width: w, Height: h, Edge: w, Percent: float64(h), Megapixels: float64(w) / 100_000}, Background: Color{R: 200, G: 100, B: 50, A: 255}}
	r.Mode, r.Format, r.Anchor, r.Enlarge = Mode(take(9)), Format(take(8)), Anchor(take(9)), take(2) == 1
	r.Metadata, r.Color, r.Linear, r.Sharpen = Metadata(take(4)), ColorPolicy(take(2)), take(4) == 1, Sharpening(take(3))
	r.Background.A = uint8(255 * take(2))
	if take(4) == 1 {
		r.MaxBytes = int64(200 + 20*h)
	}
	return r, fuzzAction{copies: take(4) == 1, salvages: take(2) == 1}
}

// fuzzedJob plans the job as batch does.
func fuzzedJob(t *testing.T, in string, r *Recipe, act fuzzAction) (ImageJob, bool) {
	t.Helper()
	limits := Limits{Pixels: fuzzPixels, Frames: 20}
	salvage := false
	src, err := Probe(t.Context(), in, limits)
	if err != nil && !knownKind(err) {
		t.Fatalf("an error of no kind: %v", err)
	}
	if errors.Is(err, ErrDamaged) && act.salvages {
		salvage = true
		src, err = ProbeDamaged(t.Context(), in, limits)
	}
	if err != nil {
		return ImageJob{}, false
	}
	g := NewGeometry(src.Upright, *r)
	job := ImageJob{
		InputPath: in, OutputPath: filepath.Join(filepath.Dir(in), "out"), Width: g.Canvas.Width, Height: g.Canvas.Height, Recipe: r, Source: src,
		Geometry: g, Format: r.ResultFormat(src.Format), Salvage: salvage || act.salvages && src.Frames == 1,
	}
	if act.copies && job.SmallEnough() {
		job.Action = Copy
	}
	return job, g.Canvas.Pixels() <= 4*fuzzPixels
}

// knownKind reports whether callers can tell what the error means.
func knownKind(err error) bool {
	for _, kind := range []error{ErrDamaged, ErrUnsupported, ErrTooLarge, ErrMaxBytes} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// checkFuzzed reads the whole result.
func checkFuzzed(t *testing.T, job ImageJob, outcome Outcome) {
	t.Helper()
	out, err := os.ReadFile(job.OutputPath)
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(context.WithoutCancel(t.Context()), job.OutputPath, Limits{}); err != nil {
		t.Fatalf("the result is not whole: %v", err)
	}
	h, err := codec.ReadHeader(bytes.NewReader(out), int64(len(out)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	o := Orientation(h.Orientation)
	size := Size{h.Width, h.Height}
	if o.SwapsSides() {
		size = size.Turned()
	}
	shrunk := job.Recipe.MaxBytes > 0 && (size.Width < job.Width || size.Height < job.Height)
	if size != (Size{outcome.Width, outcome.Height}) || size != (Size{job.Width, job.Height}) && !shrunk || h.Format != job.Format || o != 1 && !outcome.Copied {
		t.Errorf("%+v, outcome %+v, planned %d × %d as %v", h, outcome, job.Width, job.Height, job.Format)
	}
	if limit := job.Recipe.MaxBytes; limit > 0 && int64(len(out)) > limit {
		t.Errorf("%d bytes of at most %d", len(out), limit)
	}
	b, err := codec.ReadMetadata(bytes.NewReader(out), int64(len(out)), h)
	if err != nil && (!errors.Is(err, format.ErrMetadata) || !outcome.Copied || !job.keepsAll()) {
		t.Errorf("metadata: %v", err)
	}
	if broken := metadata.Violations(b, job.Recipe.Metadata); broken != nil {
		t.Errorf("violations: %q", broken)
	}
}

// fuzzSeeds are small files of a format.
func fuzzSeeds(f *testing.F, family Format) [][]byte {
	var seeds [][]byte
	for _, k := range matrixKinds() {
		if k.format != family {
			continue
		}
		if b := k.file(f); len(b) < 12_000 {
			seeds = append(seeds, b)
		}
	}
	if family == format.AVIF { // also because its codec is compiled when it is first used, for longer than the fuzzer waits for one file
		for _, m := range []image.Image{imgtest.Picture(20, 15), imgtest.Gray(20, 15), imgtest.Translucent(20, 15)} {
			var b bytes.Buffer
			blocks := metadata.Set{EXIF: cameraOf(6), ICC: imgtest.DisplayP3Profile(), XMP: []byte(xmpPacket)}
			if err := codec.Encode(&b, m, format.AVIF, format.Options{Metadata: blocks}); err != nil {
				f.Fatal(err)
			}
			seeds = append(seeds, b.Bytes())
		}
		seeds = append(seeds, imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.AV1Item(40, 30, imgtest.Rotation(1))}}.Bytes())
	}
	return seeds
}
