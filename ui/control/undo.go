package control

import (
	"context"
	"slices"

	"sizemill/ui/model"
	"sizemill/undo"
)

// Undo takes back what the runs of the list have written. It asks first if that restores originals.
func (c *Controller) Undo() {
	c.do(func(ctx context.Context) {
		switch {
		case !c.view.CanUndo():
		case c.view.InPlace():
			c.hooks.AskRestore(func() { c.do(c.undo) })
		default:
			c.undo(ctx)
		}
	})
}

func (c *Controller) undo(ctx context.Context) {
	if !c.view.CanUndo() { // it was answered late
		return
	}
	c.view.Phase, c.view.Stopping = model.PhaseRunning, false
	c.clearNotice()
	c.undoing.Store(&model.Undoing{})
	c.job++
	job, batches := c.job, slices.Clone(c.view.Batches)
	ctx, c.cancel = context.WithCancel(ctx)
	c.task(ctx, func(ctx context.Context) command {
		var p model.Undoing
		var undone model.Undone
		show := func() {
			now := p
			c.undoing.Store(&now)
		}
		begun := func(results int) { p.Total = results; show() }
		err := c.deps.Past.Undo(ctx, batches, begun, func(e undo.Event) {
			undone.Add(e)
			p.Done++
			show()
		})
		return func(ctx context.Context) { c.undone(ctx, job, undone, err) }
	})
}

// undone shows what undoing has come to. The inputs are read again: originals may be back. If it
// was cancelled, or failed, the list stays, so that the user can undo the rest.
func (c *Controller) undone(ctx context.Context, job int, undone model.Undone, err error) {
	if job != c.job {
		return
	}
	c.stopJob()
	c.undoing.Store(nil)
	c.view.Phase, c.view.Stopping = model.PhaseDone, false
	if err == nil {
		c.scan(ctx, c.view.Inputs)
	}
	c.view.Notice = model.Notice{Kind: model.NoticeUndone, Undone: undone, Err: err}
}
