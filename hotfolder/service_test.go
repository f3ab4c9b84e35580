package hotfolder_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
	"sizemill/resize"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for something that is expected to happen.
const patience = 30 * time.Second

// bench is a running service and what it reports.
type bench struct {
	*testing.T
	svc      *hotfolder.Service
	finished chan hotfolder.Recent
	changed  chan hotfolder.Status
}

// start runs a service until the test, or the returned function, ends it. It remembers nothing of
// other services.
func start(t *testing.T, folders ...hotfolder.Folder) (*bench, func()) {
	t.Helper()
	return startWith(t, hotfolder.Options{}, folders...)
}

// startWith is start with options.
func startWith(t *testing.T, opts hotfolder.Options, folders ...hotfolder.Folder) (*bench, func()) {
	t.Helper()
	b := &bench{T: t, finished: make(chan hotfolder.Recent, 1000), changed: make(chan hotfolder.Status, 10000)}
	opts.MaxWorkers, opts.Settle, opts.GiveUp, opts.Retry = 3, 20*time.Millisecond, 300*time.Millisecond, 200*time.Millisecond
	opts.Finished = func(r hotfolder.Recent) { b.finished <- r }
	opts.Changed = func(s hotfolder.Status) { b.changed <- s }
	opts.Unrecorded = func(err error) { t.Error(err) }
	b.svc = hotfolder.New(opts)
	for _, f := range folders {
		if err := b.svc.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.svc.Run(ctx) }()
	stop := func() {
		cancel()
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Run ended with %v", err)
			}
			ended <- err
		case <-time.After(patience):
			t.Fatal("Run does not end")
		}
	}
	t.Cleanup(stop)
	return b, stop
}

// openLedger opens a ledger in a folder of its own.
func openLedger(t *testing.T) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// next waits for n finished pictures and returns them by base name.
func (b *bench) next(n int) map[string]hotfolder.Recent {
	b.Helper()
	got := make(map[string]hotfolder.Recent)
	for range n {
		select {
		case r := <-b.finished:
			got[filepath.Base(r.Path)] = r
		case <-time.After(patience):
			b.Fatalf("waited for %d pictures, got %v", n, got)
		}
	}
	return got
}

// until waits for a status of the only folder that satisfies is.
func (b *bench) until(what string, is func(hotfolder.Status) bool) {
	b.Helper()
	for {
		select {
		case s := <-b.changed:
			if is(s) {
				return
			}
		case <-time.After(patience):
			b.Fatalf("never %s: %+v", what, b.svc.Status())
		}
	}
}

func folder(path string) hotfolder.Folder {
	opts := batch.DefaultOptions()
	opts.Recipe.Width, opts.Recipe.Height = 100, 80
	return hotfolder.Folder{Path: path, Options: opts}
}

func TestArrivals(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	jpeg := imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, in, map[string][]byte{"before.jpg": jpeg, "notes.txt": []byte("text"), "README": []byte("text")})
	b, stop := start(t, folder(in))
	b.next(1)
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": jpeg, "new/sub/b.png": imgtest.PNG(t, 300, 200), "tiny.gif": imgtest.GIF(t, 20, 20),
		"text.jpg": []byte("no picture at all, only text"), ".hidden.jpg": jpeg})
	got := b.next(4)
	if !errors.Is(got["text.jpg"].Err, resize.ErrUnsupported) || got["text.jpg"].Output != "" {
		t.Errorf("text.jpg: %+v", got["text.jpg"])
	}
	if r := got["a.jpg"]; r.Err != nil || r.Output != filepath.Join(dir, "in resized", "a.jpg") || r.Bytes == 0 {
		t.Errorf("a.jpg: %+v", r)
	}
	b.until("5 finished", func(s hotfolder.Status) bool { return s.Done == 4 && s.Failed == 1 })
	stop()
	imgtest.SameNames(t, in+" resized", "a.jpg", "before.jpg", "new/sub/b.png", "tiny.gif")

	b, stop = start(t, folder(in))                                                                     // again: what was resized before is not resized again
	b.until("all looked at", func(s hotfolder.Status) bool { return s.Skipped == 5 && s.Failed == 1 }) // README is looked at too
	stop()
	imgtest.SameNames(t, in+" resized", "a.jpg", "before.jpg", "new/sub/b.png", "tiny.gif")
}

