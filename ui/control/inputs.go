package control

import (
	"context"
	"slices"

	"sizemill/batch"
	"sizemill/ui/model"
)

// Open adds files and folders to the list. After a finished batch it starts a new list.
func (c *Controller) Open(paths []string) {
	c.do(func(ctx context.Context) { c.scan(ctx, paths) })
}

func (c *Controller) scan(ctx context.Context, paths []string) {
	if len(paths) == 0 {
		return
	}
	if c.view.Phase == model.PhaseRunning {
		c.view.Notice = model.Notice{Kind: model.NoticeBusy}
		return
	}
	inputs := slices.Clone(c.view.Inputs)
	if c.view.Phase == model.PhaseDone {
		inputs, c.view.Inputs, c.sources = nil, nil, nil
		c.newList()
	}
	c.keepOriginals() // to replace them is asked for each time
	c.again = false
	for _, path := range paths {
		if !slices.Contains(inputs, path) {
			inputs = append(inputs, path)
		}
	}
	c.stopJob()
	c.stopPlan()
	c.startAsked = false
	c.job++
	c.view.Phase = model.PhaseScanning
	c.clearNotice()
	c.List.SetScan(batch.ScanProgress{})
	job := c.job
	ctx, c.cancel = context.WithCancel(ctx)
	c.task(ctx, func(ctx context.Context) command {
		src, err := c.deps.Engine.Scan(ctx, inputs, c.List.SetScan)
		return func(ctx context.Context) { c.scanned(ctx, job, inputs, src, err) }
	})
}

func (c *Controller) scanned(
	ctx context.Context, job int, inputs []string, src *batch.Sources, err error,
) {
	if job != c.job {
		return
	}
	c.stopJob()
	switch {
	case err != nil: // cancelled by the user
	case len(src.Pictures) == 0:
		last := inputs[len(inputs)-1]
		c.view.Notice = model.Notice{Kind: model.NoticeNothing, Path: last, Others: src.Others}
	default:
		c.sources, c.view.Inputs = src, inputs
	}
	c.scanOver(ctx)
}

// scanOver continues with the new pictures, or after a cancelled scan with the earlier ones, if
// any.
func (c *Controller) scanOver(ctx context.Context) {
	if c.sources == nil {
		c.view.Phase = model.PhaseEmpty
		return
	}
	c.view.Phase = model.PhaseReady
	c.buildPlan(ctx)
}
