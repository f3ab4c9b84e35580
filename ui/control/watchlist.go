package control

import (
	"context"
	"slices"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/ui/model"
)

// watchRemembered starts watching the folders of earlier sessions, each once.
func (c *Controller) watchRemembered(ctx context.Context) {
	folders := c.settings.Watch
	c.settings.Watch = nil
	var paths []string
	for _, folder := range folders {
		if indexFolder(c.settings.Watch, folder.Path) < 0 {
			paths = append(paths, folder.Path)
		}
		c.settings.Watch = watchAdded(folder)(c.settings.Watch)
	}
	c.watchNext(ctx, paths)
}

// watchNext starts watching the folders one after the other. A disk that hangs may hold them up for
// long, so each folder is checked in its turn: it must still be in the settings, and not have been
// added by the user.
func (c *Controller) watchNext(ctx context.Context, paths []string) {
	for len(paths) > 0 && (indexFolder(c.settings.Watch, paths[0]) < 0 || c.serves(paths[0])) {
		paths = paths[1:]
	}
	if len(paths) == 0 || ctx.Err() != nil {
		return
	}
	path := paths[0]
	folder := c.settings.Watch[indexFolder(c.settings.Watch, path)]
	c.task(ctx, func(context.Context) command {
		err := c.deps.Watch.Add(folder)
		return func(ctx context.Context) {
			switch i := indexFolder(c.settings.Watch, path); {
			case i < 0 && err == nil: // removed by the user
				c.deps.Watch.Remove(path)
			case i < 0:
			case err == nil: // maybe paused or resumed by the user
				c.deps.Watch.SetPaused(path, c.settings.Watch[i].Paused)
			case !c.serves(path): // nor added by the user
				c.broken[path] = err
			}
			c.refreshWatch(ctx)
			c.watchNext(ctx, paths[1:])
		}
	})
}

// serves reports whether the service has the folder.
func (c *Controller) serves(path string) bool {
	return slices.ContainsFunc(c.deps.Watch.Status(), func(s hotfolder.Status) bool {
		return s.Folder.Path == path
	})
}

// AddWatch starts watching folders, one after the other, with the recipe of the form.
func (c *Controller) AddWatch(paths ...string) {
	c.do(func(ctx context.Context) {
		if len(c.view.Problems) > 0 {
			c.view.Notice = model.Notice{Kind: model.NoticeWatchRecipe}
			return
		}
		c.addNext(ctx, paths, c.view.Options)
	})
}

func (c *Controller) addNext(ctx context.Context, paths []string, options batch.Options) {
	if len(paths) == 0 || ctx.Err() != nil {
		return
	}
	folder := hotfolder.Folder{Path: paths[0], Options: options}
	c.task(ctx, func(context.Context) command {
		err := c.deps.Watch.Add(folder)
		return func(ctx context.Context) {
			if err != nil {
				c.view.Notice = model.Notice{Kind: model.NoticeWatch, Path: folder.Path, Err: err}
			} else {
				delete(c.broken, folder.Path) // it failed at the start and works now
				c.editWatch(watchAdded(folder))
				c.refreshWatch(ctx)
			}
			c.addNext(ctx, paths[1:], options)
		}
	})
}

// RemoveWatch stops watching a folder.
func (c *Controller) RemoveWatch(path string) {
	c.changeWatch(path, watchRemoved(path), func() {
		c.deps.Watch.Remove(path)
		delete(c.broken, path)
	})
}

// PauseWatch pauses or resumes a folder.
func (c *Controller) PauseWatch(path string, paused bool) {
	c.changeWatch(path, watchPaused(path, paused), func() { c.deps.Watch.SetPaused(path, paused) })
}

// RetryWatch tries the failed pictures of a folder again.
func (c *Controller) RetryWatch(path string) {
	c.do(func(context.Context) { c.deps.Watch.Retry(path) })
}

// changeWatch carries out a change to a folder in the settings, and records it there.
func (c *Controller) changeWatch(path string, edit watchEdit, carryOut func()) {
	c.do(func(ctx context.Context) {
		if indexFolder(c.settings.Watch, path) < 0 {
			return
		}
		carryOut()
		c.editWatch(edit)
		c.refreshWatch(ctx)
	})
}

// refreshWatch reads the state of the watched folders. One that cannot be watched is shown with its
// reason, so that the user can remove it.
func (c *Controller) refreshWatch(context.Context) {
	kept := make(map[string][]hotfolder.Recent, len(c.view.Watch))
	for _, f := range c.view.Watch {
		kept[f.Folder.Path] = f.Failures
	}
	var watch []model.WatchedFolder
	for _, s := range c.deps.Watch.Status() {
		failures := model.KeepFailures(kept[s.Folder.Path], s.Recent)
		watch = append(watch, model.WatchedFolder{Status: s, Failures: failures})
	}
	for _, folder := range c.settings.Watch {
		if err := c.broken[folder.Path]; err != nil {
			broken := hotfolder.Status{Folder: folder, State: hotfolder.Broken}
			watch = append(watch, model.WatchedFolder{Status: broken, Refused: err})
		}
	}
	c.view.Watch = watch
}
