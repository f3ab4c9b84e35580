package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"sizemill/internal/jsonline"
	"sizemill/ledger"
)

// historyCmd lists batches.
type historyCmd struct {
	Most   int         `group:"history" short:"n" default:"20" placeholder:"N" help:"List the N newest batches; default ${default}."`
	JSON   bool        `group:"history" name:"json" help:"Print one JSON object per line."`
	Forget []forgotten `group:"history" placeholder:"ID|AGE" help:"Delete a batch from the history, or all that are older, such as 30d; repeat the flag for more. The backups of originals that they replaced are deleted too: those batches cannot be undone any more. Pictures are not touched."`
}

// Run prints the newest batches, newest first.
func (c *historyCmd) Run(ctx context.Context, env *Env) error {
	if c.Most < 1 {
		return usageError{fmt.Errorf("-n %d: must be 1 or more", c.Most)}
	}
	l, err := env.past(ctx)
	switch {
	case errors.Is(err, errNoBatch) && len(c.Forget) == 0:
		return c.print(ctx, env, nil)
	case err != nil:
		return err
	case len(c.Forget) > 0:
		err = c.forget(ctx, env, l)
	default:
		err = c.print(ctx, env, l)
	}
	return errors.Join(err, l.Close())
}

func (c *historyCmd) print(ctx context.Context, env *Env, l *ledger.Ledger) (err error) {
	var batches []ledger.Batch
	if l != nil {
		if batches, err = l.History(ctx, c.Most); err != nil {
			return err
		}
	}
	switch {
	case c.JSON:
		return historyLines(env.Stdout, l, batches)
	case len(batches) == 0:
		_, err = fmt.Fprintln(env.Stdout, errNoBatch)
		return err
	}
	return historyTable(env.Stdout, l, batches)
}

// jsonBatch is a recorded batch.
type jsonBatch struct {
	ID        int64      `json:"id"`
	Kind      string     `json:"kind"`
	State     string     `json:"state"`
	Began     time.Time  `json:"began"`
	Ended     *time.Time `json:"ended,omitempty"`
	InPlace   bool       `json:"in_place,omitempty"`
	Inputs    []jsonPath `json:"inputs"`
	Outputs   []jsonPath `json:"outputs"`
	Resized   int        `json:"resized"`
	Copied    int        `json:"copied"`
	Failed    int        `json:"failed"`
	Skipped   int        `json:"skipped"`
	Cancelled int        `json:"cancelled"`
	Left      int        `json:"left"` // planned and not made
	Undone    int        `json:"undone"`
	BytesIn   int64      `json:"bytes_in"`
	BytesOut  int64      `json:"bytes_out"`
	Seconds   float64    `json:"seconds"`
}

func historyLines(w io.Writer, l *ledger.Ledger, batches []ledger.Batch) error {
	enc := newEncoder(w)
	for i := range batches {
		if err := enc.Encode(newJSONBatch(l, &batches[i])); err != nil {
			return err
		}
	}
	return nil
}

func newJSONBatch(l *ledger.Ledger, b *ledger.Batch) jsonBatch {
	out := jsonBatch{
		ID: b.ID, Kind: b.Kind.String(), State: batchState(l, b).String(), Began: b.Began,
		InPlace: b.InPlace, Inputs: jsonline.NewPaths(b.Inputs), Outputs: jsonline.NewPaths(b.Outputs),
		Resized: b.Made, Copied: b.Copied, Failed: b.Failed, Skipped: b.Skipped,
		Cancelled: b.Cancelled, Left: b.Planned, Undone: b.Undone,
		BytesIn: b.BytesIn, BytesOut: b.BytesOut, Seconds: b.Elapsed.Seconds(),
	}
	if !b.Ended.IsZero() {
		out.Ended = &b.Ended
	}
	return out
}

func historyTable(w io.Writer, l *ledger.Ledger, batches []ledger.Batch) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	rows := []string{"ID\tWHEN\tRESULTS\tSIZE\tSTATE\tFOLDERS"}
	for i := range batches {
		b := &batches[i]
		rows = append(rows, fmt.Sprintf("%d\t%s\t%d\t%s\t%s\t%s", b.ID,
			b.Began.Local().Format("2006-01-02 15:04"), b.Made+b.Copied, savedText(b),
			stateText(batchState(l, b), b), foldersText(b)))
	}
	for _, row := range rows {
		if _, err := fmt.Fprintln(table, row); err != nil {
			return err
		}
	}
	return table.Flush()
}

// savedText returns "8.1 MB → 312 kB".
func savedText(b *ledger.Batch) string {
	if b.Made+b.Copied == 0 {
		return "–"
	}
	return bytesText(b.BytesIn) + " → " + bytesText(b.BytesOut)
}

// foldersText returns "in → in resized".
func foldersText(b *ledger.Batch) string {
	from := oneLine(pathsShown(b.Inputs))
	switch {
	case b.InPlace:
		return from + " (in place)"
	case b.Kind == ledger.Watch:
		from += " (watched)"
	}
	return from + " → " + oneLine(pathsShown(b.Outputs))
}

// batchProgress is how far a batch has come.
type batchProgress int

// The states of a batch, as history prints them.
const (
	batchDone batchProgress = iota
	batchRunning
	batchInterrupted
	batchUndone       // entirely
	batchPartlyUndone // some results were kept
)

// String returns the state's name in lower-case English.
func (p batchProgress) String() string {
	return [...]string{"done", "running", "interrupted", "undone", "partly undone"}[p]
}

// batchState returns how far a batch has come.
func batchState(l *ledger.Ledger, b *ledger.Batch) batchProgress {
	switch {
	case (b.Ended.IsZero() || b.Missing() > 0) && l.Live(b.ID):
		return batchRunning
	case b.Undone > 0 && b.Made+b.Copied == 0:
		return batchUndone
	case b.Undone > 0:
		return batchPartlyUndone
	case b.Planned+b.Cancelled > 0:
		return batchInterrupted
	}
	return batchDone
}

// stateText explains a state.
func stateText(p batchProgress, b *ledger.Batch) string {
	parts := []string{p.String()}
	left := b.Planned + b.Cancelled
	all := left + b.Made + b.Copied + b.Failed + b.Undone
	switch p {
	case batchInterrupted:
		parts = []string{fmt.Sprintf("%v: %d of %d left", p, left, all)}
	case batchRunning:
		if b.Kind == ledger.Resize {
			parts = []string{fmt.Sprintf("%v: %d of %d left", p, left, all)}
		}
	case batchPartlyUndone:
		parts = []string{fmt.Sprintf("undone but for %d", b.Made+b.Copied)}
	}
	if b.Failed > 0 {
		parts = slices.Insert(parts, 1, fmt.Sprintf("%d failed", b.Failed))
	}
	return strings.Join(parts, ", ")
}
