package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sizemill/batch"
	"sizemill/internal/confine"
	"sizemill/ledger"
)

// resumeCmd makes what is missing of a recorded batch.
type resumeCmd struct {
	loadFlags
	sourceFlags
	spaceFlags
	confineFlags
	printFlags
	ID int64 `arg:"" optional:"" placeholder:"ID" help:"The batch, as history lists it; default: the newest that is not complete."`
}

// Run resumes and reports.
func (c *resumeCmd) Run(ctx context.Context, env *Env) error {
	if err := c.validate(); err != nil {
		return usageError{err}
	}
	l, err := env.ledger(ctx)
	if err != nil {
		return err
	}
	err = c.resume(ctx, env, l)
	return errors.Join(err, l.Close())
}

func (c *resumeCmd) resume(ctx context.Context, env *Env, l *ledger.Ledger) error {
	report := newReporter(env, &c.printFlags)
	id, err := c.batch(ctx, l)
	if err != nil {
		return errors.Join(err, report.failed(err))
	}
	src, plan, err := batch.Resume(ctx, l, id, c.scan())
	switch {
	case errors.Is(err, batch.ErrComplete):
		return c.tell(env, fmt.Sprintf("batch %d is complete: nothing is left to do", id))
	case err != nil:
		return errors.Join(err, report.failed(err))
	}
	runner := batch.Runner{
		Workers: c.workers(), Memory: int64(c.Memory), Grace: grace, NoSpaceCheck: c.NoSpaceCheck,
		TimeLimit: time.Duration(c.TimeLimit), Ledger: l, Backups: env.backups(),
	}
	return carryOut(ctx, env, report, runner, plan, func() {
		outputs, err := runner.Prepare(plan)
		c.confine(env, confine.Access{Read: src.Reads(), Write: outputs}, err)
	})
}

// tell prints a line, unless only failures are asked for or programs read it.
func (c *resumeCmd) tell(env *Env, text string) error {
	if c.Quiet || c.JSON {
		return nil
	}
	_, err := fmt.Fprintln(env.Stdout, text)
	return err
}

// searched is how many of the newest batches are looked at for one that is not complete.
const searched = 1000

// batch returns the batch that was named, or the newest that is not complete. That is ErrComplete
// for the newest batch of all if there is none.
func (c *resumeCmd) batch(ctx context.Context, l *ledger.Ledger) (int64, error) {
	if c.ID != 0 {
		return c.ID, nil
	}
	batches, err := l.History(ctx, searched)
	if err != nil {
		return 0, err
	}
	for i := range batches {
		b := &batches[i]
		if b.Kind == ledger.Resize && b.Missing() > 0 && b.Undone == 0 && !l.Live(b.ID) {
			return b.ID, nil
		}
	}
	for i := range batches {
		if batches[i].Kind == ledger.Resize {
			return batches[i].ID, nil
		}
	}
	return 0, errors.New("no batch has been recorded")
}
