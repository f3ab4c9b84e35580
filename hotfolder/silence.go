package hotfolder

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

const (
	// pulseEvery is how often a folder's disks are asked whether they answer while something waits
	// for them.
	pulseEvery = time.Second
	// restingPulse is how often they are asked while nothing does.
	restingPulse = 10 * time.Second
)

// pulse notices when the disk of a folder, or of its results, stops answering, and when it answers
// again, until ctx ends.
func (s *Service) pulse(ctx context.Context, f *folder) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		s.feelPulse(ctx, f)
		timer.Reset(pulseEvery)
		var arrived <-chan struct{}
		if !f.isBusy() {
			timer.Reset(restingPulse)
			arrived = f.arrived
		}
		select {
		case <-timer.C:
		case <-arrived:
		case <-ctx.Done():
		}
	}
}

func (s *Service) feelPulse(ctx context.Context, f *folder) {
	s.LookAll(ctx.Done(), []string{f.path, f.out})
	silent := s.silent(ctx, f.path) || s.silent(ctx, f.out)
	if ctx.Err() == nil {
		f.setSilent(silent)
	}
	if s.opts.Once && silent {
		signal(s.wake)
	}
}

// isBusy reports whether something waits for the folder's disks.
func (f *folder) isBusy() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	settling := 0
	if f.watcher != nil {
		settling = f.watcher.Status().Settling
	}
	return f.watcher == nil || f.silence.silent || f.status.Queued+f.status.Working+settling > 0
}

func (s *Service) silent(ctx context.Context, path string) bool {
	_, err := s.Look(ctx.Done(), path)
	return errors.Is(err, ErrSilent)
}

// silence is what a folder gives up while its disk does not answer.
type silence struct {
	silent   bool
	since    time.Time
	answered chan struct{}      // closed while the disk answers
	held     map[*func()]func() // releases what pictures in progress hold of the service
}

func newSilence() silence {
	answered := make(chan struct{})
	close(answered)
	return silence{answered: answered, held: make(map[*func()]func())}
}

// setSilent takes slots and memory from pictures in progress when the disk stops answering: they
// may wait for it forever, and pictures of other folders must not. When the disk answers they go
// on, for a while beyond the service's limits.
func (f *folder) setSilent(silent bool) {
	f.mu.Lock()
	if silent == f.silence.silent {
		f.mu.Unlock()
		return
	}
	f.silence.silent, f.silence.since = silent, time.Now()
	signal(f.changed)
	var held []func()
	if silent {
		f.silence.answered = make(chan struct{})
		for _, release := range f.silence.held {
			held = append(held, release)
		}
		clear(f.silence.held)
	} else {
		close(f.silence.answered)
		if f.watcher != nil {
			f.watcher.Refresh()
		}
	}
	f.mu.Unlock()
	for _, release := range held {
		release()
	}
}

// hold returns release for the caller to call when the work is done. If the disk does not answer,
// release is called earlier, and once only.
func (f *folder) hold(release func()) (done func()) {
	release = sync.OnceFunc(release)
	key := &release
	f.mu.Lock()
	silent := f.silence.silent
	if !silent {
		f.silence.held[key] = release
	}
	f.mu.Unlock()
	if silent {
		release()
	}
	return func() {
		f.mu.Lock()
		delete(f.silence.held, key)
		f.mu.Unlock()
		release()
	}
}

// waitAnswered returns when the disk answers, or ctx ends.
func (f *folder) waitAnswered(ctx context.Context) error {
	f.mu.Lock()
	answered := f.silence.answered
	f.mu.Unlock()
	select {
	case <-answered:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// admit waits until the disk answers of a folder whose disk did not when it was added. Then it
// makes the checks that Add could not.
func (s *Service) admit(ctx context.Context, f *folder) error {
	for f.isUnchecked() {
		if err := f.waitAnswered(ctx); err != nil {
			return err
		}
		s.mu.Lock()
		at := slices.Index(s.folders, f)
		others := slices.Clone(s.folders)
		s.mu.Unlock()
		// Unchecked folders behind this one check themselves against it.
		i := -1
		others = slices.DeleteFunc(others, func(other *folder) bool {
			i++
			return other == f || i > at && other.isUnchecked()
		})
		checked, err := s.checkDisk(ctx.Done(), others, f)
		if err != nil {
			return err
		}
		if checked {
			f.setUnchecked(false)
			return nil
		}
		select {
		case <-time.After(pulseEvery):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (f *folder) isUnchecked() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.unchecked
}

func (f *folder) setUnchecked(unchecked bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unchecked = unchecked
}
