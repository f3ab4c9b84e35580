package hotfolder

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sizemill/batch"
	"sizemill/internal/atomicfile"
	"sizemill/internal/filetree"
	"sizemill/pool"
	"sizemill/watch"
)

// folder is one watched folder of the service.
type folder struct {
	path     string // clean
	out      string // output folder, absolute
	scan     batch.ScanOptions
	watcher  *watch.Watcher // nil until the service runs
	failures failures
	changed  chan struct{} // one token: the status may have changed
	arrived  chan struct{} // one token: there may be work

	mu        sync.Mutex
	retries   []string // see askRetry
	status    Status
	resume    chan struct{} // closed while the folder is not paused
	silence   silence
	datesTold bool // a result has warned that the disk keeps no dates
	unchecked bool // its disk did not answer when it was added; see admit
	left      bool // of Once: all is done
}

func newFolder(f Folder) (*folder, error) {
	out := f.Options.Out
	if out != "" {
		abs, err := filepath.Abs(out)
		if err != nil {
			return nil, err
		}
		out = abs
	}
	w := &folder{
		path: filepath.Clean(f.Path), out: batch.OutFolder(f.Path, out),
		resume: make(chan struct{}), silence: newSilence(), changed: make(chan struct{}, 1),
		arrived: make(chan struct{}, 1),
	}
	w.failures = failures{change: make(chan struct{}, 1)}
	w.status = Status{Folder: f, Output: w.out}
	if !f.Paused {
		close(w.resume)
	}
	return w, nil
}

// holds reports whether a path lies in the folder.
func (f *folder) holds(path string) bool {
	_, inside := filetree.Below(f.path, path)
	return inside
}

func (f *folder) setPaused(paused bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.status.Folder.Paused == paused {
		return
	}
	f.status.Folder.Paused = paused
	signal(f.changed)
	if paused {
		f.resume = make(chan struct{})
	} else {
		close(f.resume)
	}
}

// waitResumed returns when the folder is not paused, or ctx ends.
func (f *folder) waitResumed(ctx context.Context) {
	for ctx.Err() == nil {
		f.mu.Lock()
		resume, paused := f.resume, f.status.Folder.Paused
		f.mu.Unlock()
		if !paused {
			return
		}
		select {
		case <-resume:
		case <-ctx.Done():
		}
	}
}

// snapshot returns the folder's status as it is now.
func (f *folder) snapshot() Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	st := f.status
	st.Recent, st.SetAside = slices.Clone(st.Recent), f.failures.listed()
	if f.watcher != nil && st.State != Broken {
		seen := f.watcher.Status()
		st.Settling, st.Unreadable = seen.Settling, seen.Unreadable
		st.Reason = seen.Reason
		switch seen.State {
		case watch.Watching:
			st.State = Watching
		case watch.Polling:
			st.State = Polling
		case watch.Gone:
			st.State = Gone
		default:
			st.State = Starting
		}
	}
	if st.Folder.Paused && st.State != Gone && st.State != Broken {
		st.State = Paused
	}
	if f.silence.silent && st.State != Broken {
		st.State, st.Reason = Silent, ErrSilent.Error()+"; watching resumes when it does"
	}
	return st
}

// reportAgain makes the watcher report a picture once more when it next sees it.
func (f *folder) reportAgain(path string) {
	f.mu.Lock()
	w := f.watcher
	f.mu.Unlock()
	if w != nil {
		w.Again(path)
	}
}

func (f *folder) update(change func(*Status)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(&f.status)
	signal(f.changed)
}

// stateEvery is how often at most Options.Changed is told of a folder's new status.
const stateEvery = 250 * time.Millisecond

// serve watches one folder until watching ends, and then finishes what is queued, unless ctx ends.
// Each folder has goroutines of its own, so that none waits for another's disk.
func (s *Service) serve(ctx, watching context.Context, f *folder) {
	pulsing, stop := context.WithCancel(ctx)
	var owned sync.WaitGroup
	owned.Go(func() { s.pulse(pulsing, f) })
	most := s.opts.MaxWorkers
	p := pool.New(ctx, pool.Options{Workers: 1, MaxWorkers: most, Queue: most}, s.work)
	owned.Go(func() {
		defer stop()
		for r := range p.Results() {
			s.finish(r)
		}
	})
	s.watch(watching, f, p)
	p.Close()
	owned.Wait()
}

// watch watches one folder until ctx ends.
func (s *Service) watch(ctx context.Context, f *folder, p *pool.Pool[arrival, result]) {
	var owned sync.WaitGroup
	defer owned.Wait()
	sweeping := ctx // with Once, sweeping may take longer than the rest
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	owned.Go(func() { s.reportState(ctx, f) })
	if !s.opts.Once {
		owned.Go(func() { s.retry(ctx, f) })
	}
	err := s.admit(ctx, f)
	if err == nil {
		owned.Go(func() { atomicfile.SweepTree(sweeping, f.out) })
		err = s.report(ctx, f, p)
	}
	if err != nil && ctx.Err() == nil {
		f.update(func(st *Status) { st.State, st.Reason = Broken, err.Error() })
		if !s.opts.Once {
			<-ctx.Done() // until it is removed: a broken folder stays visible
		}
	}
}

// report submits what arrives.
func (s *Service) report(ctx context.Context, f *folder, p *pool.Pool[arrival, result]) error {
	check := func(ctx context.Context, path string) error { return s.arrived(ctx, f, path) }
	w, err := watch.New(f.path, watch.Options{
		Settle: s.opts.Settle, GiveUp: s.opts.GiveUp, Existing: true, Once: s.opts.Once,
		Check: check, Ignore: s.ignore(f), Changed: func() { signal(f.changed) },
	})
	if err != nil {
		return err
	}
	f.mu.Lock()
	f.watcher = w
	signal(f.changed)
	f.mu.Unlock()
	return w.Run(ctx, func(path string) {
		f.waitResumed(ctx)
		submit(ctx, p, arrival{f, path})
	})
}

// submit queues an arrival, and waits while the queue is full.
func submit(ctx context.Context, p *pool.Pool[arrival, result], a arrival) {
	a.folder.update(func(st *Status) { st.Queued++ })
	signal(a.folder.arrived)
	if p.Submit(ctx, a) != nil { // the service ends
		a.folder.update(func(st *Status) { st.Queued-- })
	}
}

// reportState calls Options.Changed with new states until ctx ends.
func (s *Service) reportState(ctx context.Context, f *folder) {
	if s.opts.Changed == nil {
		return
	}
	pause := time.NewTimer(0)
	defer pause.Stop()
	for last := (Status{}); ctx.Err() == nil; {
		if st := f.snapshot(); last.Folder.Path == "" || !st.same(last) {
			last = st
			s.opts.Changed(st)
		}
		pause.Reset(stateEvery)
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
		select {
		case <-f.changed:
		case <-ctx.Done():
		}
	}
}

// ignore returns the filter of the watcher. It leaves out what no batch reads, and every folder
// that gets results. Files in such folders are left out too, because the folder may have been
// watched before results were sent there.
func (s *Service) ignore(f *folder) func(path string, isDir bool) bool {
	return func(path string, isDir bool) bool {
		return !batch.Candidate(path, isDir) || slices.ContainsFunc(s.outputs(), func(out string) bool {
			if isDir {
				return s.sameFolder(out, path)
			}
			return filetree.Holds(out, path)
		})
	}
}
