package hotfolder

import (
	"errors"
	"io/fs"
	"sync"
	"time"
)

// ErrSilent is the error of a disk that does not answer in time, such as a network disk whose
// server is down.
var ErrSilent = errors.New("its disk is not responding")

// patience is how long a disk may take to answer: long for a working one, even if it has to spin
// up, but short for a person who waits.
const patience = 2 * time.Second

// answer is what a disk returns.
type answer struct {
	info fs.FileInfo
	err  error
}

// answers asks disks that may never answer. A system call that hangs cannot be ended: its goroutine
// is left behind, is the only one for its question, and ends when the call returns; see wait.
type answers struct {
	mu      sync.Mutex
	pending map[string]*question
}

// question is a pending one.
type question struct {
	since  time.Time
	done   chan struct{} // closed when answer is set
	answer answer
}

// ask returns what f returns, or ErrSilent if that takes longer than patience or stop is closed.
// While the question key is pending it is not asked again: all callers get its answer.
func (a *answers) ask(stop <-chan struct{}, key string, f func() answer) answer {
	q := a.put(key, f)
	late := time.NewTimer(patience - time.Since(q.since))
	defer late.Stop()
	select {
	case <-q.done:
		return q.answer
	case <-late.C:
	case <-stop:
	}
	return answer{err: ErrSilent}
}

// put returns the pending question key, and asks it if it is not pending.
func (a *answers) put(key string, f func() answer) *question {
	a.mu.Lock()
	defer a.mu.Unlock()
	if q := a.pending[key]; q != nil {
		return q
	}
	q := &question{since: time.Now(), done: make(chan struct{})}
	if a.pending == nil {
		a.pending = make(map[string]*question)
	}
	a.pending[key] = q
	go func() {
		defer close(q.done)
		q.answer = f()
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.pending, key)
	}()
	return q
}

// wait returns when no question is pending.
func (a *answers) wait() {
	for q := a.any(); q != nil; q = a.any() {
		<-q.done
	}
}

// any returns one pending question, or nil.
func (a *answers) any() *question {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, q := range a.pending {
		return q
	}
	return nil
}

// Look is os.Stat, except that it returns ErrSilent if the disk does not answer within two seconds
// or stop is closed.
func (s *Service) Look(stop <-chan struct{}, path string) (fs.FileInfo, error) {
	a := s.answers.ask(stop, path, func() answer {
		info, err := s.stat(path)
		return answer{info: info, err: err}
	})
	return a.info, a.err
}

// LookAll asks about all paths at once, so that it waits for all hung disks together. For a while,
// later Looks find them pending and return at once.
func (s *Service) LookAll(stop <-chan struct{}, paths []string) {
	var looks sync.WaitGroup
	for _, path := range paths {
		looks.Go(func() { _, _ = s.Look(stop, path) }) // callers ask again
	}
	looks.Wait()
}
