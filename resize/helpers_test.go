package resize

import (
	"bytes"
	"context"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// newJob probes in and plans out from it, as batch does.
func newJob(t testing.TB, in, out string, r Recipe) ImageJob {
	t.Helper()
	src, err := Probe(context.Background(), in, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	format := r.Format
	if format == FormatSame {
		format = src.Format
	}
	g := NewGeometry(src.Upright, r)
	return ImageJob{
		InputPath: in, OutputPath: out, Width: g.Canvas.Width, Height: g.Canvas.Height,
		Recipe: &r, Source: src, Geometry: g, Format: format,
	}
}

// do resizes the encoded picture in and gives the result's header and pixels.
func do(t testing.TB, in []byte, r Recipe) (format.Header, image.Image, Outcome) {
	t.Helper()
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out", "picture"), r)
	outcome, err := carryOut(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameNames(t, dir, "in", "out/picture")
	b, err := os.ReadFile(job.OutputPath)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(b)) != outcome.Bytes {
		t.Errorf("outcome says %d bytes, the file has %d", outcome.Bytes, len(b))
	}
	h, m := decoded(t, b)
	return h, m, outcome
}

// carryOut carries out one job with a Worker of its own.
func carryOut(ctx context.Context, job ImageJob) (Outcome, error) {
	var w Worker
	defer w.Close()
	return doWith(ctx, &w, job)
}

// doWith carries out one job.
func doWith(ctx context.Context, w interface {
	DoAll(context.Context, []ImageJob) []Result
}, job ImageJob) (Outcome, error) {
	r := w.DoAll(ctx, []ImageJob{job})[0]
	return r.Outcome, r.Err
}

// written returns an output that holds b.
func written(b []byte) output {
	out := new(buffer)
	_, _ = out.Write(b) // into memory, which takes everything
	return out
}

func decoded(t testing.TB, b []byte) (format.Header, image.Image) {
	t.Helper()
	h, err := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	return h, m
}

// swept returns the rows of a sweep: all, and every third under the race detector, which makes each
// several times as dear and looks for what all rows share.
func swept[T any](rows []T) []T {
	if !raceEnabled {
		return rows
	}
	var some []T
	for i := 0; i < len(rows); i += 3 {
		some = append(some, rows[i])
	}
	return some
}

// sprintfPath puts path where text has %s.
func sprintfPath(text, path string) string { return strings.Replace(text, "%s", path, 1) }

// hookContext calls hook at its n-th look at the clock, counted from 0; it never ends.
type hookContext struct {
	context.Context
	n    int
	hook func()
}

func (c *hookContext) Err() error {
	if c.n == 0 {
		c.hook()
	}
	c.n--
	return nil
}
