package control

import (
	"context"
	"slices"
	"time"

	"sizemill/batch"
	"sizemill/ledger"
	"sizemill/undo"
)

// Past is the record of batches, as far as the controller uses it. Each method blocks.
type Past interface {
	// Interrupted returns the newest batch that a crash or a power failure has interrupted and that
	// is worth resuming, if there is one.
	Interrupted(ctx context.Context) (b ledger.Batch, found bool, err error)
	// Decline makes Interrupted pass over a batch from now on.
	Decline(ctx context.Context, batch int64) error
	// Resume plans what is missing of a batch.
	Resume(ctx context.Context, batch int64) (*batch.Sources, *batch.Plan, error)
	// Undo takes back what batches have written, the last one first. It calls begun with the number
	// of results, and then events serially.
	Undo(
		ctx context.Context, batches []int64, begun func(results int), events func(undo.Event),
	) error
}

// History is the past that a ledger has recorded.
type History struct {
	Ledger   *ledger.Ledger
	Scanning batch.ScanOptions // of batches that are resumed
}

const (
	// An interrupted batch that is older than the newest batches, or than a month, is not brought up
	// unasked.
	batchesSearched = 20
	longAgo         = 30 * 24 * time.Hour
)

// Interrupted implements Past. A batch whose inputs were resized again later is not worth resuming.
func (h History) Interrupted(ctx context.Context) (b ledger.Batch, found bool, err error) {
	batches, err := h.Ledger.History(ctx, batchesSearched)
	if err != nil {
		return b, false, err
	}
	for i, b := range batches {
		again := slices.ContainsFunc(batches[:i], func(later ledger.Batch) bool {
			return later.Kind == ledger.Resize && slices.Equal(later.Inputs, b.Inputs)
		})
		killed := b.Kind == ledger.Resize && b.Ended.IsZero() && b.Missing() > 0 && b.Undone == 0
		if killed && !again && time.Since(b.Began) < longAgo && !h.Ledger.Live(b.ID) {
			return b, true, nil
		}
	}
	return b, false, nil
}

// Decline records that the batch has ended. What is missing of it stays recorded, so it can still
// be resumed by its number.
func (h History) Decline(ctx context.Context, batch int64) error {
	recording, err := h.Ledger.Continue(ctx, batch)
	if err != nil {
		return err
	}
	return recording.Close(ctx, &ledger.Ending{At: time.Now()})
}

// Resume calls batch.Resume.
func (h History) Resume(
	ctx context.Context, id int64,
) (*batch.Sources, *batch.Plan, error) {
	return batch.Resume(ctx, h.Ledger, id, h.Scanning)
}

// Undo calls undo.Run.
func (h History) Undo(
	ctx context.Context, batches []int64, begun func(results int), events func(undo.Event),
) error {
	results := 0
	for _, id := range batches {
		b, err := h.Ledger.Get(ctx, id)
		if err != nil {
			return err
		}
		results += b.Made + b.Copied
	}
	begun(results)
	for _, id := range slices.Backward(batches) {
		if _, err := undo.Run(ctx, h.Ledger, id, events); err != nil {
			return err
		}
	}
	return nil
}
