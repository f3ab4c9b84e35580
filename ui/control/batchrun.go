package control

import (
	"context"
	"errors"
	"slices"
	"time"

	"sizemill/batch"
	"sizemill/ui/model"
)

// Start runs the plan as soon as it matches the form.
func (c *Controller) Start() { c.do(c.begin) }

func (c *Controller) begin(ctx context.Context) {
	if c.view.Phase == model.PhaseReady && c.view.Planning {
		c.startAsked = true
		return
	}
	c.List.Snapshot(&c.view, time.Now())
	if c.view.CanStart() {
		c.runPlan(ctx)
	}
}

// Resume continues with the pictures that a batch has left undone, and tries failed ones again.
func (c *Controller) Resume() {
	c.do(func(ctx context.Context) {
		if c.view.Phase != model.PhaseDone {
			return
		}
		if plan := c.List.Unfinished(); plan != nil {
			c.showPart(plan)
			c.runPlan(ctx)
		}
	})
}

func (c *Controller) runPlan(ctx context.Context) {
	ctx, job := c.beginRun(ctx)
	plan := c.List.Plan()
	c.task(ctx, func(ctx context.Context) command {
		events := func(e batch.Event) { c.List.Apply(e, time.Now()) }
		summary, err := c.deps.Engine.Run(ctx, plan, events)
		return func(context.Context) { c.ran(job, summary, err) }
	})
}

// beginRun switches the window to a run of the list's plan and returns the context of the run.
func (c *Controller) beginRun(ctx context.Context) (running context.Context, job int) {
	c.stopPlan()
	c.save()
	c.view.Phase, c.view.Stopping = model.PhaseRunning, false
	c.clearNotice()
	c.view.PlanVersion++
	c.List.Begin(time.Now())
	c.job++
	running, c.cancel = context.WithCancel(ctx)
	return running, c.job
}

// ran shows what a run has come to.
func (c *Controller) ran(job int, summary batch.Summary, err error) {
	if job != c.job {
		return
	}
	c.stopJob()
	c.withdraw(model.NoticeBusy)
	c.List.Finish()
	c.view.Phase, c.view.Stopping, c.view.Summary = model.PhaseDone, false, summary
	c.view.PlanVersion++
	if err != nil && !errors.Is(err, context.Canceled) {
		c.view.RunErr = err
	}
	c.view.Remaining = c.List.Remaining()
	if id := summary.Batch; id != 0 && !slices.Contains(c.view.Batches, id) {
		c.view.Batches = append(slices.Clone(c.view.Batches), id)
	}
	if summary.Unrecorded != nil {
		c.view.Notice = model.Notice{Kind: model.NoticeUnrecorded, Err: summary.Unrecorded}
	}
}

// stopJob cancels the scan or batch, if there is one.
func (c *Controller) stopJob() {
	if c.cancel != nil {
		c.cancel()
		c.cancel = nil
	}
}

// Stop cancels a scan at once, or a batch as soon as the pictures in progress have ended. Otherwise
// it dismisses the notice.
func (c *Controller) Stop() {
	c.do(func(ctx context.Context) {
		switch c.view.Phase {
		case model.PhaseScanning:
			c.stopJob()
			c.job++
			c.scanOver(ctx)
		case model.PhaseRunning:
			c.stopJob()
			c.view.Stopping = true
		default:
			c.dismissNotice()
		}
	})
}
