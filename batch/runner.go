package batch

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sizemill/internal/atomicfile"
	"sizemill/ledger"
	"sizemill/pool"
	"sizemill/resize"
)

// Runner runs plans. The zero value uses every core and the default memory budget.
type Runner struct {
	Workers int   // pictures in progress at once; 0 is pool.CPUBound()
	Memory  int64 // bytes that pictures in progress may take; 0 is NewBudget's choice
	// TimeLimit is how long one picture may take; see InTime.
	TimeLimit time.Duration
	// Grace is how long Run waits for pictures in progress after ctx has ended; 0 is as long as
	// they take. Some encoders cannot be interrupted for half a minute. What is still in progress
	// after Grace is Cancelled and leaves no files, but its goroutines run until the program ends:
	// set Grace only if it is about to.
	Grace time.Duration
	// NoSpaceCheck starts whatever the free space of the disks is: pictures that do not fit fail
	// one by one.
	NoSpaceCheck bool
	// Ledger records the run, so that it can be resumed and undone. Nil records nothing.
	Ledger *ledger.Ledger
	// Backups is the folder that keeps originals which are replaced. Without it, or without Ledger,
	// none is replaced: Run's error is a *NoBackupError.
	Backups string
}

// Run carries out the plan and blocks until every picture has its last state. It calls events,
// which may be nil, serially from its own goroutine, also for the plan's skips and failures.
// Cancelling ctx stops running pictures, reports the rest as Cancelled and returns ctx's cause. A
// failed picture is not an error of Run. Pictures whose output folder cannot be written to, or
// whose disk is too small, fail before anything is written. If no others are left, the reason is
// Run's error and there are no events.
func (r Runner) Run(ctx context.Context, plan *Plan, events func(Event)) (Summary, error) {
	refused, err := refuse(plan, r.NoSpaceCheck)
	if err != nil {
		return Summary{}, err
	}
	replaces := plan.InPlace() && plan.Counts.Work() > 0
	if replaces && (r.Ledger == nil || r.Backups == "") {
		return Summary{}, &NoBackupError{errNoHistory}
	}
	run := newRun(plan, r.journal(ctx, plan), events)
	if replaces && run.journal.recording == nil {
		return Summary{}, &NoBackupError{run.journal.err}
	}
	sweep(plan)
	defer sweepTrees(ctx, plan)()
	for i := range plan.Items {
		item := &plan.Items[i]
		switch {
		case item.Task == TaskSkip:
			run.emit(ctx, Event{Index: i, State: Skipped, Reason: item.Reason})
		case item.Task == TaskFail:
			run.emit(ctx, Event{Index: i, State: Failed, Err: item.Err})
		case refused[i] != nil:
			run.emit(ctx, Event{Index: i, State: Failed, Err: refused[i]})
		}
	}
	r.work(ctx, run, refused)
	sum := run.summary()
	run.journal.close(ctx, &sum)
	return sum, context.Cause(ctx)
}

