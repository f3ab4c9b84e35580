package ui

import (
	"sync"
	"time"

	"sizemill/batch"
)

// row is one picture as the list shows it.
type row struct {
	Item     *batch.Item // of the plan; read only
	State    batch.State
	Path     string       // of the output, once done
	Bytes    int64        // of the output, once done
	Err      error        // of a failed picture
	Reason   batch.Reason // of one that was left out
	Warnings []string
}

// failed says whether the picture cannot be or was not made.
func (r row) failed() bool { return r.Err != nil }

// notes are the warnings of a result, and before it is made what it is known to lack.
func (r row) notes() []string {
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

// model holds the plan and where each picture stands. The goroutine that runs a batch writes it, the UI goroutine reads
// single rows: each holds the lock for nanoseconds, however many pictures there are.
type model struct {
	changed chan struct{} // a value waits here after a change

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

func newModel() *model { return &model{changed: make(chan struct{}, 1)} }

func (m *model) notify() {
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// setPlan shows plan, which may be nil, forgetting any run.
func (m *model) setPlan(plan *batch.Plan) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.plan, m.outcomes, m.tracker, m.failures, m.notes = plan, nil, nil, 0, 0
	if plan != nil {
		m.failures = plan.Counts.Fail
	}
	m.reorder(false)
}

// current returns the plan that is shown, or nil.
func (m *model) current() *batch.Plan {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.plan
}

// setScan stores how far a scan has come.
func (m *model) setScan(p batch.ScanProgress) {
	m.mu.Lock()
	m.scan = p
	m.mu.Unlock()
	m.notify()
}

// begin readies the model for a run of its plan that starts at now.
func (m *model) begin(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.outcomes = make([]outcome, len(m.plan.Items))
	m.tracker = batch.NewTracker(m.plan, now)
}

// apply takes one event of the run, at now. It is called from the goroutine that runs the batch.
func (m *model) apply(e batch.Event, now time.Time) {
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

// finish puts failed pictures on top, and below them those with notes.
func (m *model) finish() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reorder(true)
}

// showFailures filters the rows to the failed ones, or shows all again.
func (m *model) showFailures(only, ended bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.onlyFailures = only
	m.reorder(ended)
}

// reorder computes the shown rows anew; where the run has ended, what the user should see comes first. The caller holds the lock.
func (m *model) reorder(ended bool) {
	m.order = m.order[:0]
	if m.plan == nil {
		return
	}
	if m.failures == 0 {
		m.onlyFailures = false
	}
	show := func(keep func(row) bool) {
		for i := range m.plan.Items {
			if keep(m.at(i)) {
				m.order = append(m.order, i)
			}
		}
	}
	noted := func(r row) bool { return !r.failed() && len(r.Warnings) > 0 }
	switch {
	case m.onlyFailures:
		show(row.failed)
	case ended:
		show(row.failed)
		show(noted)
		show(func(r row) bool { return !r.failed() && !noted(r) })
	default:
		show(func(row) bool { return true })
	}
}

// at is the picture with plan index i. The caller holds the lock.
func (m *model) at(i int) row {
	item := &m.plan.Items[i]
	r := row{Item: item, Err: item.Err, Reason: item.Reason}
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

// rows is the number of shown rows.
func (m *model) rows() int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.order)
}

// row is the n-th shown row; false when there are fewer by now.
func (m *model) row(n int) (row, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if n < 0 || n >= len(m.order) {
		return row{}, false
	}
	return m.at(m.order[n]), true
}

// snapshot fills in the parts of v that the model knows, at now.
func (m *model) snapshot(v *view, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v.scan = m.scan
	v.failures, v.notes, v.onlyFailures = m.failures, m.notes, m.onlyFailures
	if m.onlyFailures {
		m.reorder(false)
	}
	if m.plan != nil {
		v.counts, v.outputs, v.others = m.plan.Counts, m.plan.Outputs, m.plan.Others
	}
	if m.tracker != nil {
		v.progress = m.tracker.Progress(now)
	}
}

// failed is a plan of the pictures that failed, while planning or in the run; nil when there is none.
func (m *model) failed() *batch.Plan {
	return m.part(func(i int, _ *batch.Item) bool { return m.at(i).failed() })
}

// remaining is the number of pictures that a run has left undone.
func (m *model) remaining() int {
	if plan := m.part(m.undone); plan != nil {
		return len(plan.Items)
	}
	return 0
}

// unfinished is a plan of those pictures, and of those that failed, so that they stay in the list; nil where none is undone.
func (m *model) unfinished() *batch.Plan {
	if m.remaining() == 0 {
		return nil
	}
	return m.part(func(i int, item *batch.Item) bool { return m.undone(i, item) || m.at(i).failed() })
}

// undone says whether a run has left the picture undone. The caller holds the lock.
func (m *model) undone(i int, item *batch.Item) bool {
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

func (m *model) part(keep func(i int, item *batch.Item) bool) *batch.Plan {
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