func TestArrivesInPieces(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	jpeg := imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, in, map[string][]byte{"slow.jpg": jpeg[:len(jpeg)/2], "preallocated.jpg": make([]byte, len(jpeg))})
	b, _ := start(t, folder(in))
	b.until("settling both", func(s hotfolder.Status) bool { return s.Settling == 2 })
	imgtest.WriteTree(t, in, map[string][]byte{"slow.jpg": jpeg, "preallocated.jpg": jpeg})
	for name, r := range b.next(2) {
		if r.Err != nil {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	imgtest.WriteTree(t, in, map[string][]byte{"cut.jpg": jpeg[:len(jpeg)/2]})
	if r := b.next(1)["cut.jpg"]; !errors.Is(r.Err, resize.ErrDamaged) {
		t.Errorf("cut.jpg: %+v", r)
	}
	imgtest.WriteTree(t, in, map[string][]byte{"cut.jpg": jpeg}) // the rest arrives after all
	if r := b.next(1)["cut.jpg"]; r.Err != nil {
		t.Errorf("cut.jpg: %+v", r)
	}
	imgtest.SameNames(t, in+" resized", "cut.jpg", "preallocated.jpg", "slow.jpg")
}

func TestNamesMeet(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	files := map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "a.png": imgtest.PNG(t, 400, 300), "a.gif": imgtest.GIF(t, 400, 300)}
	imgtest.WriteTree(t, in, files)
	for i, name := range imgtest.Names(files) { // as pictures that were taken at different times
		date := time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(filepath.Join(in, name), date, date); err != nil {
			t.Fatal(err)
		}
	}
	f := folder(in)
	f.Options.Recipe.Format = resize.JPEG
	b, stop := start(t, f)
	b.next(3)
	stop()
	imgtest.SameNames(t, in+" resized", "a.jpg", "a (2).jpg", "a (3).jpg")
	b, _ = start(t, f)
	b.until("all looked at", func(s hotfolder.Status) bool { return s.Skipped == 3 })
	imgtest.SameNames(t, in+" resized", "a.jpg", "a (2).jpg", "a (3).jpg")
}

// Pictures of one name and one date, from a camera that stores two formats, each get a result.
func TestNamesAndDatesMeet(t *testing.T) {
	date := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		set  func(*batch.Options)
	}{
		{"numbered", func(*batch.Options) {}},
		{"skipping names that exist", func(o *batch.Options) { o.Collision = batch.SkipName }},
		{"results with dates of their own", func(o *batch.Options) { o.Recipe.KeepDates = false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := filepath.Join(t.TempDir(), "in")
			f := folder(in)
			f.Options.Recipe.Format = resize.JPEG
			c.set(&f.Options)
			b, stop := start(t, f)
			var want []string
			for _, arrive := range []map[string][]byte{ // the first two one after the other, the others at once
				{"a.jpg": imgtest.JPEG(t, 400, 300)}, {"a.png": imgtest.PNG(t, 400, 300)},
				{"a.gif": imgtest.GIF(t, 400, 300), "a.bmp": imgtest.BMP(t, 400, 300), "a.tiff": imgtest.TIFF(t, 400, 300)},
			} {
				dir := t.TempDir()
				imgtest.WriteTree(t, dir, arrive)
				for name := range arrive { // with its date from the first moment
					if err := os.Chtimes(filepath.Join(dir, name), date, date); err != nil {
						t.Fatal(err)
					}
					if err := os.MkdirAll(in, 0o700); err != nil {
						t.Fatal(err)
					}
					if err := os.Rename(filepath.Join(dir, name), filepath.Join(in, name)); err != nil {
						t.Fatal(err)
					}
					want = append(want, fmt.Sprintf("a (%d).jpg", len(want)+1))
				}
				for name, r := range b.next(len(arrive)) {
					if r.Err != nil {
						t.Errorf("%s: %v", name, r.Err)
					}
				}
			}
			want[0] = "a.jpg"
			imgtest.SameNames(t, in+" resized", want...)
			b.svc.Remove(in) // and everything is looked at again
			if err := b.svc.Add(f); err != nil {
				t.Fatal(err)
			}
			b.until("all looked at again", func(s hotfolder.Status) bool { return s.Skipped == len(want) && s.Done == 0 })
			stop()
			imgtest.SameNames(t, in+" resized", want...)
		})
	}
}

func TestOutputInside(t *testing.T) {
	in := t.TempDir()
	jpeg := imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": jpeg})
	f := folder(in)
	f.Options.Out = filepath.Join(in, "small")
	b, _ := start(t, f)
	b.next(1)
	imgtest.WriteTree(t, in, map[string][]byte{"b.jpg": jpeg, "sub/c.jpg": jpeg})
	b.next(2)
	b.until("idle", func(s hotfolder.Status) bool {
		return s.Done == 3 && s.Settling == 0 && s.Queued == 0 && s.Working == 0
	})
	imgtest.SameNames(t, in, "a.jpg", "b.jpg", "sub/c.jpg", "small/a.jpg", "small/b.jpg", "small/sub/c.jpg")
}

