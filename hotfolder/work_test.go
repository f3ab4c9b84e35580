package hotfolder

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
	"sizemill/pool"
	"sizemill/resize"
)

// inbox returns a watched folder with files in it, which are not reported.
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
	s := New(Options{Memory: 64 << 20})
	release, err := s.budget.Acquire(t.Context(), 64<<20) // so that the first waits, and the others behind it
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

// TestTakenNameOfOneSize: if a name is taken between plan and write, only that size is planned and
// made again.
func TestTakenNameOfOneSize(t *testing.T) {
	f := inbox(t, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "small.jpg": imgtest.JPEG(t, 40, 30)})
	opts := &f.status.Folder.Options
	opts.Recipe.KeepDates = false
	opts.Sizes = []batch.NamedSize{
		{Name: "web", Target: resize.Target{Mode: resize.Fit, Width: 200, Height: 200}}, {Name: "thumb", Target: resize.Target{Mode: resize.Fill, Width: 50, Height: 50}}, {Name: "tiny", Target: resize.Target{Mode: resize.Percent, Percent: 10}},
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

// arrives works on a picture as if it had just arrived.
func arrives(t *testing.T, s *Service, f *folder, name string) (result, error) {
	t.Helper()
	return s.work(t.Context(), arrival{f, filepath.Join(f.path, name)})
}

// oneDate gives all files of a folder the same date.
func oneDate(t *testing.T, dir string, names ...string) {
	t.Helper()
	date := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range names {
		if err := os.Chtimes(filepath.Join(dir, name), date, date); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSizesAreDecidedOneByOne: if one size is still to be made, because the file of its name is
// another picture's, the others are not made again.
func TestSizesAreDecidedOneByOne(t *testing.T) {
	f := inbox(t, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "a.png": imgtest.PNG(t, 300, 400)})
	oneDate(t, f.path, "a.jpg", "a.png")
	opts := &f.status.Folder.Options
	opts.Recipe.Format = resize.JPEG
	opts.Sizes = []batch.NamedSize{{Name: "web", Target: resize.Target{Mode: resize.Fit, Width: 200, Height: 200}}, {Name: "thumb", Target: resize.Target{Mode: resize.Fill, Width: 50, Height: 50}}}
	s := New(Options{})
	defer s.workers.Close()
	s.doAll = func(ctx context.Context, jobs []resize.ImageJob) []resize.Result { // the disk is full for the second size
		results := s.workers.DoAll(ctx, jobs[:1])
		return append(results, resize.Result{Err: errors.ErrUnsupported})
	}
	if _, err := arrives(t, s, f, "a.jpg"); !errors.Is(err, errors.ErrUnsupported) {
		t.Fatal(err)
	}
	s.doAll = s.workers.DoAll
	for _, name := range []string{"a.png", "a.jpg", "a.jpg", "a.png"} { // the last two are looked at again
		if _, err := arrives(t, s, f, name); err != nil {
			t.Fatal(err)
		}
	}
	imgtest.SameNames(t, f.out, "a-web.jpg", "a-web (2).jpg", "a-thumb.jpg", "a-thumb (2).jpg")
}

// TestEachFailureIsNamed: if several sizes fail, each reason is reported once.
func TestEachFailureIsNamed(t *testing.T) {
	f := inbox(t, map[string][]byte{"a.png": imgtest.PNG(t, 400, 300), "b.png": imgtest.PNG(t, 400, 300)})
	f.status.Folder.Options.Sizes = []batch.NamedSize{
		{Name: "1", Target: resize.Target{Mode: resize.Percent, Percent: 50}}, {Name: "2", Target: resize.Target{Mode: resize.Percent, Percent: 25}}, {Name: "3", Target: resize.Target{Mode: resize.Percent, Percent: 10}},
	}
	var told []error
	s := New(Options{Finished: func(r Recent) { told = append(told, r.Err) }})
	full, slow := errors.New("the disk is full"), errors.New("the disk is slow")
	answers := map[string][]error{"a.png": {full, slow, full}, "b.png": {nil, full, nil}}
	s.doAll = func(_ context.Context, jobs []resize.ImageJob) []resize.Result {
		results := make([]resize.Result, len(jobs))
		for i := range jobs {
			results[i].Err = answers[filepath.Base(jobs[i].InputPath)][i]
		}
		return results
	}
	p := pool.New(t.Context(), pool.Options{Workers: 1}, s.work)
	for _, name := range []string{"a.png", "b.png"} {
		submit(t.Context(), p, arrival{f, filepath.Join(f.path, name)})
	}
	p.Close()
	for r := range p.Results() {
		s.finish(r)
	}
	if want := []error{full, slow, nil, nil, full}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	if got := f.snapshot().counts(); got != [5]int{4: 2} {
		t.Errorf("%d queued, working, done, skipped, failed; want two failed", got)
	}
}

// TestDatesThatCannotBeKept: if a share refuses dates, results do not carry their picture's. The
// ledger knows them.
func TestDatesThatCannotBeKept(t *testing.T) {
	files := map[string][]byte{
		"a.jpg": imgtest.JPEG(t, 400, 300), "a.png": imgtest.PNG(t, 300, 400), "b.jpg": imgtest.JPEG(t, 30, 40),
	}
	names := imgtest.Names(files)
	f := inbox(t, files)
	oneDate(t, f.path, names...)
	f.status.Folder.Options.Recipe.Format = resize.JPEG
	remembered, err := ledger.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := remembered.Close(); err != nil {
			t.Error(err)
		}
	}()
	for run := range 3 {
		s := New(Options{Ledger: remembered})
		s.memory.open(t.Context())
		s.doAll = func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
			results := s.workers.DoAll(ctx, jobs)
			for i := range results {
				now := time.Now()
				if err := os.Chtimes(results[i].Outcome.Path, time.Time{}, now); err != nil {
					t.Error(err)
				}
				results[i].Outcome.ModTime = now
			}
			return results
		}
		for range 2 { // the second time, this run knows what it has made
			for _, name := range names {
				res, err := arrives(t, s, f, name)
				if err != nil {
					t.Fatal(err)
				}
				if again := run > 0; again && !res.skipped {
					t.Errorf("run %d makes %v of %s", run+1, res.made, name)
				}
			}
		}
		s.workers.Close()
		s.memory.close(t.Context())
		slices.Reverse(names)
		imgtest.SameNames(t, f.out, "a.jpg", "a (2).jpg", "b.jpg")
	}
}

