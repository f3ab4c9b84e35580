package control

import (
	"context"
	"time"

	"sizemill/batch"
	"sizemill/ui/form"
	"sizemill/ui/model"
)

// Edit takes the form as typed, except for where the results go: see ChooseOut, SetOut and
// ReplaceOriginals.
func (c *Controller) Edit(f form.Values) {
	c.do(func(ctx context.Context) {
		f.Out, f.InPlace = c.view.Form.Out, c.view.Form.InPlace
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
		f.Out, f.InPlace = path, false
		c.setForm(ctx, f)
	})
}

// ReplaceOriginals makes results replace their originals, until something else is opened or a place
// for results is chosen.
func (c *Controller) ReplaceOriginals() {
	c.do(func(ctx context.Context) {
		if c.view.NoHistory {
			return
		}
		f := c.view.Form
		f.InPlace = true
		c.setForm(ctx, f)
	})
}

// MakeAgain makes all results again, also those that exist already, in place of these.
func (c *Controller) MakeAgain() {
	c.do(func(ctx context.Context) {
		c.List.Snapshot(&c.view, time.Now())
		if !c.view.CanMakeAgain() {
			return
		}
		c.again = true
		c.buildPlan(ctx)
		c.startAsked = true
	})
}

func (c *Controller) setForm(ctx context.Context, f form.Values) {
	if c.view.Phase == model.PhaseRunning || c.view.Resumed != nil {
		return
	}
	stale := c.view.Phase == model.PhaseDone && c.view.Form.InPlace // the pictures were replaced
	f.InPlace = f.InPlace && !stale
	c.readForm(f)
	c.again, c.startAsked = false, false
	c.stopPlan()
	switch {
	case stale:
		c.scan(ctx, c.view.Inputs)
	case c.view.Phase == model.PhaseDone:
		c.view.Phase = model.PhaseReady
	}
	if len(c.view.Problems) > 0 {
		c.view.Planning = false
		return
	}
	c.withdraw(model.NoticeWatchRecipe)
	c.view.Planning = c.sources != nil
	c.planTimer.Reset(planDelay)
}

// readForm takes the options of f, unless something is wrong with them.
func (c *Controller) readForm(f form.Values) {
	options, problems := f.Options(c.view.Options)
	c.view.Form, c.view.Problems = f, problems
	if len(problems) == 0 {
		c.view.Options = options
	}
}

// keepOriginals ends replacing originals.
func (c *Controller) keepOriginals() {
	if f := c.view.Form; f.InPlace {
		f.InPlace = false
		c.readForm(f)
	}
}

// planOptions returns the options that the list is planned with.
func (c *Controller) planOptions() batch.Options {
	o := c.view.Options
	if c.view.Form.InPlace {
		o = form.InPlace(o)
	}
	o.Again = c.again
	return o
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
	job, src, opts := c.planJob, c.sources, c.planOptions()
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
	v.Earlier, v.Summary, v.Batches = batch.Summary{}, batch.Summary{}, nil
	v.Outputs, v.Others = nil, nil
	v.RunErr, v.Remaining = nil, 0
	v.PlanVersion++
}

// newList shows no plan, and forgets what was particular about the last one.
func (c *Controller) newList() {
	c.keepOriginals()
	c.view.Resumed, c.again = nil, false
	c.showPlan(nil)
}

// showPart shows a part of the list that is run again or continued.
func (c *Controller) showPart(plan *batch.Plan) {
	earlier, batches := c.view.Total(), c.view.Batches
	c.showPlan(plan)
	c.view.Earlier, c.view.Batches = earlier, batches
}
