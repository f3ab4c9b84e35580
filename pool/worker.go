package pool

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"time"
)

// work is a worker's goroutine. Its inbox holds at most one job; closing it ends the worker.
func (p *Pool[J, R]) work(
	ctx context.Context, run func(context.Context, J) (R, error), inbox chan J,
) {
	lost := true
	defer func() {
		if lost { // a job called runtime.Goexit: the worker gets another goroutine
			p.start(inbox)
		}
	}()
	for job, ok := p.receive(inbox); ok; job, ok = p.receive(inbox) {
		p.execute(ctx, run, inbox, job)
	}
	lost = false
}

// receive returns the next job, or false when the worker has to leave.
func (p *Pool[J, R]) receive(inbox chan J) (job J, ok bool) {
	if p.opts.MaxWorkers == p.opts.Workers {
		job, ok = <-inbox
		return job, ok
	}
	select {
	case job, ok = <-inbox: // a busy worker needs no timer
		return job, ok
	default:
	}
	idle := time.NewTimer(p.opts.IdleTimeout)
	defer idle.Stop()
	select {
	case job, ok = <-inbox:
	case <-idle.C:
		if p.retire(inbox) {
			return job, false
		}
		// Either a job has just arrived, or this is one of the workers to keep. At most that many
		// can wait here without a timer, so every surplus worker has one.
		job, ok = <-inbox
	}
	return job, ok
}

// retire removes an idle worker from an elastic pool, unless it has to stay.
func (p *Pool[J, R]) retire(inbox chan J) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.idle, inbox)
	if i < 0 || p.stats.Workers <= p.opts.Workers {
		return false
	}
	p.idle = slices.Delete(p.idle, i, i+1)
	p.dismiss()
	return true
}

// execute runs a job and settles it, however it ends.
func (p *Pool[J, R]) execute(
	ctx context.Context, run func(context.Context, J) (R, error), inbox chan J, job J,
) {
	res := Result[J, R]{Job: job, Err: ErrGoexit} // holds if run neither returns nor panics
	defer func() {
		if v := recover(); v != nil {
			res.Err = &PanicError{Value: v, Stack: debug.Stack()}
		}
		p.settle(res, inbox)
	}()
	res.Value, res.Err = call(ctx, run, job)
}

// call runs a job unless ctx has ended, and marks the error of one that ended with it.
func call[J, R any](
	ctx context.Context, run func(context.Context, J) (R, error), job J,
) (value R, err error) {
	if ctx.Err() != nil {
		return value, cancelled{context.Cause(ctx)}
	}
	value, err = run(ctx, job)
	if err == nil || ctx.Err() == nil {
		return value, err
	}
	if errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx)) {
		err = cancelled{err}
	}
	return value, err
}

// settle records a result and gives its worker the next job, dismisses it, or lets it idle. All in
// one step: callers that react to the result find the worker idle, and an elastic pool does not
// grow for them.
func (p *Pool[J, R]) settle(res Result[J, R], inbox chan J) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.record(res)
	switch {
	case len(p.queue) > 0:
		if len(p.queue) == cap(p.queue) {
			signal(p.room)
		}
		inbox <- <-p.queue
	case p.refusal != nil:
		close(inbox)
		p.dismiss()
	default:
		p.idle = append(p.idle, inbox)
	}
}
