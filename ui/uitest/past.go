package uitest

import (
	"context"
	"sync"
	"time"

	"sizemill/batch"
	"sizemill/ledger"
	"sizemill/undo"
)

// Past plays the record of batches from a script.
type Past struct {
	Batch  *ledger.Batch // that was interrupted; nil if none was
	Err    error         // of Resume
	Plan   *batch.Plan   // of Resume
	OnUndo UndoFunc

	mu       sync.Mutex
	declined []int64
	resumed  []int64
	undone   [][]int64
}

// UndoFunc takes back batches.
type UndoFunc func(ctx context.Context, events func(undo.Event)) error

// Interrupted returns Batch.
func (p *Past) Interrupted(context.Context) (b ledger.Batch, found bool, err error) {
	if p.Batch == nil {
		return b, false, nil
	}
	return *p.Batch, true, nil
}

// Decline notes the batch.
func (p *Past) Decline(_ context.Context, id int64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.declined = append(p.declined, id)
	return nil
}

// Declined returns what Decline was called with.
func (p *Past) Declined() []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]int64(nil), p.declined...)
}

// Resume notes the batch and returns Plan and Err.
func (p *Past) Resume(
	ctx context.Context, id int64,
) (*batch.Sources, *batch.Plan, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.resumed = append(p.resumed, id)
	if p.Err != nil {
		return nil, nil, p.Err
	}
	return &batch.Sources{}, p.Plan, ctx.Err()
}

// Resumed returns what Resume was called with.
func (p *Past) Resumed() []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]int64(nil), p.resumed...)
}

// undoneResults is how many results a fake batch has.
const undoneResults = 31

// Undo notes the batches and calls OnUndo.
func (p *Past) Undo(
	ctx context.Context, batches []int64, begun func(results int), events func(undo.Event),
) error {
	p.mu.Lock()
	p.undone = append(p.undone, batches)
	p.mu.Unlock()
	begun(undoneResults)
	return p.OnUndo(ctx, events)
}

// Undone returns what Undo was called with.
func (p *Past) Undone() [][]int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([][]int64(nil), p.undone...)
}

// UndoAll removes all results but the first, which has changed.
func UndoAll(_ context.Context, events func(undo.Event)) error {
	changed := &ledger.Entry{}
	changed.Output.Path = "/photos/Holiday resized/2024/Lisbon/IMG_0001.jpg"
	events(undo.Event{Entry: changed, Action: undo.Kept, Reason: undo.Changed})
	for range undoneResults - 1 {
		events(undo.Event{Entry: &ledger.Entry{}, Action: undo.Removed})
	}
	return nil
}

// UndoTenThenWait removes ten results and then waits to be cancelled.
func UndoTenThenWait(ctx context.Context, events func(undo.Event)) error {
	for range 10 {
		events(undo.Event{Entry: &ledger.Entry{}, Action: undo.Removed})
	}
	<-ctx.Done()
	return context.Cause(ctx)
}

// Interrupted returns a batch of 46 pictures of which 18 are left.
func Interrupted() *ledger.Batch {
	return &ledger.Batch{
		ID: 7, Began: time.Now(), Inputs: []string{"/photos/Holiday"},
		Totals: ledger.Totals{Planned: 17, Failed: 1, Made: 25, Copied: 3},
	}
}

// Unrecorded makes run a run that could not be recorded.
func Unrecorded(err error, run RunFunc) RunFunc {
	return func(
		ctx context.Context, plan *batch.Plan, events func(batch.Event),
	) (batch.Summary, error) {
		s, runErr := run(ctx, plan, events)
		s.Unrecorded = err
		return s, runErr
	}
}

// Recorded makes run a run that is recorded as a batch.
func Recorded(batchID int64, run RunFunc) RunFunc {
	return func(
		ctx context.Context, plan *batch.Plan, events func(batch.Event),
	) (batch.Summary, error) {
		s, err := run(ctx, plan, events)
		s.Batch = batchID
		return s, err
	}
}
