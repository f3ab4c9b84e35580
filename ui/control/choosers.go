package control

import (
	"context"

	"sizemill/ui/model"
)

// Purpose is what files or a folder are chosen for.
type Purpose int

// The purposes.
const (
	PurposePictures Purpose = iota
	PurposeFolder           // of pictures
	PurposeOut              // for the results
	PurposeWatch
)

// ChooseFolder asks for a folder to open.
func (c *Controller) ChooseFolder() {
	c.ask(PurposeFolder, func(path string) { c.Open([]string{path}) })
}

// ChooseOut asks for the folder that the results go to.
func (c *Controller) ChooseOut() { c.ask(PurposeOut, c.SetOut) }

// ChooseWatch asks for a folder to watch.
func (c *Controller) ChooseWatch() {
	c.ask(PurposeWatch, func(path string) { c.AddWatch(path) })
}

// ask asks for a folder, with the toolkit's dialog if the system has none.
func (c *Controller) ask(purpose Purpose, answer func(path string)) {
	c.do(func(ctx context.Context) {
		if c.view.Phase == model.PhaseRunning && purpose != PurposeWatch {
			c.view.Notice = model.Notice{Kind: model.NoticeBusy}
			return
		}
		if c.deps.Chooser == nil {
			c.hooks.AskFolder(answer)
			return
		}
		title := c.hooks.Titles[purpose]
		c.task(ctx, func(ctx context.Context) command {
			path, err := c.deps.Chooser.ChooseFolder(ctx, title)
			if err != nil && ctx.Err() == nil {
				return func(context.Context) { c.hooks.AskFolder(answer) }
			}
			if path != "" {
				answer(path)
			}
			return nil
		})
	})
}

// ChoosePictures asks for pictures to open.
func (c *Controller) ChoosePictures() {
	c.do(func(ctx context.Context) {
		if c.view.Phase == model.PhaseRunning {
			c.view.Notice = model.Notice{Kind: model.NoticeBusy}
			return
		}
		one := func(path string) { c.Open([]string{path}) }
		if c.deps.Chooser == nil {
			c.hooks.AskFile(one)
			return
		}
		title := c.hooks.Titles[PurposePictures]
		c.task(ctx, func(ctx context.Context) command {
			paths, err := c.deps.Chooser.ChoosePictures(ctx, title)
			if err != nil && ctx.Err() == nil {
				return func(context.Context) { c.hooks.AskFile(one) }
			}
			c.Open(paths)
			return nil
		})
	})
}