func TestPause(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	f := folder(in)
	f.Paused = true
	b, _ := start(t, f)
	b.until("paused with the picture waiting", func(s hotfolder.Status) bool { return s.State == hotfolder.Paused && s.Done == 0 })
	b.svc.SetPaused(in, false)
	b.next(1)
	b.svc.SetPaused(in, true)
	b.until("paused", func(s hotfolder.Status) bool { return s.State == hotfolder.Paused && s.Done == 1 && s.Folder.Paused })
	imgtest.WriteTree(t, in, map[string][]byte{"b.jpg": imgtest.JPEG(t, 400, 300)})
	b.svc.SetPaused(in, false)
	b.next(1)
}

func TestGoneAndBack(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	b, _ := start(t, folder(in)) // it need not exist yet
	b.until("gone", func(s hotfolder.Status) bool { return s.State == hotfolder.Gone && s.Reason != "" })
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	b.next(1)
	b.until("watching", func(s hotfolder.Status) bool { return s.State == hotfolder.Watching || s.State == hotfolder.Polling })
	if err := os.RemoveAll(in); err != nil {
		t.Fatal(err)
	}
	b.until("gone again", func(s hotfolder.Status) bool { return s.State == hotfolder.Gone })
	imgtest.WriteTree(t, in, map[string][]byte{"b.jpg": imgtest.JPEG(t, 400, 300)})
	b.next(1)
	imgtest.SameNames(t, in+" resized", "a.jpg", "b.jpg")
}

func TestTemporariesOfAKilledRunAreRemoved(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	const orphan = ".sizemill-0123456789abcdef.tmp"
	imgtest.WriteTree(t, dir, map[string][]byte{"in/sub/a.jpg": imgtest.JPEG(t, 400, 300), "real/": nil,
		"in/sub/" + orphan: imgtest.JPEG(t, 40, 30), // of another program, and ignored
		"real/" + orphan:   []byte("half"), "real/sub/deep/" + orphan: []byte("half"), "real/sub/.other.tmp": []byte("somebody's")})
	for _, path := range []string{orphan, "sub/deep/" + orphan} { // of no process that could be asked for
		old := time.Now().Add(-25 * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, "real", path), old, old); err != nil {
			t.Fatal(err)
		}
	}
	f := folder(in)
	f.Options.Out = filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "real"), f.Options.Out); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	b, stop := start(t, f)
	b.next(1)
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	deadline := time.After(patience)
	for left := 2; left > 0; {
		left = 0
		for _, path := range []string{orphan, "sub/deep/" + orphan} {
			if _, err := os.Stat(filepath.Join(dir, "real", path)); err == nil {
				left++
			}
		}
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("%d temporaries are still there", left)
		}
	}
	stop()
	imgtest.SameNames(t, filepath.Join(dir, "real"), "sub/.other.tmp", "sub/a.jpg")
}

func TestUnreadableSubfolder(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "locked/": nil})
	locked := filepath.Join(in, "locked")
	if err := os.Chmod(locked, 0o300); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadDir(locked); err == nil {
		t.Skip("this user, or this system, can list every folder")
	}
	b, _ := start(t, folder(in))
	b.next(1)
	b.until("said to be unreadable", func(s hotfolder.Status) bool { return s.Unreadable == 1 })
	if err := os.Chmod(locked, 0o700); err != nil {
		t.Error(err)
	}
}

func TestRemove(t *testing.T) {
	dir := t.TempDir()
	in, other := filepath.Join(dir, "in"), filepath.Join(dir, "other")
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300), "other/a.jpg": imgtest.JPEG(t, 400, 300)})
	b, _ := start(t, folder(in))
	b.next(1)
	b.svc.Remove(in)
	if err := b.svc.Add(folder(other)); err != nil {
		t.Fatal(err)
	}
	b.next(1)
	if st := b.svc.Status(); len(st) != 1 || st[0].Folder.Path != other {
		t.Errorf("status %+v", st)
	}
}

func TestManyAtOnce(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	png := imgtest.PNG(t, 120, 90)
	files := map[string][]byte{}
	for i := range 300 {
		files[fmt.Sprintf("%d/%d.png", i%7, i)] = png
	}
	b, stop := start(t, folder(in))
	imgtest.WriteTree(t, in, files)
	for name, r := range b.next(300) {
		if r.Err != nil {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	stop()
	imgtest.SameNames(t, in+" resized", imgtest.Names(files)...)
}
