package control

import (
	"context"
	"slices"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/ui/model"
)

// watchRemembered begins to watch the folders of earlier sessions, each once.
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

// watchNext begins to watch those of the folders that are still in the settings when it is their turn, and that nobody has added meanwhile:
// a disk that hangs may keep them waiting for long.
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
			case i < 0 && err == nil: // removed meanwhile
				c.deps.Watch.Remove(path)
			case i < 0:
			case err == nil: // paused or resumed meanwhile, maybe
				c.deps.Watch.SetPaused(path, c.settings.Watch[i].Paused)
			case !c.serves(path): // nor added by the user meanwhile
				c.broken[path] = err
			}
			c.refreshWatch(ctx)
			c.watchNext(ctx, paths[1:])
		}
	})
}

// serves says whether the service has a folder, working or not.
func (c *Controller) serves(path string) bool {
	return slices.ContainsFunc(c.deps.Watch.Status(), func(s hotfolder.Status) bool { return s.Folder.Path == path })
}

// AddWatch begins to watch folders, one after the other, with the recipe of the form.
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
				delete(c.broken, folder.Path) // of an earlier session, and usable again
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

// changeWatch carries a change out, and edits the settings so, where the folder is in them.
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

// refreshWatch reads the state of the watched folders; one that could not be watched is shown with its reason, so that it
// can be removed.
func (c *Controller) refreshWatch(context.Context) {
	c.view.Watch = c.deps.Watch.Status()
	failures := make(map[string][]hotfolder.Recent, len(c.view.Watch))
	for _, s := range c.view.Watch {
		failures[s.Folder.Path] = model.KeepFailures(c.view.WatchFailures[s.Folder.Path], s.Recent)
	}
	c.view.WatchFailures = failures
	c.view.WatchRefused = make(map[string]error, len(c.broken))
	for _, folder := range c.settings.Watch {
		if err := c.broken[folder.Path]; err != nil {
			c.view.Watch = append(c.view.Watch, hotfolder.Status{Folder: folder, State: hotfolder.Broken})
			c.view.WatchRefused[folder.Path] = err
		}
	}
}
