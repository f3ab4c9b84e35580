package hotfolder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sizemill/batch"
	"sizemill/internal/filetree"
	"sizemill/ledger"
	"sizemill/pool"
	"sizemill/resize"
)

// Options are those of a Service. The zero value is the default.
type Options struct {
	// MaxWorkers is how many pictures are in progress at once; 0 is pool.CPUBound(). A folder that
	// has none in progress may always start one, so that it does not wait for another folder's
	// disk.
	MaxWorkers int
	Memory     int64         // bytes of decoded pixels in flight; 0 as in batch.Runner
	Limits     resize.Limits // of pictures
	// FollowLinks resizes what symbolic links out of the folder lead to.
	FollowLinks bool
	TimeLimit   time.Duration // how long one picture may take: see batch.InTime
	Settle      time.Duration // how long a file must stay unchanged; 0 is watch's default
	GiveUp      time.Duration // how long a file that does not decode is waited for; 0 is giveUp
	// Retry is how long after its first failure a picture that the system failed is tried again;
	// 0 is a minute. The pause doubles with each try.
	Retry time.Duration
	Grace time.Duration // how long Run waits after ctx has ended: see batch.Runner
	// Once makes Run return when the pictures that are there when it begins, and those that are
	// still arriving then, are made, skipped or failed. Nothing is tried again.
	Once bool
	// Ledger remembers results from run to run. If it is nil, the service knows those of earlier
	// runs by their files.
	Ledger *ledger.Ledger
	// Unrecorded is called once if the ledger cannot be used, with the reason. It may be nil.
	Unrecorded func(error)
	// Finished is called after each picture, but not if it was resized before, or fails again for
	// the same reason. Changed is called after a folder's status has changed, in order per folder,
	// a few times per second at most. Both may be nil. They are called from the service's
	// goroutines, several at once, and must return soon.
	Finished func(Recent)
	Changed  func(Status)
}

// giveUp is how long after its last change a file that does not decode counts as failed. A transfer
// that stalls for longer is not lost: the picture is checked again when the file changes.
const giveUp = time.Minute

// Service watches any number of folders on one elastic pool. Its methods may be called from any
// goroutine.
type Service struct {
	opts    Options
	budget  *batch.Budget
	workers resize.Workers
	doAll   batch.DoAll   // of workers
	wake    chan struct{} // one token: the list of folders has changed
	stat    func(path string) (os.FileInfo, error)
	answers answers
	slots   *slots
	memory  memory
	names   pathLock // see arrival.resultStem

	mu      sync.Mutex
	folders []*folder // in the order they were added
}

// New returns a service that does not watch anything yet.
func New(opts Options) *Service {
	if opts.GiveUp == 0 {
		opts.GiveUp = giveUp
	}
	if opts.Retry == 0 {
		opts.Retry = retryAfter
	}
	if opts.MaxWorkers <= 0 {
		opts.MaxWorkers = pool.CPUBound()
	}
	s := &Service{
		opts: opts, budget: batch.NewBudget(opts.Memory), wake: make(chan struct{}, 1), stat: os.Stat,
		slots: newSlots(opts.MaxWorkers), memory: memory{ledger: opts.Ledger, failed: opts.Unrecorded},
	}
	s.doAll = batch.InTime(opts.TimeLimit, s.workers.DoAll)
	return s
}

// Run works until ctx ends. Then it stops what is in progress, which leaves nothing half written
// and is made by the next Run, and returns when all its goroutines have ended. Only one Run may
// work at a time.
//
// With Options.Once it returns nil at the end, and an error if a disk does not answer.
func (s *Service) Run(ctx context.Context) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	s.memory.open(ctx)
	var owned sync.WaitGroup
	running := make(map[*folder]context.CancelFunc)
	for ctx.Err() == nil {
		for _, f := range s.reconcile(running) {
			fctx, cancel := context.WithCancel(ctx)
			running[f] = cancel
			owned.Go(func() {
				s.serve(ctx, fctx, f)
				f.leave()
				signal(s.wake)
			})
		}
		if over, err := s.over(); over {
			if err != nil {
				end(err)
			}
			break
		}
		select {
		case <-s.wake:
		case <-ctx.Done():
		}
	}
	for _, cancel := range running {
		cancel()
	}
	if !s.wait(&owned) {
		s.workers.Abandon()
		return context.Cause(ctx)
	}
	s.workers.Close()
	s.memory.close(ctx)
	return context.Cause(ctx)
}

