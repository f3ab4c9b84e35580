package resize

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
)

func TestDoOverwrite(t *testing.T) {
	old := []byte("old")
	for _, tt := range []struct {
		name      string
		overwrite bool
		want      error
	}{{"refused", false, ErrExists}, {"allowed", true, nil}} {
		for _, action := range []Action{Convert, Copy} {
			t.Run(tt.name, func(t *testing.T) {
				dir := t.TempDir()
				in := imgtest.PNG(t, 8, 8)
				imgtest.WriteTree(t, dir, map[string][]byte{"in": in, "out": old})
				job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: NoResize}})
				job.Overwrite, job.Action = tt.overwrite, action
				_, err := carryOut(context.Background(), job)
				if !errors.Is(err, tt.want) {
					t.Fatalf("error is %v, want %v", err, tt.want)
				}
				got := imgtest.ReadTree(t, dir)
				if len(got) != 2 || (string(got["out"]) == "old") == tt.overwrite {
					t.Errorf("left %q", imgtest.Names(got))
				}
			})
		}
	}
}

// TestOutcomeOfTheFile: an outcome describes the file that was written.
func TestOutcomeOfTheFile(t *testing.T) {
	for _, action := range []Action{Convert, Copy} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 400, 300)})
		recipe := Recipe{Target: Target{Mode: NoResize}}
		job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), recipe)
		job.Action = action
		outcome, err := carryOut(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(job.OutputPath)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(job.OutputPath)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		if !bytes.Equal(outcome.Hash, sum[:]) || outcome.Bytes != int64(len(b)) ||
			!outcome.ModTime.Equal(info.ModTime()) || outcome.Path != job.OutputPath {
			t.Errorf("%v: %+v", action, outcome)
		}
	}
}

func TestDoNeverWritesTheSource(t *testing.T) {
	in := imgtest.PNG(t, 8, 8)
	for name, link := range map[string]func(dir string) error{
		"same path":     func(string) error { return nil },
		"hard link":     func(dir string) error { return os.Link(filepath.Join(dir, "in"), filepath.Join(dir, "out")) },
		"symbolic link": func(dir string) error { return os.Symlink("in", filepath.Join(dir, "out")) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
			if err := link(dir); errors.Is(err, errors.ErrUnsupported) {
				t.Skip("no links here: ", err)
			} else if err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(dir, "out")
			if name == "same path" {
				out = filepath.Join(dir, ".", "in")
			}
			job := newJob(t, filepath.Join(dir, "in"), out, Recipe{Target: Target{Mode: NoResize}})
			job.Overwrite = true
			if _, err := carryOut(context.Background(), job); !errors.Is(err, errSameFile) {
				t.Errorf("error is %v", err)
			}
			if b, err := os.ReadFile(filepath.Join(dir, "in")); err != nil || string(b) != string(in) {
				t.Errorf("the source has changed: %v", err)
			}
		})
	}
}

// TestDoCancelled cancels at every read and write in turn: each time nothing is left.
func TestDoCancelled(t *testing.T) {
	for _, action := range []Action{Convert, Copy} {
		for n := 0; ; n++ {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 300, 300)})
			job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: Percent, Percent: 90}})
			job.Action = action
			ctx := &countedContext{Context: context.Background(), left: n}
			_, err := carryOut(ctx, job)
			if err == nil {
				if n < 4 {
					t.Errorf("ctx was looked at %d times only", n)
				}
				imgtest.SameNames(t, dir, "in", "out")
				break
			}
			var e *Error
			if !errors.Is(err, context.Canceled) || !errors.As(err, &e) {
				t.Fatalf("cancelled at look %d: %v", n, err)
			}
			imgtest.SameNames(t, dir, "in")
		}
	}
}

// countedContext is cancelled when it has been looked at left times.
type countedContext struct {
	context.Context
	left int
}

func (c *countedContext) Err() error {
	if c.left == 0 {
		return context.Canceled
	}
	c.left--
	return nil
}

func TestDoUnwritable(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 8, 8), "file": nil, "folder/": nil})
	for _, tt := range []struct {
		name, out string
		overwrite bool
	}{
		{"below a file", "file/x/out", false},
		{"a folder has the name", "folder", true},
		{"name too long", string(make([]byte, 300)), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := filepath.Join(dir, tt.out)
			job := newJob(t, filepath.Join(dir, "in"), out, Recipe{Target: Target{Mode: NoResize}})
			job.Overwrite = tt.overwrite
			_, err := carryOut(context.Background(), job)
			var e *Error
			if !errors.As(err, &e) || e.Path != out {
				t.Errorf("error is %v, want one about %s", err, out)
			}
			imgtest.SameNames(t, dir, "file", "in")
		})
	}
}

func TestDoSourceGone(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 8, 8)})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), Recipe{Target: Target{Mode: NoResize}})
	imgtest.WriteTree(t, dir, map[string][]byte{"in": imgtest.PNG(t, 9, 9)})
	if _, err := carryOut(context.Background(), job); !errors.Is(err, errReplaced) {
		t.Errorf("replaced by another picture: %v", err)
	}
	if err := os.Remove(job.InputPath); err != nil {
		t.Fatal(err)
	}
	if _, err := carryOut(context.Background(), job); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removed: %v", err)
	}
	imgtest.SameNames(t, dir)
}
