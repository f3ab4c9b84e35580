package ui

import (
	"context"
	"slices"

	"sizemill/batch"
)

// chooserTitle says what a folder is chosen for.
type chooserTitle int

const (
	titlePictures chooserTitle = iota
	titleFolder
	titleOut
	titleWatch
)

// open adds files and folders to the list; after a finished batch it begins a new list.
func (c *controller) open(paths []string) {
	c.do(func(ctx context.Context) { c.scan(ctx, paths) })
}

func (c *controller) scan(ctx context.Context, paths []string) {
	if len(paths) == 0 {
		return
	}
	if c.view.phase == phaseRunning {
		c.view.notice = notice{kind: noticeBusy}
		return
	}
	if c.view.phase == phaseDone {
		c.view.inputs, c.sources = nil, nil
		c.showPlan(nil)
	}
	inputs := slices.Clone(c.view.inputs)
	for _, path := range paths {
		if !slices.Contains(inputs, path) {
			inputs = append(inputs, path)
		}
	}
	c.stopJob()
	c.stopPlan()
	c.startAsked = false
	c.job++
	c.view.phase = phaseScanning
	c.clearNotice()
	c.list.setScan(batch.ScanProgress{})
	job := c.job
	ctx, c.cancel = context.WithCancel(ctx)
	c.task(ctx, func(ctx context.Context) command {
		src, err := c.deps.Engine.Scan(ctx, inputs, c.list.setScan)
		return func(ctx context.Context) { c.scanned(ctx, job, inputs, src, err) }
	})
}

func (c *controller) scanned(ctx context.Context, job int, inputs []string, src *batch.Sources, err error) {
	if job != c.job {
		return
	}
	c.stopJob()
	switch {
	case err != nil: // the context's: the user has seen why
	case len(src.Pictures) == 0:
		c.view.notice = notice{kind: noticeNothing, path: inputs[len(inputs)-1], others: src.Others}
	default:
		c.sources, c.view.inputs = src, inputs
	}
	c.scanOver(ctx)
}

// scanOver goes on with what there is: the new pictures, or after a cancelled scan the earlier ones, or none.
func (c *controller) scanOver(ctx context.Context) {
	if c.sources == nil {
		c.view.phase = phaseEmpty
		return
	}
	c.view.phase = phaseReady
	c.buildPlan(ctx)
}

// chooseFolder asks for a folder to open.
func (c *controller) chooseFolder() {
	c.ask(titleFolder, func(path string) { c.open([]string{path}) })
}

// chooseOut asks for the folder that the results go to.
func (c *controller) chooseOut() { c.ask(titleOut, c.setOut) }

// chooseWatch asks for a folder to watch.
func (c *controller) chooseWatch() {
	c.ask(titleWatch, func(path string) { c.addWatch(path) })
}

// ask asks for a folder, with the toolkit's dialog where the system has none.
func (c *controller) ask(title chooserTitle, answer func(path string)) {
	c.do(func(ctx context.Context) {
		if c.view.phase == phaseRunning && title != titleWatch {
			c.view.notice = notice{kind: noticeBusy}
			return
		}
		if c.deps.Chooser == nil {
			c.hooks.askFolder(answer)
			return
		}
		text := c.hooks.titles[title]
		c.task(ctx, func(ctx context.Context) command {
			path, err := c.deps.Chooser.ChooseFolder(ctx, text)
			if err != nil && ctx.Err() == nil {
				return func(context.Context) { c.hooks.askFolder(answer) }
			}
			if path != "" {
				answer(path)
			}
			return nil
		})
	})
}

// choosePictures asks for pictures to open.
func (c *controller) choosePictures() {
	c.do(func(ctx context.Context) {
		if c.view.phase == phaseRunning {
			c.view.notice = notice{kind: noticeBusy}
			return
		}
		one := func(path string) { c.open([]string{path}) }
		if c.deps.Chooser == nil {
			c.hooks.askFile(one)
			return
		}
		text := c.hooks.titles[titlePictures]
		c.task(ctx, func(ctx context.Context) command {
			paths, err := c.deps.Chooser.ChoosePictures(ctx, text)
			if err != nil && ctx.Err() == nil {
				return func(context.Context) { c.hooks.askFile(one) }
			}
			c.open(paths)
			return nil
		})
	})
}
