package batch

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"time"

	"sizemill/pool"
	"sizemill/resize"
)

// Runner runs plans. The zero value uses every core and the default memory budget.
type Runner struct {
	Workers int   // pictures in work at once; 0 is pool.CPUBound()
	Memory  int64 // bytes that pictures in work may take, one or together; 0 is NewBudget's choice
}

// Run carries out the plan and blocks until every picture has its last state. events, which may be nil, is called
// serially from the goroutine that called Run, also for the plan's skips and failures. Cancelling ctx stops running
// pictures, reports the rest as Cancelled and returns ctx's cause. A failed picture is not an error of Run. Pictures whose output
// folder cannot be written to, or whose disk is too small, fail before anything is written; where those are all that there is to
// make, the reason is Run's error, and there are no events.
func (r Runner) Run(ctx context.Context, plan *Plan, events func(Event)) (Summary, error) {
	refused, err := refuse(plan)
	if err != nil {
		return Summary{}, err
	}
	sweep(plan)
	run := newRun(plan, events)
	for i := range plan.Items {
		item := &plan.Items[i]
		switch {
		case item.Task == TaskSkip:
			run.emit(Event{Index: i, State: Skipped, Reason: item.Reason})
		case item.Task == TaskFail:
			run.emit(Event{Index: i, State: Failed, Err: item.Err})
		case refused[i] != nil:
			run.emit(Event{Index: i, State: Failed, Err: refused[i]})
		}
	}
	r.work(ctx, run, refused)
	return run.summary(), context.Cause(ctx)
}

// refuse gives the items that cannot be made for want of an output folder, with the reason. Where nothing can be made for that, the
// first reason is the error.
func refuse(plan *Plan) (map[int]error, error) {
	folders := refusals(plan)
	refused := make(map[int]error)
	left := false
	var first error
	for i := range plan.Items {
		item := &plan.Items[i]
		var err error
		switch {
		case item.unreachable:
			err = item.Err
		case item.works():
			if err = folders[outputFolder(plan.Outputs, item.Job.OutputPath)]; err != nil {
				refused[i] = refusedError(item.Job.OutputPath, err)
			}
			left = left || err == nil
		}
		first = cmp.Or(first, err)
	}
	if first != nil && !left {
		return nil, first
	}
	return refused, nil
}

// refusedError is why a result cannot be written, with its name.
func refusedError(path string, err error) error {
	if noSpace := (*NoSpaceError)(nil); errors.As(err, &noSpace) {
		return &resize.Error{Op: "write", Path: path, Err: err}
	}
	return outputError(path, err)
}

// sweep removes what killed runs have left where this one writes. Leftovers that resist are not worth failing for.
func sweep(plan *Plan) {
	swept := make(map[string]bool)
	for i := range plan.Items {
		dir := filepath.Dir(plan.Items[i].Job.OutputPath)
		if plan.Items[i].Job.OutputPath != "" && !swept[dir] {
			swept[dir] = true
			_ = resize.SweepTemporaries(dir)
		}
	}
}

// work runs the plan's jobs, but for those that are refused, through a pool and emits what happens.
func (r Runner) work(ctx context.Context, run *run, refused map[int]error) {
	budget := NewBudget(r.Memory)
	var workers resize.Workers
	defer workers.Close()
	started := make(chan group) // unbuffered: a picture is seen to start before it can be seen to end
	p := pool.New(ctx, pool.Options{Workers: r.Workers}, func(ctx context.Context, g group) (finished, error) {
		held := share{budget: budget}
		defer held.free()
		if err := held.cover(ctx, run.plan.memory(g, budget)); err != nil {
			return finished{}, err
		}
		select {
		case started <- g:
		case <-ctx.Done():
			return finished{}, context.Cause(ctx)
		}
		began := time.Now()
		results := run.plan.carryOut(ctx, g, held.within(workers.DoAll))
		return finished{results, time.Since(began) / time.Duration(len(g))}, nil
	})
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		defer p.Close()
		for g := range run.plan.groups(refused) {
			if p.Submit(ctx, g) != nil {
				return // ctx has ended; run.rest reports what was not submitted
			}
		}
	}()
	for results := p.Results(); results != nil; {
		select {
		case g := <-started:
			for _, i := range g {
				run.emit(Event{Index: i, State: Working})
			}
		case res, open := <-results:
			if !open {
				results = nil
				break
			}
			for at := range res.Job {
				run.emit(lastEvent(res, at))
			}
		}
	}
	<-fed
	run.rest()
}

