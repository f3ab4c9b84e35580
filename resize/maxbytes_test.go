package resize

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

// noisy is a picture that compresses badly.
func noisy(w, h int) *image.NRGBA {
	random := rand.New(rand.NewPCG(1, 2))
	m := imgtest.Picture(w, h)
	for y := range h {
		for x := range w {
			c := m.NRGBAAt(x, y)
			n := uint8(random.UintN(64))
			m.SetNRGBA(x, y, color.NRGBA{c.R/4*3 + n, c.G/4*3 + n, c.B/4*3 + n, 255})
		}
	}
	return m
}

func TestMaxBytes(t *testing.T) {
	const w, h = 400, 300
	in := imgtest.PNG(t, w, h, imgtest.Of(noisy(w, h)))
	for _, tt := range []struct {
		name    string
		format  Format
		limit   int64
		quality int
		keep    bool
		width   int // of the result: exactly, or 0 for smaller than asked
		err     error
	}{
		{name: "enough room", format: JPEG, limit: 1 << 20, width: 200},
		{name: "less quality", format: JPEG, limit: 9_000, quality: 95, width: 200},
		{name: "fewer pixels", format: JPEG, limit: 3_000, quality: 95},
		{name: "fewer pixels of a lossless format", format: PNG, limit: 20_000},
		{name: "less quality of WebP", format: WebP, limit: 8_000, quality: 95, width: 200},
		{name: "a quality below the floor is not raised", format: JPEG, limit: 9_000, quality: 20, width: 200},
		{name: "impossible", format: JPEG, limit: 500, err: ErrMaxBytes},
		{name: "size kept", format: JPEG, limit: 3_000, keep: true, err: ErrMaxBytes},
		{name: "size kept of a lossless format", format: PNG, limit: 20_000, keep: true, err: ErrMaxBytes},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
			r := Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: tt.format, MaxBytes: tt.limit, Quality: tt.quality, Background: white}
			job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), r)
			job.KeepSize = tt.keep
			outcome, err := carryOut(context.Background(), job)
			if !errors.Is(err, tt.err) {
				t.Fatal(err)
			}
			if tt.err != nil {
				imgtest.SameNames(t, dir, "in")
				var named *Error // the picture, since there is no result
				if !errors.As(err, &named) || named.Path != job.InputPath {
					t.Errorf("%v: names %q", err, named.Path)
				}
				floor := regexp.MustCompile(`cannot be made as small as 500 B: at 50 × 38 pixels, quality 40, it still has [6-9]\d\d B`)
				if tt.name == "impossible" && !floor.MatchString(err.Error()) {
					t.Error(err)
				}
				return
			}
			b, err := os.ReadFile(job.OutputPath)
			if err != nil {
				t.Fatal(err)
			}
			if int64(len(b)) > tt.limit || outcome.Bytes != int64(len(b)) {
				t.Errorf("%d bytes, said to be %d, of %d", len(b), outcome.Bytes, tt.limit)
			}
			if tt.limit < 1<<20 && tt.quality != 20 && int64(len(b)) < tt.limit/2 {
				t.Errorf("only %d bytes of %d are used", len(b), tt.limit)
			}
			head, m := decoded(t, b)
			if head.Width != outcome.Width || head.Height != outcome.Height {
				t.Errorf("%d × %d pixels, said to be %d × %d", head.Width, head.Height, outcome.Width, outcome.Height)
			}
			if tt.width != 0 && head.Width != tt.width || tt.width == 0 && (head.Width >= 200 || head.Width < 50) {
				t.Errorf("%d pixels wide", head.Width)
			}
			if off := head.Width*3 - head.Height*4; off < -4 || off > 4 {
				t.Errorf("%d × %d pixels of a picture of 4:3", head.Width, head.Height)
			}
			imgtest.SameSize(t, m, head.Width, head.Height)
		})
	}
}

func FuzzGeometryShrunk(f *testing.F) {
	f.Add(300, 200, 100, 100, uint8(3), 0.5)
	f.Add(1, 1, 9, 3, uint8(0), 0.3)
	f.Fuzz(func(t *testing.T, w, h, boxW, boxH int, anchor uint8, share float64) {
		src := Size{1 + w&0xfff, 1 + h&0xfff}
		if !(share > 0.01 && share < 1) {
			return
		}
		for _, mode := range []Mode{Fit, Fill, Pad} {
			r := Recipe{Target: Target{Mode: mode, Width: 1 + boxW&0xfff, Height: 1 + boxH&0xfff}, Anchor: Anchor(anchor % 9), Enlarge: true}
			job := ImageJob{Recipe: &r, Source: Source{Header: format.Header{Width: src.Width, Height: src.Height}, Upright: src}, Geometry: NewGeometry(src, r), Format: PNG}
			small := job.shrunk(share)
			if err := compare(small, job.Source); err != nil {
				t.Fatalf("%v of %v: %+v: %v", share, job.Geometry, small.Geometry, err)
			}
		}
	})
}
