package hotfolder

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sizemill/batch"
	"sizemill/pool"
	"sizemill/resize"
)

// Options of a Service. The zero value is the default.
type Options struct {
	MaxWorkers int           // pictures in work at once; 0 is pool.CPUBound()
	Memory     int64         // bytes of decoded pixels in flight; 0 as in batch.Runner
	Settle     time.Duration // how long a file must stay unchanged; 0 is watch's default
	GiveUp     time.Duration // how long a file that does not decode is waited for; 0 is giveUp
	Retry      time.Duration // how often pictures that the system has refused are tried again; 0 is retryEvery
	Grace      time.Duration // how long Run waits for pictures in work when ctx has ended, as batch.Runner's; 0 is as long as they take
	// Finished and Changed may be nil. They are called from the service's goroutines, several at once, and must return soon.
	Finished func(Recent) // after each picture, but not after those that were resized before, or fail again for the same reason
	Changed  func(Status) // after a folder's status has changed, in order for each folder, a few times a second at most
}

// giveUp is how long after its last change a file that does not decode is named as a failure. A transfer that stalls
// for longer is no loss: the picture is taken up again when the file goes on changing.
const giveUp = time.Minute

// Service watches any number of folders on one elastic pool. All methods may be called from any goroutine.
type Service struct {
	opts    Options
	budget  *batch.Budget
	workers resize.Workers
	doAll   func(context.Context, []resize.ImageJob) []resize.Result // workers'; tests get in between
	wake    chan struct{}                                            // one token: the list of folders has changed
	stat    func(path string) (os.FileInfo, error)
	made    *ledger
	turns   turns

	mu      sync.Mutex
	folders []*folder // in the order they were added
}

// New makes a service that watches nothing yet.
func New(opts Options) *Service {
	if opts.GiveUp == 0 {
		opts.GiveUp = giveUp
	}
	if opts.Retry == 0 {
		opts.Retry = retryEvery
	}
	s := &Service{opts: opts, budget: batch.NewBudget(opts.Memory), wake: make(chan struct{}, 1), stat: os.Stat, made: newLedger()}
	s.doAll = s.workers.DoAll
	return s
}

// Run works until ctx ends. Then it stops what is in flight, which leaves nothing half written and is taken up by the
// next Run, and returns when all its goroutines have ended. It runs once at a time.
func (s *Service) Run(ctx context.Context) error {
	workers := s.opts.MaxWorkers
	if workers <= 0 {
		workers = pool.CPUBound()
	}
	p := pool.New(ctx, pool.Options{Workers: 1, MaxWorkers: workers, Queue: workers}, s.work)
	var owned sync.WaitGroup
	owned.Go(func() {
		for r := range p.Results() {
			s.finish(r)
		}
	})
	running := make(map[*folder]context.CancelFunc)
	for ctx.Err() == nil {
		for _, f := range s.reconcile(running) {
			fctx, cancel := context.WithCancel(ctx)
			running[f] = cancel
			owned.Go(func() { s.watch(fctx, f, p) })
		}
		select {
		case <-s.wake:
		case <-ctx.Done():
		}
	}
	for _, cancel := range running {
		cancel()
	}
	p.Close()
	if !s.wait(&owned) {
		s.workers.Abandon()
		return context.Cause(ctx)
	}
	s.workers.Close()
	return context.Cause(ctx)
}

// wait waits for what Run has started, and reports whether it has ended in time.
func (s *Service) wait(owned *sync.WaitGroup) bool {
	if s.opts.Grace <= 0 {
		owned.Wait()
		return true
	}
	ended := make(chan struct{})
	go func() {
		owned.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return true
	case <-time.After(s.opts.Grace):
		return false
	}
}

// reconcile stops the folders that were removed and returns those that are to be started.
func (s *Service) reconcile(running map[*folder]context.CancelFunc) (start []*folder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for f, cancel := range running {
		if !slices.Contains(s.folders, f) {
			cancel()
			delete(running, f)
		}
	}
	for _, f := range s.folders {
		if running[f] == nil {
			start = append(start, f)
		}
	}
	return start
}

// Add begins to watch a folder: pictures that are in it already are resized, unless they have been before, and then
// those that arrive. It is an error to watch a folder twice, with options that cannot work or that could lose results
// (see ErrNameless, ErrNumbered, ErrOverwrite), or where results would arrive in a watched folder. It asks the disk about
// all folders, and on one that hangs it waits; no other method does.
func (s *Service) Add(f Folder) error {
	err := s.add(f)
	if err != nil {
		return fmt.Errorf("watch %s: %w", f.Path, err)
	}
	return nil
}

func (s *Service) add(f Folder) error {
	if err := f.validate(); err != nil {
		return err
	}
	added, err := newFolder(f)
	if err != nil {
		return err
	}
	if info, err := s.stat(f.Path); err == nil && !info.IsDir() {
		return ErrNotFolder
	}
	for {
		s.mu.Lock()
		others := slices.Clone(s.folders)
		s.mu.Unlock()
		if err := s.conflict(others, added); err != nil {
			return err
		}
		s.mu.Lock()
		unchanged := slices.Equal(others, s.folders)
		if unchanged {
			s.folders = append(s.folders, added)
			s.signal()
		}
		s.mu.Unlock()
		if unchanged {
			return nil
		}
	}
}

// conflict says why added cannot be watched beside others. It asks the disk, so mu must not be held.
func (s *Service) conflict(others []*folder, added *folder) error {
	for _, other := range append(others[:len(others):len(others)], added) {
		switch {
		case other != added && s.sameFolder(other.path, added.path):
			return ErrWatched
		case s.inside(other.path, added.out):
			return &ResultsArriveError{Folder: added.path, Out: added.out, Watched: other.path}
		case s.inside(added.path, other.out):
			return &ResultsArriveError{Folder: other.path, Out: other.out, Watched: added.path}
		}
	}
	return nil
}

// inside says whether results in out would be watched in folder: they are not where out is a subfolder, which the
// watcher leaves out.
func (s *Service) inside(folder, out string) bool {
	if s.sameFolder(folder, out) {
		return true
	}
	rel, err := filepath.Rel(out, folder)
	return err == nil && filepath.IsLocal(rel)
}

// sameFolder compares by identity where both exist, so that links and bind mounts are seen through.
func (s *Service) sameFolder(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	x, errX := s.stat(a)
	y, errY := s.stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

func (s *Service) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Remove stops watching path. Pictures in work are finished, and so are those that are queued.
func (s *Service) Remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders = slices.DeleteFunc(s.folders, func(f *folder) bool { return f.path == filepath.Clean(path) })
	s.signal()
}

// SetPaused pauses or resumes path. Files that arrive while it is paused are resized when it resumes.
func (s *Service) SetPaused(path string, paused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.folders {
		if f.path == filepath.Clean(path) {
			f.setPaused(paused)
		}
	}
}

// Status lists the folders in the order they were added.
func (s *Service) Status() []Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Status, len(s.folders))
	for i, f := range s.folders {
		all[i] = f.snapshot()
	}
	return all
}

// outputs lists the folders that get results, which no folder must watch.
func (s *Service) outputs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, len(s.folders))
	for i, f := range s.folders {
		out[i] = f.out
	}
	return out
}
