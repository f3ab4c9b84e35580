package control

import (
	"context"
	"path/filepath"

	"sizemill/batch"
	"sizemill/ui/model"
)

// Retry tries the failed pictures again. It reads their files again: what could not be read may
// have been repaired.
func (c *Controller) Retry() {
	c.do(func(ctx context.Context) {
		if c.view.Phase != model.PhaseDone {
			return
		}
		failed := c.List.Failed()
		if failed == nil {
			return
		}
		c.showPart(failed)
		ctx, job := c.beginRun(ctx)
		resumed, interrupted := c.view.Resumed != nil, c.interrupted
		again := rescan{engine: c.deps.Engine, sources: c.sources, options: c.planOptions()}
		c.task(ctx, func(ctx context.Context) command {
			if resumed { // what failed is what is missing
				src, plan, err := c.deps.Past.Resume(ctx, interrupted)
				return func(ctx context.Context) { c.rescanned(ctx, job, plan, src, err) }
			}
			plan, src, err := again.plan(ctx, failed)
			return func(ctx context.Context) { c.rescanned(ctx, job, plan, src, err) }
		})
	})
}

// rescanned runs the new plan of the failed pictures.
func (c *Controller) rescanned(
	ctx context.Context, job int, plan *batch.Plan, src *batch.Sources, err error,
) {
	switch {
	case job != c.job:
	case c.view.Stopping:
		c.ran(job, batch.Summary{}, context.Canceled)
	case err != nil:
		c.ran(job, batch.Summary{}, err)
	default:
		c.stopJob()
		c.sources = src
		c.showPart(plan)
		c.runPlan(ctx)
	}
}

// rescan plans pictures again that have failed.
type rescan struct {
	engine  Engine
	sources *batch.Sources
	options batch.Options
}

// plan reads the headers of the pictures in failed again; src is the sources as they are now. The
// other sources take part in the planning, because names depend on them.
func (r rescan) plan(
	ctx context.Context, failed *batch.Plan,
) (plan *batch.Plan, src *batch.Sources, err error) {
	paths := make([]string, len(failed.Items))
	now := make(map[string][]batch.Found, len(failed.Items))
	for i, item := range failed.Items {
		paths[i] = item.Path
		now[item.Path] = nil
	}
	fresh, err := r.engine.Scan(ctx, paths, func(batch.ScanProgress) {})
	if err != nil {
		return nil, nil, err
	}
	for _, f := range fresh.Pictures {
		at := f.Path
		if _, ok := now[at]; !ok {
			at = f.Root // of a folder that could not be read before
		}
		now[at] = append(now[at], f)
	}
	same := *r.sources
	src, same.Pictures = &same, nil
	tried := make(map[string]bool, len(failed.Items))
	for _, old := range r.sources.Pictures {
		found, ok := now[old.Path]
		if !ok {
			src.Pictures = append(src.Pictures, old)
		}
		for _, f := range found {
			f.Root, f.Rel = old.Root, filepath.Join(old.Rel, f.Path[len(old.Path):])
			tried[f.Path] = true
			src.Pictures = append(src.Pictures, f)
		}
	}
	if plan, err = r.engine.Build(ctx, src, r.options); err != nil {
		return nil, nil, err
	}
	plan = plan.Only(func(_ int, item *batch.Item) bool { return tried[item.Path] })
	return plan, src, nil
}
