package control

import (
	"context"

	"sizemill/batch"
	"sizemill/ui/form"
	"sizemill/ui/model"
)

// Edit takes the form as typed, except for where the results go: see ChooseOut and SetOut.
func (c *Controller) Edit(f form.Values) {
	c.do(func(ctx context.Context) {
		f.Out = c.view.Form.Out
		if f == c.view.Form {
			return
		}
		c.setForm(ctx, f)
	})
}

// SetOut sets the folder for the results; an empty path means beside the input.
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

// stopPlan cancels the plan that is being made, if there is one.
func (c *Controller) stopPlan() {
	c.planTimer.Stop()
	if c.cancelPlan != nil {
		c.cancelPlan()
		c.cancelPlan = nil
	}
	c.planJob++
}

// buildPlan plans with the current options, and cancels an earlier attempt.
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
	v := &c.view
	v.Counts, v.Progress = batch.Counts{}, batch.Progress{}
	v.Earlier, v.Summary = batch.Summary{}, batch.Summary{}
	v.Outputs, v.Others = nil, nil
	v.RunErr, v.Remaining = nil, 0
	v.PlanVersion++
}

// showPart shows a part of the list that is run again or continued.
func (c *Controller) showPart(plan *batch.Plan) {
	earlier := c.view.Total()
	c.showPlan(plan)
	c.view.Earlier = earlier
}
