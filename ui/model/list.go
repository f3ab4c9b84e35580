package model

import (
	"sync"
	"time"

	"sizemill/batch"
)

// outcome is what a run has reported about one picture so far.
type outcome struct {
	state    batch.State
	path     string
	bytes    int64
	err      error
	reason   batch.Reason
	warnings []string
}

// List holds a plan and the state of each of its pictures. The goroutine that runs a batch writes
// it while the UI goroutine reads single rows; each holds the lock for nanoseconds, however many
// pictures there are.
type List struct {
	Changed chan struct{} // holds a value after a change

	mu           sync.RWMutex
	plan         *batch.Plan
	outcomes     []outcome // like plan.Items; empty until a run begins
	order        []int     // plan index of each shown row
	onlyFailures bool
	failures     int
	notes        int // pictures made with warnings
	tracker      *batch.Tracker
	scan         batch.ScanProgress
}

// NewList makes a list without a plan.
func NewList() *List { return &List{Changed: make(chan struct{}, 1)} }

func (l *List) notify() {
	select {
	case l.Changed <- struct{}{}:
	default:
	}
}

// SetPlan replaces the plan, which may be nil, and forgets any run.
func (l *List) SetPlan(plan *batch.Plan) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.plan, l.outcomes, l.tracker, l.failures, l.notes = plan, nil, nil, 0, 0
	if plan != nil {
		l.failures = plan.Counts.Fail
	}
	l.reorder(false)
}

// Plan returns the plan, or nil.
func (l *List) Plan() *batch.Plan {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.plan
}

// SetScan stores how far a scan has come.
func (l *List) SetScan(p batch.ScanProgress) {
	l.mu.Lock()
	l.scan = p
	l.mu.Unlock()
	l.notify()
}

// Begin prepares for a run of the plan that starts now.
func (l *List) Begin(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.outcomes = make([]outcome, len(l.plan.Items))
	l.tracker = batch.NewTracker(l.plan, now)
}

// Apply takes one event of the run. It is called on the goroutine that runs the batch.
func (l *List) Apply(e batch.Event, now time.Time) {
	l.mu.Lock()
	if e.Index >= 0 && e.Index < len(l.outcomes) {
		o := &l.outcomes[e.Index]
		*o = outcome{
			state: e.State, reason: e.Reason, err: o.err,
			path: e.Outcome.Path, bytes: e.Outcome.Bytes, warnings: e.Outcome.Warnings,
		}
		if len(o.warnings) > 0 {
			l.notes++
		}
		// A picture that failed during planning is already counted.
		if e.State == batch.Failed && l.plan.Items[e.Index].Task != batch.TaskFail {
			o.err = e.Err
			l.failures++
		}
		l.tracker.Apply(e, now)
	}
	l.mu.Unlock()
	l.notify()
}

// Finish moves failed pictures to the top, followed by those with notes.
func (l *List) Finish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reorder(true)
}

// ShowFailures limits the rows to the failed ones, or shows all again; ended is whether a run is
// over.
func (l *List) ShowFailures(only, ended bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.onlyFailures = only
	l.reorder(ended)
}

// reorder decides which rows are shown, and in which order: after a run, what the user should see
// comes first. The caller holds the lock.
func (l *List) reorder(ended bool) {
	l.order = l.order[:0]
	if l.plan == nil {
		return
	}
	if l.failures == 0 {
		l.onlyFailures = false
	}
	show := func(keep func(Row) bool) {
		for i := range l.plan.Items {
			if keep(l.at(i)) {
				l.order = append(l.order, i)
			}
		}
	}
	noted := func(r Row) bool { return !r.Failed() && len(r.Warnings) > 0 }
	switch {
	case l.onlyFailures:
		show(Row.Failed)
	case ended:
		show(Row.Failed)
		show(noted)
		show(func(r Row) bool { return !r.Failed() && !noted(r) })
	default:
		show(func(Row) bool { return true })
	}
}

// at returns the row of the picture with plan index i. The caller holds the lock.
func (l *List) at(i int) Row {
	item := &l.plan.Items[i]
	r := Row{Item: item, Err: item.Err, Reason: item.Reason}
	if i < len(l.outcomes) {
		o := l.outcomes[i]
		r.State, r.Path, r.Bytes, r.Warnings = o.state, o.path, o.bytes, o.warnings
		if o.reason != "" {
			r.Reason = o.reason
		}
		if o.err != nil {
			r.Err = o.err
		}
	}
	return r
}

// Len returns the number of shown rows.
func (l *List) Len() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.order)
}

// Row returns shown row n, or false if there are fewer rows by now.
func (l *List) Row(n int) (Row, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if n < 0 || n >= len(l.order) {
		return Row{}, false
	}
	return l.at(l.order[n]), true
}

// Snapshot fills in the parts of v that the list knows.
func (l *List) Snapshot(v *View, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v.Scan = l.scan
	v.Failures, v.Notes, v.OnlyFailures = l.failures, l.notes, l.onlyFailures
	if l.onlyFailures {
		l.reorder(false)
	}
	if l.plan != nil {
		v.Counts, v.Outputs, v.Others = l.plan.Counts, l.plan.Outputs, l.plan.Others
	}
	if l.tracker != nil {
		v.Progress = l.tracker.Progress(now)
	}
}

// Failed returns a plan of the pictures that failed, during planning or the run, or nil.
func (l *List) Failed() *batch.Plan {
	return l.part(func(i int, _ *batch.Item) bool { return l.at(i).Failed() })
}

// Remaining returns the number of pictures that a run has left undone.
func (l *List) Remaining() int {
	if plan := l.part(l.undone); plan != nil {
		return len(plan.Items)
	}
	return 0
}

// Unfinished returns a plan of the pictures that are left undone and of those that failed, so that
// these stay in the list. It returns nil if no picture is left undone.
func (l *List) Unfinished() *batch.Plan {
	if l.Remaining() == 0 {
		return nil
	}
	return l.part(func(i int, item *batch.Item) bool { return l.undone(i, item) || l.at(i).Failed() })
}

// undone reports whether a run has left the picture undone. The caller holds the lock.
func (l *List) undone(i int, item *batch.Item) bool {
	if item.Task != batch.TaskConvert && item.Task != batch.TaskCopy {
		return false
	}
	switch l.at(i).State {
	case batch.Waiting, batch.Working, batch.Cancelled:
		return true
	default:
		return false
	}
}

// part returns a plan of some pictures of a run, or nil if there are none.
func (l *List) part(keep func(i int, item *batch.Item) bool) *batch.Plan {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.plan == nil || len(l.outcomes) == 0 {
		return nil
	}
	if part := l.plan.Only(keep); len(part.Items) > 0 {
		return part
	}
	return nil
}