// refuse returns the items that cannot be made for want of an output folder, with the reasons. If
// no item can be made, the first reason is its error.
func refuse(plan *Plan, noSpaceCheck bool) (map[int]error, error) {
	folders := refusals(plan, noSpaceCheck)
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

// refusedError returns why a result cannot be written, with its path.
func refusedError(path string, err error) error {
	if noSpace := (*NoSpaceError)(nil); errors.As(err, &noSpace) {
		return &resize.Error{Op: "write", Path: path, Err: err}
	}
	return outputError(path, err)
}

// sweep removes what killed runs have left in the folders that this one writes to. What cannot be
// removed is ignored.
func sweep(plan *Plan) {
	swept := make(map[string]bool)
	for i := range plan.Items {
		dir := filepath.Dir(plan.Items[i].Job.OutputPath)
		if plan.Items[i].Job.OutputPath != "" && !swept[dir] {
			swept[dir] = true
			_ = atomicfile.SweepFolder(dir)
		}
	}
}

// treePatience limits the search for leftovers below the output folders, which may hold hundreds of
// thousands of folders.
const treePatience = 5 * time.Second

// sweepTrees removes, beside the work, what killed runs have left anywhere below the output
// folders. The caller calls wait at its end.
func sweepTrees(ctx context.Context, plan *Plan) (wait func()) {
	ctx, stop := context.WithTimeout(ctx, treePatience)
	var owned sync.WaitGroup
	owned.Go(func() {
		for _, out := range plan.Outputs {
			atomicfile.SweepTree(ctx, out)
		}
	})
	return func() {
		owned.Wait()
		stop()
	}
}

// work runs the plan's jobs through a pool, except those that are refused, and emits what happens.
func (r Runner) work(ctx context.Context, run *run, refused map[int]error) {
	budget := NewBudget(r.Memory)
	var workers resize.Workers
	abandoned := false
	defer func() {
		if !abandoned {
			workers.Close()
		}
	}()
	started := make(chan group) // unbuffered: a picture is seen to start before it can be seen to end
	do := func(ctx context.Context, g group) (finished, error) {
		share := Share{Budget: budget}
		defer share.Free()
		if err := share.Cover(ctx, run.plan.Items[g[0]].Path, run.plan.memory(g, budget)); err != nil {
			return finished{}, err
		}
		select {
		case started <- g:
		case <-ctx.Done():
			return finished{}, context.Cause(ctx)
		}
		began := time.Now()
		if err := run.journal.keep(ctx, g); err != nil {
			return finished{}, err
		}
		results := run.plan.carryOut(ctx, g, share.Within(InTime(r.TimeLimit, workers.DoAll)))
		return finished{results, time.Since(began) / time.Duration(len(g))}, nil
	}
	p := pool.New(ctx, pool.Options{Workers: r.Workers}, do)
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
	late := r.late(ctx)
	for results := p.Results(); results != nil; {
		select {
		case <-late:
			abandoned = true
			workers.Abandon()
			run.rest(ctx)
			return
		case g := <-started:
			for _, i := range g {
				run.emit(ctx, Event{Index: i, State: Working})
			}
		case res, open := <-results:
			if !open {
				results = nil
				break
			}
			for at, i := range res.Job {
				result := resize.Result{Err: res.Err}
				if res.Err == nil {
					result = res.Value.results[at]
				}
				run.emit(ctx, lastEvent(i, result, res.Value.elapsed))
			}
		}
	}
	<-fed
	run.rest(ctx)
}

// late returns a channel that is closed when Run stops waiting for pictures in progress, or nil if
// it waits for all.
func (r Runner) late(ctx context.Context) <-chan struct{} {
	if r.Grace <= 0 {
		return nil
	}
	late := make(chan struct{})
	context.AfterFunc(ctx, func() { time.AfterFunc(r.Grace, func() { close(late) }) })
	return late
}

// finished is what a worker returns for a group.
type finished struct {
	results []resize.Result // of the group's items; none if the group was cancelled or panicked
	elapsed time.Duration   // per item
}

// lastEvent returns the last event of an item: it tells a failure from an item that was left out or
// interrupted.
func lastEvent(index int, r resize.Result, elapsed time.Duration) Event {
	e := Event{Index: index, State: Done, Outcome: r.Outcome, Err: r.Err, Elapsed: elapsed}
	var leftOut leftOutError
	switch {
	case e.Err == nil:
	case errors.As(e.Err, &leftOut):
		e.State, e.Err, e.Reason = Skipped, nil, leftOut.reason
	case errors.Is(e.Err, pool.ErrCancelled), errors.Is(e.Err, context.Canceled),
		errors.Is(e.Err, context.DeadlineExceeded):
		e.State, e.Err = Cancelled, nil
	default:
		e.State = Failed
	}
	return e
}

// run is the state of one Run, used by one goroutine.
type run struct {
	plan    *Plan
	events  func(Event)
	journal *journal
	state   []State
	sum     Summary
	began   time.Time
	fails   map[int]error
	warns   map[int][]string
	// datesTold reports whether a warning has said that the disk of the results keeps no dates.
	datesTold bool
	// counted are the first items of the pictures whose bytes are in sum.BytesIn.
	counted map[int]bool
}

func newRun(plan *Plan, j *journal, events func(Event)) *run {
	return &run{plan: plan, journal: j, events: events, state: make([]State, len(plan.Items)), began: time.Now(),
		fails: make(map[int]error), warns: make(map[int][]string), counted: make(map[int]bool)}
}

func (r *run) emit(ctx context.Context, e Event) {
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
		if first := r.plan.first(e.Index); !r.counted[first] { // once for all sizes
			r.counted[first] = true
			r.sum.BytesIn += item.Job.Source.Bytes
		}
		r.sum.BytesOut += e.Outcome.Bytes
		e.Outcome.Warnings = r.untold(e.Outcome.Warnings)
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
	r.journal.put(ctx, e)
	if r.events != nil {
		r.events(e)
	}
}

// untold returns a result's warnings without the one that all results on a disk have, once that was
// emitted.
func (r *run) untold(warnings []string) []string {
	if !slices.Contains(warnings, resize.DateNotKept) {
		return warnings
	}
	if !r.datesTold {
		r.datesTold = true
		return warnings
	}
	isTold := func(warning string) bool { return warning == resize.DateNotKept }
	return slices.DeleteFunc(slices.Clone(warnings), isTold)
}

// rest reports what was never submitted, or not waited for, as cancelled.
func (r *run) rest(ctx context.Context) {
	for i, s := range r.state {
		if s == Waiting || s == Working {
			r.emit(ctx, Event{Index: i, State: Cancelled})
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
