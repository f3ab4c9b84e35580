package hotfolder

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/pool"
	"sizemill/resize"
)

// inbox is a watched folder with files in it, of which nobody hears.
func inbox(t *testing.T, files map[string][]byte) *folder {
	t.Helper()
	in := filepath.Join(t.TempDir(), "in")
	imgtest.WriteTree(t, in, files)
	f, err := newFolder(Folder{Path: in, Options: batch.DefaultOptions()})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// counts are a status's numbers of pictures.
func (s Status) counts() [5]int { return [5]int{s.Queued, s.Working, s.Done, s.Skipped, s.Failed} }

func TestCancelledPicturesAreNoLongerQueued(t *testing.T) {
	f := inbox(t, map[string][]byte{"1.jpg": imgtest.JPEG(t, 40, 30), "2.jpg": imgtest.JPEG(t, 40, 30), "3.jpg": imgtest.JPEG(t, 40, 30)})
	s := New(Options{Memory: 1 << 20})
	release, err := s.budget.Acquire(t.Context(), 1<<20) // so that the first waits, and the others behind it
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	p := pool.New(ctx, pool.Options{Workers: 1, Queue: 2}, s.work)
	for _, name := range []string{"1.jpg", "2.jpg", "3.jpg"} {
		submit(ctx, p, arrival{f, filepath.Join(f.path, name)})
	}
	cancel()
	submit(ctx, p, arrival{f, filepath.Join(f.path, "1.jpg")})
	p.Close()
	for r := range p.Results() {
		s.finish(r)
	}
	if got := f.snapshot().counts(); got != [5]int{} {
		t.Errorf("after the end: %d queued, working, done, skipped, failed", got)
	}
}

func TestMovedAwayWhileQueued(t *testing.T) {
	f := inbox(t, map[string][]byte{"there.jpg": imgtest.JPEG(t, 40, 30), "gone.jpg": imgtest.JPEG(t, 40, 30)})
	if err := os.Remove(filepath.Join(f.path, "gone.jpg")); err != nil {
		t.Fatal(err)
	}
	s := New(Options{})
	p := pool.New(t.Context(), pool.Options{Workers: 1}, s.work)
	submit(t.Context(), p, arrival{f, filepath.Join(f.path, "gone.jpg")})
	submit(t.Context(), p, arrival{f, filepath.Join(f.path, "there.jpg")})
	p.Close()
	for r := range p.Results() {
		s.finish(r)
	}
	if got := f.snapshot().counts(); got != [5]int{2: 1, 3: 1} {
		t.Errorf("%d queued, working, done, skipped, failed; want one done, one skipped", got)
	}
	imgtest.SameNames(t, f.out, "there.jpg")
}

// TestTakenNameOfOneSize: where a name is taken between plan and write, that one size is planned and made again, the others are not.
func TestTakenNameOfOneSize(t *testing.T) {
	f := inbox(t, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "small.jpg": imgtest.JPEG(t, 40, 30)})
	opts := &f.status.Folder.Options
	opts.Recipe.KeepDates = false
	opts.Sizes = []batch.NamedSize{
		{Name: "web", Mode: resize.Fit, Width: 200, Height: 200}, {Name: "thumb", Mode: resize.Fill, Width: 50, Height: 50}, {Name: "tiny", Mode: resize.Percent, Percent: 10},
	}
	path := filepath.Join(f.path, "a.jpg")
	later := time.Now().Add(time.Hour) // so that no result looks as if it were made from it
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	s := New(Options{})
	defer s.workers.Close()
	tries := map[string]int{}
	s.doAll = func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
		for i := range jobs {
			name := filepath.Base(jobs[i].OutputPath)
			if tries[name]++; name == "a-web.jpg" { // another program is faster
				imgtest.WriteTree(t, f.out, map[string][]byte{name: []byte("foreign")})
			}
		}
		return s.workers.DoAll(ctx, jobs)
	}
	res, err := s.work(t.Context(), arrival{f, path})
	if err != nil || len(res.made) != 3 || res.skipped {
		t.Errorf("%+v, %v", res, err)
	}
	if want := map[string]int{"a-web.jpg": 1, "a-web (2).jpg": 1, "a-thumb.jpg": 1, "a-tiny.jpg": 1}; !maps.Equal(tries, want) {
		t.Errorf("tried %v, want %v", tries, want)
	}
	imgtest.SameNames(t, f.out, "a-thumb.jpg", "a-tiny.jpg", "a-web (2).jpg", "a-web.jpg")
	if b := imgtest.ReadTree(t, f.out)["a-web.jpg"]; string(b) != "foreign" {
		t.Errorf("the file that was there has %d bytes", len(b))
	}
}