// wait waits for what Run has started, and reports whether it has ended within Grace.
func (s *Service) wait(owned *sync.WaitGroup) bool {
	if s.opts.Grace <= 0 {
		owned.Wait()
		s.answers.wait()
		return true
	}
	ended := make(chan struct{})
	go func() {
		owned.Wait()
		s.answers.wait()
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

// Add starts to watch a folder: pictures that are in it already are resized, unless they were
// before, and then those that arrive. It is an error to watch a folder twice, with options that
// cannot work or could lose results (see ErrNameless, ErrNumbered), or so that
// results arrive in a watched folder. Add asks the disk about all folders, for two seconds if one
// hangs. A folder whose own disk does not answer is added. What could not be checked is checked as
// soon as the disk answers, and a folder that cannot be watched becomes Broken.
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
	added.failures.after = s.opts.Retry
	added.scan = batch.ScanOptions{Limits: s.opts.Limits, FollowLinks: s.opts.FollowLinks}
	for {
		s.mu.Lock()
		others := slices.Clone(s.folders)
		s.mu.Unlock()
		checked, err := s.checkDisk(nil, others, added)
		if err != nil {
			return err
		}
		added.setUnchecked(!checked)
		s.mu.Lock()
		unchanged := slices.Equal(others, s.folders)
		if unchanged {
			s.folders = append(s.folders, added)
			signal(s.wake)
		}
		s.mu.Unlock()
		if unchanged {
			return nil
		}
	}
}

// checkDisk returns why added cannot be watched beside others. checked is false if its disk does
// not answer.
func (s *Service) checkDisk(
	stop <-chan struct{}, others []*folder, added *folder,
) (checked bool, err error) {
	paths := []string{added.path, added.out}
	for _, other := range others {
		paths = append(paths, other.path, other.out)
	}
	s.LookAll(stop, paths)
	info, err := s.Look(stop, added.path)
	if err == nil && !info.IsDir() {
		return true, ErrNotFolder
	}
	_, outErr := s.Look(stop, added.out)
	checked = !errors.Is(err, ErrSilent) && !errors.Is(outErr, ErrSilent)
	return checked, s.conflict(others, added)
}

// conflict returns why added cannot be watched beside others. It asks the disk, so mu must not be
// held.
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

// inside reports whether results in out would be watched in folder. They are not if out is a
// subfolder, which the watcher leaves out.
func (s *Service) inside(folder, out string) bool {
	return s.sameFolder(folder, out) || filetree.Holds(out, folder)
}

// sameFolder compares by identity if both exist, so that links and bind mounts are seen through. A
// disk that does not answer is not the same as a disk that does.
func (s *Service) sameFolder(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	x, errX := s.Look(nil, a)
	y, errY := s.Look(nil, b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// Remove stops watching path. Pictures in progress are finished, and so are those that are queued.
func (s *Service) Remove(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	removed := func(f *folder) bool { return f.path == filepath.Clean(path) }
	s.folders = slices.DeleteFunc(s.folders, removed)
	signal(s.wake)
}

// SetPaused pauses or resumes path. Files that arrive while it is paused are resized when it
// resumes.
func (s *Service) SetPaused(path string, paused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.folders {
		if f.path == filepath.Clean(path) {
			f.setPaused(paused)
		}
	}
}

// Status returns the folders in the order they were added.
func (s *Service) Status() []Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Status, len(s.folders))
	for i, f := range s.folders {
		all[i] = f.snapshot()
	}
	return all
}

// outputs returns the folders that get results, which must not be watched.
func (s *Service) outputs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, len(s.folders))
	for i, f := range s.folders {
		out[i] = f.out
	}
	return out
}
