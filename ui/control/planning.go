package control

import (
	"context"

	"sizemill/batch"
	"sizemill/ui/form"
	"sizemill/ui/model"
)

// Edit takes the form as it stands now. Where the results go is not its business: see chooseOut.
func (c *Controller) Edit(f form.Values) {
	c.do(func(ctx context.Context) {
		f.Out = c.view.Form.Out
		if f == c.view.Form {
			return
		}
		c.setForm(ctx, f)
	})
}

// SetOut sends the results to a folder; empty is beside the input.
func (c *Controller) SetOut(path string) {
	c.do(func(ctx context.Context) {
		f := c.view.Form
		f.Out = path
		c.setForm(ctx, f)
	})
}

func (c *Controller) setForm(ctx context.Context, f form.Values) {
	if c.view.Phase == model.PhaseRunning {
		return
	}
	c.view.Form = f
	options, problems := f.Options(c.view.Options)
	c.view.Problems = problems
	c.startAsked = false
	c.stopPlan()
	if c.view.Phase == model.PhaseDone {
		c.view.Phase = model.PhaseReady
	}
	if len(problems) > 0 {
		c.view.Planning = false
		return
	}
	c.withdraw(model.NoticeWatchRecipe)
	c.view.Options = options
	c.view.Planning = c.sources != nil
	c.planTimer.Reset(planDelay)
}

// stopPlan forgets a plan that is waited for.
func (c *Controller) stopPlan() {
	c.planTimer.Stop()
	if c.cancelPlan != nil {
		c.cancelPlan()
		c.cancelPlan = nil
	}
	c.planJob++
}

// buildPlan computes the plan of the current options, cancelling an earlier attempt.
func (c *Controller) buildPlan(ctx context.Context) {
	c.stopPlan()
	if c.sources == nil || len(c.view.Problems) > 0 || c.view.Phase != model.PhaseReady {
		return
	}
	c.view.Planning = true
	job, src, opts := c.planJob, c.sources, c.view.Options
	ctx, c.cancelPlan = context.WithCancel(ctx)
	c.task(ctx, func(ctx context.Context) command {
		plan, err := c.deps.Engine.Build(ctx, src, opts)
		return func(ctx context.Context) { c.planBuilt(ctx, job, plan, err) }
	})
}

func (c *Controller) planBuilt(ctx context.Context, job int, plan *batch.Plan, err error) {
	if job != c.planJob {
		return
	}
	c.stopPlan()
	c.view.Planning, c.view.PlanErr = false, err
	if err != nil {
		plan = nil
	}
	c.showPlan(plan)
	if c.startAsked {
		c.startAsked = false
		c.begin(ctx)
	}
}

func (c *Controller) showPlan(plan *batch.Plan) {
	c.List.SetPlan(plan)
	c.view.Counts, c.view.Outputs, c.view.Others = batch.Counts{}, nil, nil
	c.view.Progress = batch.Progress{}
	c.view.Earlier, c.view.Summary, c.view.RunErr, c.view.Remaining = batch.Summary{}, batch.Summary{}, nil, 0
	c.view.PlanVersion++
}

// showPart shows the part of a list that a run has left, to go on with it.
func (c *Controller) showPart(plan *batch.Plan) {
	earlier := c.view.Total()
	c.showPlan(plan)
	c.view.Earlier = earlier
}