// finished is what a worker hands back.
type finished struct {
	results []resize.Result // of the group's items; none where the group was cancelled or panicked
	elapsed time.Duration   // for each
}

// lastEvent is what became of the item at a place in a group: it tells one that failed from one that was left out or interrupted.
func lastEvent(r pool.Result[group, finished], at int) Event {
	e := Event{Index: r.Job[at], State: Done, Err: r.Err, Elapsed: r.Value.elapsed}
	if r.Err == nil {
		e.Outcome, e.Err = r.Value.results[at].Outcome, r.Value.results[at].Err
	}
	var leftOut leftOutError
	switch {
	case e.Err == nil:
	case errors.As(e.Err, &leftOut):
		e.State, e.Err, e.Reason = Skipped, nil, leftOut.reason
	case errors.Is(e.Err, pool.ErrCancelled), errors.Is(e.Err, context.Canceled), errors.Is(e.Err, context.DeadlineExceeded):
		e.State, e.Err = Cancelled, nil
	default:
		e.State = Failed
	}
	return e
}

// run is the state of one Run, used by one goroutine.
type run struct {
	plan   *Plan
	events func(Event)
	state  []State
	sum    Summary
	began  time.Time
	fails  map[int]error
	warns  map[int][]string
	// counted are the first items of the pictures whose bytes are in sum.BytesIn.
	counted map[int]bool
}

func newRun(plan *Plan, events func(Event)) *run {
	return &run{plan: plan, events: events, state: make([]State, len(plan.Items)), began: time.Now(),
		fails: make(map[int]error), warns: make(map[int][]string), counted: make(map[int]bool)}
}

func (r *run) emit(e Event) {
	r.state[e.Index] = e.State
	item := &r.plan.Items[e.Index]
	switch e.State {
	case Done:
		if e.Outcome.Copied {
			r.sum.Copied++
		} else {
			r.sum.Converted++
		}
		if e.Outcome.Salvaged {
			r.sum.Salvaged++
		}
		if first := r.plan.first(e.Index); !r.counted[first] { // once, however many sizes there are
			r.counted[first] = true
			r.sum.BytesIn += item.Job.Source.Bytes
		}
		r.sum.BytesOut += e.Outcome.Bytes
		if len(e.Outcome.Warnings) > 0 {
			r.warns[e.Index] = e.Outcome.Warnings
		}
	case Failed:
		r.sum.Failed++
		r.fails[e.Index] = e.Err
	case Skipped:
		r.sum.Skipped++
		switch e.Reason {
		case ReasonDone:
			r.sum.There++
		case ReasonLink:
			r.sum.Links++
		}
	case Cancelled:
		r.sum.Cancelled++
	}
	if r.events != nil {
		r.events(e)
	}
}

// rest reports what was never submitted as cancelled.
func (r *run) rest() {
	for i, s := range r.state {
		if s == Waiting {
			r.emit(Event{Index: i, State: Cancelled})
		}
	}
}

func (r *run) summary() Summary {
	r.sum.Elapsed = time.Since(r.began)
	r.sum.Outputs, r.sum.Others = r.plan.Outputs, r.plan.Others
	for i := range r.plan.Items {
		item := &r.plan.Items[i]
		if err, failed := r.fails[i]; failed {
			r.sum.Failures = append(r.sum.Failures, Failure{Path: item.Path, Err: err})
		}
		for _, text := range r.warns[i] {
			r.sum.Warnings = append(r.sum.Warnings, Warning{Path: item.Path, Text: text})
		}
	}
	return r.sum
}
