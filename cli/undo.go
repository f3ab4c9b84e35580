package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sizemill/internal/jsonline"
	"sizemill/ledger"
	"sizemill/undo"
)

// undoCmd takes back a batch.
type undoCmd struct {
	JSON  bool  `group:"history" name:"json" help:"Print one JSON object per line."`
	Quiet bool  `group:"history" short:"q" help:"Print only what was kept, and why."`
	ID    int64 `arg:"" optional:"" placeholder:"ID" help:"The batch, as history lists it; default: the newest that has written something and is not undone. Watched folders are undone by their ID alone."`
}

// Run takes the batch back, and reports.
func (c *undoCmd) Run(ctx context.Context, env *Env) error {
	l, err := env.past(ctx)
	if err != nil {
		return err
	}
	return errors.Join(c.undo(ctx, env, l), l.Close())
}

func (c *undoCmd) undo(ctx context.Context, env *Env, l *ledger.Ledger) error {
	b, err := c.batch(ctx, l)
	if err != nil {
		return err
	}
	report := &undoReporter{env: env, flags: c, lines: newJSONReporter(env.Stdout)}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	sum, err := undo.Run(ctx, l, b.ID, func(e undo.Event) {
		if err := report.event(&e); err != nil {
			stop(err) // nothing reads the output any more
		}
	})
	if errors.Is(err, ledger.ErrLive) || errors.Is(err, ledger.ErrUnknown) {
		return err
	}
	err = errors.Join(err, report.summary(&b, &sum))
	return errors.Join(err, failures(sum.Kept))
}

// batch returns the batch that was named, or the newest that can be undone.
func (c *undoCmd) batch(ctx context.Context, l *ledger.Ledger) (ledger.Batch, error) {
	if c.ID != 0 {
		return l.Get(ctx, c.ID)
	}
	batches, err := l.History(ctx, searched)
	if err != nil {
		return ledger.Batch{}, err
	}
	for i := range batches {
		if b := &batches[i]; b.Kind == ledger.Resize && b.Made+b.Copied > 0 {
			return *b, nil
		}
	}
	return ledger.Batch{}, errors.New("there is no batch to undo; sizemill history lists all")
}

// undoReporter tells the user what is taken back.
type undoReporter struct {
	env   *Env
	flags *undoCmd
	lines jsonReporter
}

type jsonUndo struct {
	Event string `json:"event"` // undo.Action's name
	jsonPath
	Source jsonPath `json:"source"`
	Reason string   `json:"reason,omitempty"` // of "kept": undo.Reason's name
	Batch  int64    `json:"batch,omitempty"`  // of "replaced"
	Backup string   `json:"backup,omitempty"` // of "kept": where the original is
	Error  string   `json:"error,omitempty"`
}

func (r *undoReporter) event(e *undo.Event) error {
	if r.flags.JSON {
		out := jsonUndo{
			Event: e.Action.String(), jsonPath: newJSONPath(e.Entry.Output.Path),
			Source: newJSONPath(e.Entry.Source.Path), Reason: e.Reason.String(), Batch: e.By,
		}
		if e.Action == undo.Kept {
			out.Backup = e.Entry.Backup
		}
		if e.Err != nil {
			out.Error = e.Err.Error()
		}
		return r.lines.enc.Encode(out)
	}
	if e.Action == undo.Kept {
		r.env.complain(keptText(e))
	}
	return nil
}

// keptText returns why a file was kept: "kept a.jpg: it was changed since".
func keptText(e *undo.Event) string {
	path := e.Entry.Output.Path
	text := "kept " + path + ": "
	switch e.Reason {
	case undo.Changed:
		text += "it was changed since"
	case undo.Replaced:
		text += "a later batch has written it again"
		if e.By != 0 {
			text += " (" + strconv.FormatInt(e.By, 10) + ")"
		}
	case undo.Missing:
		text = "not found: " + path
		if e.Entry.Backup == "" {
			text += "; is its disk there?"
		}
	case undo.Unrecorded:
		text += "the program was ended before it recorded that it wrote this; sizemill resume first"
	case undo.NoBackup:
		return text + "the backup of its original is gone"
	case undo.DamagedBackup:
		text += "the backup of its original has changed"
	default:
		text = "kept " + path
		if e.Err != nil {
			text = e.Err.Error()
		}
	}
	if e.Entry.Backup != "" {
		text += "; its original is kept as " + e.Entry.Backup
	}
	return text
}

type jsonUndone struct {
	Event    string     `json:"event"` // "summary"
	Batch    int64      `json:"batch"`
	Removed  int        `json:"removed"`
	Restored int        `json:"restored"`
	Gone     int        `json:"gone"` // removed by somebody before
	Kept     int        `json:"kept"`
	Folders  []jsonPath `json:"folders"` // removed
}

func (r *undoReporter) summary(b *ledger.Batch, s *undo.Summary) error {
	if r.flags.JSON {
		return r.lines.enc.Encode(jsonUndone{
			"summary", b.ID, s.Removed, s.Restored, s.Gone, s.Kept, jsonline.NewPaths(s.Folders),
		})
	}
	if r.flags.Quiet {
		return nil
	}
	_, err := fmt.Fprintln(r.env.Stdout, undoneText(b, s))
	return err
}

// undoneText sums up what was taken back in one line.
func undoneText(b *ledger.Batch, s *undo.Summary) string {
	var parts []string
	add := func(n int, one, after string) {
		if n > 0 {
			parts = append(parts, plural(n, one)+after)
		}
	}
	add(s.Removed, "result", " removed")
	add(s.Restored, "original", " restored")
	add(len(s.Folders), "empty folder", " removed")
	add(s.Gone, "result", " gone before")
	add(s.Kept, "file", " kept")
	if len(parts) == 0 {
		parts = append(parts, "nothing was left to take back")
	}
	when := b.Began.Local().Format("2006-01-02 15:04")
	return fmt.Sprintf("batch %d of %s: %s", b.ID, when, strings.Join(parts, ", "))
}
