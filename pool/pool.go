package pool

import (
	"context"
	"sync"
)

// Pool runs one function over the jobs J that are submitted and returns a Result with an R for
// each. Make one with New.
type Pool[J, R any] struct {
	opts   Options
	start  func(inbox chan J)      // starts the goroutine of a worker
	cancel context.CancelCauseFunc // ends the context of the jobs
	ended  <-chan struct{}         // closed when that context ends

	closing chan struct{}  // closed when the intake ends
	room    chan struct{}  // holds a token when a full queue has room again: wakes one Submit
	fresh   chan struct{}  // holds a token when unread has results; closed after the last one
	drained chan struct{}  // closed when no worker is left and none will come
	done    chan struct{}  // closed when also their goroutines have ended
	aborted error          // why some jobs were cancelled; set before done is closed
	workers sync.WaitGroup // the goroutines of the workers

	mu      sync.Mutex     // guards what follows
	stats   Stats          // except Queued and Active, which follow from queue and idle
	refusal error          // what Submit returns; nil while the intake is open
	queue   chan J         // only ever used as a ring, under mu; empty while any worker is idle
	idle    []chan J       // inboxes of the idle workers; the last was busy last
	unread  []Result[J, R] // not yet on their way to the reader
	results chan Result[J, R]
}

// New starts a pool that calls run for each job. The context that run receives derives from ctx and
// also ends when the pool is aborted. New panics if run is nil, which is a programming error.
//
// End the pool with Close and reading Results to the end, with Shutdown, with Discard, or by ending
// ctx.
func New[J, R any](
	ctx context.Context, opts Options, run func(context.Context, J) (R, error),
) *Pool[J, R] {
	if run == nil {
		panic("pool: New with a nil function")
	}
	opts = opts.withDefaults()
	ctx, cancel := context.WithCancelCause(ctx)
	p := &Pool[J, R]{
		opts:    opts,
		cancel:  cancel,
		ended:   ctx.Done(),
		closing: make(chan struct{}),
		room:    make(chan struct{}, 1),
		fresh:   make(chan struct{}, 1),
		drained: make(chan struct{}),
		done:    make(chan struct{}),
		stats:   Stats{Workers: opts.Workers},
		queue:   make(chan J, opts.Queue),
	}
	p.start = func(inbox chan J) {
		p.workers.Go(func() { p.work(ctx, run, inbox) })
	}
	for range opts.Workers {
		inbox := make(chan J, 1)
		p.idle = append(p.idle, inbox)
		p.start(inbox)
	}
	go p.supervise(ctx)
	return p
}

// supervise aborts the pool when ctx ends, and waits for its workers to leave.
func (p *Pool[J, R]) supervise(ctx context.Context) {
	select {
	case <-ctx.Done():
		p.abort(context.Cause(ctx))
	case <-p.drained:
	}
	p.workers.Wait()
	if p.Stats().Cancelled > 0 {
		p.aborted = context.Cause(ctx)
	}
	p.cancel(nil) // the parent context need not remember this one any longer
	close(p.done)
}

// Submit hands a job to the pool, waiting while the queue is full. An error means that the job was
// not accepted: ErrClosed after Close, or context.Cause of the context that ended, be it ctx or the
// one given to New.
func (p *Pool[J, R]) Submit(ctx context.Context, job J) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for woken := false; ; woken = true {
		select {
		case <-p.ended:
			<-p.closing // supervise is about to; from then on offer knows the cause
		default:
		}
		accepted, err := p.offer(job, woken)
		if accepted || err != nil {
			return err
		}
		select {
		case <-p.room:
		case <-p.closing:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// offer gives job to an idle worker, a new one or the queue. It is not accepted if there is no
// room. A Submit that was woken for a place wakes the next if there is another.
func (p *Pool[J, R]) offer(job J, woken bool) (accepted bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	switch {
	case p.refusal != nil:
		return false, p.refusal
	case last >= 0:
		p.idle[last] <- job
		p.idle = p.idle[:last]
	case p.stats.Workers < p.opts.MaxWorkers:
		p.stats.Workers++
		inbox := make(chan J, 1)
		inbox <- job
		p.start(inbox)
	case len(p.queue) < cap(p.queue):
		p.queue <- job
	default:
		return false, nil
	}
	p.stats.Submitted++
	if woken && len(p.queue) < cap(p.queue) {
		signal(p.room)
	}
	return true, nil
}

// Close stops the intake: from now on Submit, also one that is waiting, returns ErrClosed. Queued
// jobs still run; Results is closed after the last one. Close does not wait, and a second Close
// does nothing.
func (p *Pool[J, R]) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse(ErrClosed)
}

// Shutdown closes the pool and waits until every job has run. If ctx ends first it aborts: the
// context of the running jobs ends with the same cause, queued jobs come back as ErrCancelled, and
// Shutdown waits for the running ones to return. It returns nil if no job was cancelled, else the
// cause, whether it is from here or earlier. It needs no reader: results stay readable. It may be
// called again, also concurrently.
func (p *Pool[J, R]) Shutdown(ctx context.Context) error {
	p.Close()
	select {
	case <-p.done:
	case <-ctx.Done():
		p.cancel(context.Cause(ctx))
		<-p.done
	}
	return p.aborted
}

// Discard aborts the pool at once, waits for the running jobs to return, and drops the unread
// results; another reader of Results sees it closed. Nothing of the pool is left then. Deferred
// after New it covers every early return; on a finished pool it does nothing else.
func (p *Pool[J, R]) Discard() {
	p.Close()
	p.cancel(nil)
	for range p.Results() {
	}
	<-p.done
}

// abort closes the intake and returns the queued jobs unrun. Running ones have seen their context
// end.
func (p *Pool[J, R]) abort(cause error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse(cause)
	for len(p.queue) > 0 {
		p.record(Result[J, R]{Job: <-p.queue, Err: cancelled{cause}})
	}
}

// refuse ends the intake and sends idle workers home. The caller holds mu.
func (p *Pool[J, R]) refuse(reason error) {
	if p.refusal != nil {
		return
	}
	p.refusal = reason
	close(p.closing)
	for _, inbox := range p.idle {
		close(inbox)
		p.dismiss()
	}
	p.idle = nil
}

// dismiss removes a worker from the count. The caller holds mu.
func (p *Pool[J, R]) dismiss() {
	p.stats.Workers--
	if p.stats.Workers == 0 && p.refusal != nil {
		close(p.fresh)
		close(p.drained)
	}
}

// signal puts a token into ch, which holds one, unless it is full.
func signal(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
