//go:build faults && linux

package faults

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// TestSourceChanges changes a picture while it is read. strace makes every read take a while.
func TestSourceChanges(t *testing.T) {
	old := imgtest.BMP(t, 1200, 900)
	other := imgtest.BMP(t, 0, 0, imgtest.Of(imgtest.Noisy(1200, 900)))
	for _, c := range []struct {
		name, how string
		change    func(path string) error
	}{
		{"removed", "`rm` while it is read", os.Remove},
		{"truncated", "`truncate` to a third while it is read", func(path string) error { return os.Truncate(path, int64(len(old)/3)) }},
		{"emptied", "`truncate` to nothing while it is read", func(path string) error { return os.Truncate(path, 0) }},
		{"replaced", "another picture moved over it while it is read", func(path string) error {
			return errors.Join(os.WriteFile(path+".new", other, 0o600), os.Rename(path+".new", path))
		}},
		{"overwritten", "another picture written into it while it is read", func(path string) error { return os.WriteFile(path, other, 0o600) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, vanishing, c.name, c.how)
			f.canTrace()
			f.write(map[string][]byte{"in/changing.bmp": old, "in/good.jpg": imgtest.JPEG(t, 600, 400)})
			args := []string{"resize", "--json", "--fit", "150", "--workers", "1", "--out", f.path("out"), f.path("in")}
			p := f.startsUnder(append(traced(f.path("log"), "pread64"), "-e", "inject=pread64:delay_enter=100000:when=4+1"), args...)
			f.waits("the picture is being read", func() bool {
				return len(p.Events("start")) > 0 && filepath.Base(p.Events("start")[0].Path) == "changing.bmp" || p.Ended()
			})
			proctest.Pause(t, 250*time.Millisecond) // two or three reads
			if p.Ended() {
				t.Fatalf("it has ended before the change: %s%s", p.Out, p.Err)
			}
			f.must(c.change(f.path("in/changing.bmp")))
			p.Wait(proctest.Patience)
			sum := f.judged(p, f.path("out"))
			if sum.Failed > 1 || sum.Resized+sum.Failed != 2 {
				t.Errorf("%+v", sum)
			}
			if sum.Failed == 1 {
				f.sees("%s; the picture beside it made", reasons(p))
				return
			}
			f.oneOf(f.path("out/changing.bmp"), imgtest.Picture(150, 112), imgtest.Noisy(150, 112))
			f.sees("made from the picture that it was when it was opened; the picture beside it, too")
		})
	}
}

// oneOf fails the test unless a result shows the first picture: never part of one and part of the
// other.
func (f *fault) oneOf(path string, want, _ image.Image) {
	f.Helper()
	got := imgtest.DecodeFile(f, path)
	imgtest.SameSize(f, got, 150, 113)
	if off := imgtest.MeanDifference(f, got, imgtest.Picture(150, 113)); off > 5 {
		f.Errorf("%s is neither picture: mean difference %.1f; want %v", path, off, want.Bounds())
	}
}

// TestArriving delivers files to a watched folder in the ways of people and programs.
func TestArriving(t *testing.T) {
	picture := imgtest.JPEG(t, 600, 400)
	half := len(picture) / 2
	for _, c := range []struct {
		name, how string
		deliver   func(f *fault, path string) error
	}{
		{"slow copy", "head, a pause of 3 s with the file open, tail", func(f *fault, path string) error {
			w, err := os.Create(path)
			if err != nil {
				return err
			}
			_, err = w.Write(picture[:half])
			proctest.Pause(f.T, 3*time.Second)
			_, err2 := w.Write(picture[half:])
			return errors.Join(err, err2, w.Close())
		}},
		{"in two sessions", "head, closed, a pause of 3 s, tail appended", func(f *fault, path string) error {
			err := os.WriteFile(path, picture[:half], 0o600)
			proctest.Pause(f.T, 3*time.Second)
			w, err2 := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
			if err2 != nil {
				return errors.Join(err, err2)
			}
			_, err3 := w.Write(picture[half:])
			return errors.Join(err, err3, w.Close())
		}},
		{"allocated first", "`fallocate`, a pause of 3 s, then filled", func(f *fault, path string) error {
			err := os.WriteFile(path, make([]byte, len(picture)), 0o600)
			proctest.Pause(f.T, 3*time.Second)
			w, err2 := os.OpenFile(path, os.O_WRONLY, 0o600)
			if err2 != nil {
				return errors.Join(err, err2)
			}
			_, err3 := w.WriteAt(picture, 0)
			return errors.Join(err, err3, w.Close())
		}},
		{"download", "`.part`, then renamed", func(f *fault, path string) error {
			err := os.WriteFile(path+".part", picture, 0o600)
			proctest.Pause(f.T, 2*time.Second)
			return errors.Join(err, os.Rename(path+".part", path))
		}},
		{"rsync", "a hidden temporary of rsync's kind, then renamed", func(f *fault, path string) error {
			temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".Xa3b9Q")
			err := os.WriteFile(temp, picture, 0o600)
			proctest.Pause(f.T, 2*time.Second)
			return errors.Join(err, os.Rename(temp, path))
		}},
		{"old date", "`cp -p` of a file from 2001", func(f *fault, path string) error {
			f.write(map[string][]byte{"elsewhere.jpg": picture})
			old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
			err := os.Chtimes(f.path("elsewhere.jpg"), old, old)
			f.command("cp", "-p", f.path("elsewhere.jpg"), path)
			return err
		}},
		{"touched while it settles", "written, and its date changed five times", func(f *fault, path string) error {
			err := os.WriteFile(path, picture, 0o600)
			for i := range 5 {
				proctest.Pause(f.T, 300*time.Millisecond)
				date := time.Now().Add(-time.Duration(i) * time.Hour)
				err = errors.Join(err, os.Chtimes(path, date, date))
			}
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, arriving, c.name, c.how)
			in, out := f.folder("in", 0o777), f.path("out")
			p := f.watches(1, "--fit", "100", "--out", out, in)
			f.must(c.deliver(f, filepath.Join(in, "a.jpg")))
			f.waits("the picture is resized", func() bool { return len(p.Events("done")) > 0 })
			f.quiet(3*time.Second, func() int { return results(out) + len(p.Lines()) })
			f.stops(p)
			imgtest.SameNames(t, out, "a.jpg")
			imgtest.SamePicture(t, filepath.Join(out, "a.jpg"), image.Pt(100, 67))
			if b, err := os.ReadFile(filepath.Join(in, "a.jpg")); err != nil || !bytes.Equal(b, picture) {
				t.Errorf("the source is changed: %v", err)
			}
			if failed := p.Events("failed"); len(failed) > 0 {
				t.Errorf("failures %+v", failed)
			}
			f.sees("one result, of the whole picture; %s", plural(len(p.Events("failed")), "failure"))
		})
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
