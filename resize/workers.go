package resize

import (
	"context"
	"sync"

	"sizemill/internal/atomicfile"
)

// Workers carries out jobs for any number of goroutines, with one Worker for each that is busy, kept for the next. The zero
// value is ready. It must not be copied.
type Workers struct {
	mu         sync.Mutex
	idle       []*Worker
	unfinished atomicfile.Group
}

// Do carries out the job on the calling goroutine, as Worker.Do does.
func (w *Workers) Do(ctx context.Context, job ImageJob) (Outcome, error) {
	r := w.DoAll(ctx, []ImageJob{job})[0]
	return r.Outcome, r.Err
}

// DoAll carries out jobs that share a source on the calling goroutine, as Worker.DoAll does.
func (w *Workers) DoAll(ctx context.Context, jobs []ImageJob) []Result {
	worker := w.take()
	whole := false
	defer func() {
		if !whole || worker.kept() > keepBytes { // a Worker that panicked is not used again
			worker.Close()
			return
		}
		w.put(worker)
	}()
	results := worker.DoAll(ctx, jobs)
	whole = true
	return results
}

func (w *Workers) take() *Worker {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.idle)
	if n == 0 {
		return &Worker{unfinished: &w.unfinished}
	}
	worker := w.idle[n-1]
	w.idle = w.idle[:n-1]
	return worker
}

func (w *Workers) put(worker *Worker) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.idle = append(w.idle, worker)
}

// Close frees what idle Workers hold. It is called when no Do runs; more jobs may follow.
func (w *Workers) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, worker := range w.idle {
		worker.Close()
	}
	w.idle = nil
}

// Abandon removes the unfinished files of all that runs, and nothing gets its name any more. It is for the end of a program that does not
// wait for an encoder which cannot be interrupted: that goes on until the program has ended, and Close must not be called.
func (w *Workers) Abandon() { w.unfinished.Abandon() }