// TestFileOfTheResultsName: a file that is newer than the picture, and has its result's name, may
// be any file. The picture gets its result.
func TestFileOfTheResultsName(t *testing.T) {
	f := inbox(t, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	oneDate(t, f.path, "a.jpg")
	imgtest.WriteTree(t, f.out, map[string][]byte{"a.jpg": []byte("somebody's, and newer")})
	for range 3 {
		s := New(Options{})
		if _, err := arrives(t, s, f, "a.jpg"); err != nil {
			t.Fatal(err)
		}
		s.workers.Close()
	}
	imgtest.SameNames(t, f.out, "a.jpg", "a (2).jpg")
}

// TestPicturesThatLookTheSame: pictures whose results have the same bytes each have one, in one run
// and the next.
func TestPicturesThatLookTheSame(t *testing.T) {
	f := inbox(t, map[string][]byte{"a.png": imgtest.PNG(t, 400, 300)})
	f.status.Folder.Options.Recipe.Format = resize.JPEG
	oneDate(t, f.path, "a.png")
	for run := range 3 {
		s := New(Options{})
		names := []string{"a.png"}
		if run > 0 {
			imgtest.WriteTree(t, f.path, map[string][]byte{"a (2).png": imgtest.PNG(t, 400, 300), "a.bmp": imgtest.BMP(t, 400, 300), "A.png": imgtest.PNG(t, 400, 300)})
			names = []string{"a.png", "a (2).png", "a.bmp", "A.png"}
			oneDate(t, f.path, names...)
		}
		var all sync.WaitGroup
		for _, name := range names {
			all.Go(func() {
				if _, err := arrives(t, s, f, name); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		s.workers.Close()
	}
	if got := imgtest.Names(imgtest.ReadTree(t, f.out)); len(got) != 4 {
		t.Errorf("4 pictures have %d results: %q", len(got), got)
	}
}

// TestReplacedWhileInWork: a picture that changes between plan and work does not fail. It settles
// again, and is reported then.
func TestReplacedWhileInWork(t *testing.T) {
	f := inbox(t, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	s := New(Options{})
	defer s.workers.Close()
	s.doAll = func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
		imgtest.WriteTree(t, f.path, map[string][]byte{"a.jpg": imgtest.JPEG(t, 300, 400)})
		return s.workers.DoAll(ctx, jobs)
	}
	if res, err := arrives(t, s, f, "a.jpg"); err != nil || !res.skipped || len(res.failed) > 0 {
		t.Errorf("%+v, %v", res, err)
	}
	s.doAll = s.workers.DoAll
	if res, err := arrives(t, s, f, "a.jpg"); err != nil || len(res.made) != 1 {
		t.Errorf("then %+v, %v", res, err)
	}
	imgtest.SameNames(t, f.out, "a.jpg")
}
