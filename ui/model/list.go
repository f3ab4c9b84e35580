package model

import (
	"sync"
	"time"

	"sizemill/batch"
)

// Failed says whether the picture cannot be or was not made.
func (r Row) Failed() bool { return r.Err != nil }

// Notes are the warnings of a result, and before it is made what it is known to lack.
func (r Row) Notes() []string {
	work := r.Item.Task == batch.TaskConvert || r.Item.Task == batch.TaskCopy
	if pending := r.State == batch.Waiting || r.State == batch.Working; work && pending && r.Err == nil {
		return r.Item.Job.Losses()
	}
	return r.Warnings
}

// outcome is what a run has said about one picture so far.
type outcome struct {
	state    batch.State
	path     string
	bytes    int64
	err      error
	reason   batch.Reason
	warnings []string
}

// List holds the plan and where each picture stands. The goroutine that runs a batch writes it, the UI goroutine reads
// single rows: each holds the lock for nanoseconds, however many pictures there are.
type List struct {
	Changed chan struct{} // a value waits here after a change

	mu           sync.RWMutex
	plan         *batch.Plan
	outcomes     []outcome // like plan.Items; empty until a run begins
	order        []int     // plan index of each shown row
	onlyFailures bool
	failures     int
	notes        int // done with warnings
	tracker      *batch.Tracker
	scan         batch.ScanProgress
}

func NewList() *List { return &List{Changed: make(chan struct{}, 1)} }

func (m *List) notify() {
	select {
	case m.Changed <- struct{}{}:
	default:
	}
}

// SetPlan shows plan, which may be nil, forgetting any run.
func (m *List) SetPlan(plan *batch.Plan) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.plan, m.outcomes, m.tracker, m.failures, m.notes = plan, nil, nil, 0, 0
	if plan != nil {
		m.failures = plan.Counts.Fail
	}
	m.reorder(false)
}

// Plan returns the plan that is shown, or nil.
func (m *List) Plan() *batch.Plan {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.plan
}

// SetScan stores how far a scan has come.
func (m *List) SetScan(p batch.ScanProgress) {
	m.mu.Lock()
	m.scan = p
	m.mu.Unlock()
	m.notify()
}

// Begin readies the model for a run of its plan that starts at now.
func (m *List) Begin(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.outcomes = make([]outcome, len(m.plan.Items))
	m.tracker = batch.NewTracker(m.plan, now)
}

// Apply takes one event of the run, at now. It is called from the goroutine that runs the batch.
func (m *List) Apply(e batch.Event, now time.Time) {
	m.mu.Lock()
	if e.Index >= 0 && e.Index < len(m.outcomes) {
		o := &m.outcomes[e.Index]
		o.state, o.path, o.bytes, o.warnings, o.reason = e.State, e.Outcome.Path, e.Outcome.Bytes, e.Outcome.Warnings, e.Reason
		if len(o.warnings) > 0 {
			m.notes++
		}
		// A picture that failed while planning is counted already.
		if e.State == batch.Failed && m.plan.Items[e.Index].Task != batch.TaskFail {
			o.err = e.Err
			m.failures++
		}
		m.tracker.Apply(e, now)
	}
	m.mu.Unlock()
	m.notify()
}

// Finish puts failed pictures on top, and below them those with notes.
func (m *List) Finish() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reorder(true)
}

// ShowFailures filters the rows to the failed ones, or shows all again.
func (m *List) ShowFailures(only, ended bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.onlyFailures = only
	m.reorder(ended)
}

// reorder computes the shown rows anew; where the run has ended, what the user should see comes first. The caller holds the lock.
func (m *List) reorder(ended bool) {
	m.order = m.order[:0]
	if m.plan == nil {
		return
	}
	if m.failures == 0 {
		m.onlyFailures = false
	}
	show := func(keep func(Row) bool) {
		for i := range m.plan.Items {
			if keep(m.at(i)) {
				m.order = append(m.order, i)
			}
		}
	}
	noted := func(r Row) bool { return !r.Failed() && len(r.Warnings) > 0 }
	switch {
	case m.onlyFailures:
		show(Row.Failed)
	case ended:
		show(Row.Failed)
		show(noted)
		show(func(r Row) bool { return !r.Failed() && !noted(r) })
	default:
		show(func(Row) bool { return true })
	}
}

// at is the picture with plan index i. The caller holds the lock.
func (m *List) at(i int) Row {
	item := &m.plan.Items[i]
	r := Row{Item: item, Err: item.Err, Reason: item.Reason}
	if i < len(m.outcomes) {
		o := m.outcomes[i]
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

// Len is the number of shown rows.
func (m *List) Len() int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.order)
}

// Row is the n-th shown row; false when there are fewer by now.
func (m *List) Row(n int) (Row, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if n < 0 || n >= len(m.order) {
		return Row{}, false
	}
	return m.at(m.order[n]), true
}

// Snapshot fills in the parts of v that the model knows, at now.
func (m *List) Snapshot(v *View, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v.Scan = m.scan
	v.Failures, v.Notes, v.OnlyFailures = m.failures, m.notes, m.onlyFailures
	if m.onlyFailures {
		m.reorder(false)
	}
	if m.plan != nil {
		v.Counts, v.Outputs, v.Others = m.plan.Counts, m.plan.Outputs, m.plan.Others
	}
	if m.tracker != nil {
		v.Progress = m.tracker.Progress(now)
	}
}

// Failed is a plan of the pictures that failed, while planning or in the run; nil when there is none.
func (m *List) Failed() *batch.Plan {
	return m.part(func(i int, _ *batch.Item) bool { return m.at(i).Failed() })
}

// Remaining is the number of pictures that a run has left undone.
func (m *List) Remaining() int {
	if plan := m.part(m.undone); plan != nil {
		return len(plan.Items)
	}
	return 0
}

// Unfinished is a plan of those pictures, and of those that failed, so that they stay in the list; nil where none is undone.
func (m *List) Unfinished() *batch.Plan {
	if m.Remaining() == 0 {
		return nil
	}
	return m.part(func(i int, item *batch.Item) bool { return m.undone(i, item) || m.at(i).Failed() })
}

// undone says whether a run has left the picture undone. The caller holds the lock.
func (m *List) undone(i int, item *batch.Item) bool {
	if item.Task != batch.TaskConvert && item.Task != batch.TaskCopy {
		return false
	}
	switch m.at(i).State {
	case batch.Waiting, batch.Working, batch.Cancelled:
		return true
	default:
		return false
	}
}

func (m *List) part(keep func(i int, item *batch.Item) bool) *batch.Plan {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.plan == nil || len(m.outcomes) == 0 {
		return nil
	}
	if part := m.plan.Only(keep); len(part.Items) > 0 {
		return part
	}
	return nil
}
