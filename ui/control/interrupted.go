package control

import (
	"context"

	"sizemill/batch"
	"sizemill/ledger"
	"sizemill/ui/model"
)

// findInterrupted brings up a batch that a crash has interrupted.
func (c *Controller) findInterrupted(ctx context.Context) {
	if c.deps.Past == nil {
		return
	}
	c.task(ctx, func(ctx context.Context) command {
		b, found, err := c.deps.Past.Interrupted(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return func(context.Context) { c.announce(model.Notice{Kind: model.NoticeHistory, Err: err}) }
		case !found:
			return nil
		}
		return func(context.Context) {
			c.announce(model.Notice{Kind: model.NoticeInterrupted, Batch: b})
		}
	})
}

// ResumeInterrupted goes on with the batch that the notice is about.
func (c *Controller) ResumeInterrupted() {
	c.do(func(ctx context.Context) {
		n := c.view.Notice
		switch {
		case n.Kind != model.NoticeInterrupted:
		case c.view.Phase == model.PhaseRunning:
			c.view.Notice = model.Notice{Kind: model.NoticeBusy}
		default:
			c.withdraw(model.NoticeInterrupted)
			c.loadInterrupted(ctx, n.Batch)
		}
	})
}

// loadInterrupted plans what is missing of b, and runs that.
func (c *Controller) loadInterrupted(ctx context.Context, b ledger.Batch) {
	c.stopJob()
	c.stopPlan()
	c.startAsked = false
	c.job++
	c.view.Phase = model.PhaseScanning
	c.List.SetScan(batch.ScanProgress{})
	job := c.job
	ctx, c.cancel = context.WithCancel(ctx)
	c.task(ctx, func(ctx context.Context) command {
		src, plan, err := c.deps.Past.Resume(ctx, b.ID)
		return func(ctx context.Context) { c.interruptedLoaded(ctx, job, b, src, plan, err) }
	})
}

func (c *Controller) interruptedLoaded(
	ctx context.Context, job int, b ledger.Batch, src *batch.Sources, plan *batch.Plan, err error,
) {
	if job != c.job {
		return
	}
	c.stopJob()
	if err != nil {
		c.scanOver(ctx)
		c.view.Notice = model.Notice{Kind: model.NoticeResume, Err: err, Batch: b}
		return
	}
	options := plan.Options()
	c.sources, c.view.Inputs, c.view.Resumed = src, b.Inputs, &options
	c.interrupted = b.ID
	c.view.Planning, c.view.PlanErr = false, nil
	c.showPlan(plan)
	c.runPlan(ctx)
}

// decline makes the notice about a batch not come back.
func (c *Controller) decline(ctx context.Context, id int64) {
	c.task(ctx, func(ctx context.Context) command {
		_ = c.deps.Past.Decline(ctx, id) // if that fails, the notice comes back at the next start
		return nil
	})
}
