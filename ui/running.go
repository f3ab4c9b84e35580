package ui

import (
	"context"
	"errors"
	"time"

	"sizemill/batch"
)

// start runs the plan, as soon as there is one for the form as it stands.
func (c *controller) start() { c.do(c.begin) }

func (c *controller) begin(ctx context.Context) {
	if c.view.phase == phaseReady && c.view.planning {
		c.startAsked = true
		return
	}
	c.list.snapshot(&c.view, time.Now())
	if c.view.canStart() {
		c.runPlan(ctx)
	}
}

// resume carries on with the pictures that a batch has left, and tries those once more that failed.
func (c *controller) resume() {
	c.do(func(ctx context.Context) {
		if c.view.phase != phaseDone {
			return
		}
		if plan := c.list.unfinished(); plan != nil {
			c.showPart(plan)
			c.runPlan(ctx)
		}
	})
}

func (c *controller) runPlan(ctx context.Context) {
	ctx, job := c.beginRun(ctx)
	plan := c.list.current()
	c.task(ctx, func(ctx context.Context) command {
		summary, err := c.deps.Engine.Run(ctx, plan, func(e batch.Event) { c.list.apply(e, time.Now()) })
		return func(context.Context) { c.ran(job, summary, err) }
	})
}

// beginRun turns the window to running the model's plan; the context is the run's own.
func (c *controller) beginRun(ctx context.Context) (running context.Context, job int) {
	c.stopPlan()
	c.save()
	c.view.phase, c.view.stopping = phaseRunning, false
	c.clearNotice()
	c.view.planVersion++
	c.list.begin(time.Now())
	c.job++
	running, c.cancel = context.WithCancel(ctx)
	return running, c.job
}

func (c *controller) ran(job int, summary batch.Summary, err error) {
	if job != c.job {
		return
	}
	c.stopJob()
	c.withdraw(noticeBusy)
	c.list.finish()
	c.view.phase, c.view.stopping, c.view.summary = phaseDone, false, summary
	c.view.planVersion++
	if err != nil && !errors.Is(err, context.Canceled) {
		c.view.runErr = err
	}
	c.view.remaining = c.list.remaining()
}

// stopJob releases the context of a scan or batch that is over, or is to be.
func (c *controller) stopJob() {
	if c.cancel != nil {
		c.cancel()
		c.cancel = nil
	}
}

// stop cancels what runs: a scan at once, a batch as soon as the pictures in work have let go.
func (c *controller) stop() {
	c.do(func(ctx context.Context) {
		switch c.view.phase {
		case phaseScanning:
			c.stopJob()
			c.job++
			c.scanOver(ctx)
		case phaseRunning:
			c.stopJob()
			c.view.stopping = true
		default:
			c.dismissNotice()
		}
	})
}
