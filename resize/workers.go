package resize

import (
	"context"
	"sync"

	"sizemill/internal/atomicfile"
)

// keepBytes is how much memory is kept for the next picture. It serves pictures of up to some 40
// megapixels that become smaller; what a panorama takes is given back.
const keepBytes = 64 << 20

// Workers carries out jobs for any number of goroutines, with one Worker for each that is busy,
// kept for the next. The zero value is ready. It must not be copied.
type Workers struct {
	mu         sync.Mutex
	idle       []*Worker
	unfinished atomicfile.Group
}

// DoAll carries out jobs that share a source on the calling goroutine, as Worker.DoAll does.
func (w *Workers) DoAll(ctx context.Context, jobs []ImageJob) (results []Result) {
	w.with(func(worker *Worker) { results = worker.DoAll(ctx, jobs) })
	return results
}

// Preview carries out a job into memory on the calling goroutine, as Worker.Preview does.
func (w *Workers) Preview(ctx context.Context, job ImageJob) (data []byte, outcome Outcome, err error) {
	w.with(func(worker *Worker) { data, outcome, err = worker.Preview(ctx, job) })
	return data, outcome, err
}

// with lends a Worker. One that panics is not used again.
func (w *Workers) with(use func(*Worker)) {
	worker := w.take()
	whole := false
	defer func() {
		if !whole || worker.kept() > keepBytes {
			worker.Close()
			return
		}
		w.put(worker)
	}()
	use(worker)
	whole = true
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

// Close frees what idle Workers hold. It is called when no job runs; more jobs may follow.
func (w *Workers) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, worker := range w.idle {
		worker.Close()
	}
	w.idle = nil
}

// Abandon removes the unfinished files of all that runs, and nothing gets its name any more. It is
// for the end of a program that does not wait for an encoder which cannot be interrupted: that goes
// on until the program has ended, and Close must not be called.
func (w *Workers) Abandon() { w.unfinished.Abandon() }
