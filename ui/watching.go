package ui

import (
	"context"
	"slices"

	"sizemill/batch"
	"sizemill/hotfolder"
)

// watchRemembered begins to watch the folders of earlier sessions, each once.
func (c *controller) watchRemembered(ctx context.Context) {
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
func (c *controller) watchNext(ctx context.Context, paths []string) {
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
func (c *controller) serves(path string) bool {
	return slices.ContainsFunc(c.deps.Watch.Status(), func(s hotfolder.Status) bool { return s.Folder.Path == path })
}

// addWatch begins to watch folders, one after the other, with the recipe of the form.
func (c *controller) addWatch(paths ...string) {
	c.do(func(ctx context.Context) {
		if len(c.view.problems) > 0 {
			c.view.notice = notice{kind: noticeWatchRecipe}
			return
		}
		c.addNext(ctx, paths, c.view.options)
	})
}

func (c *controller) addNext(ctx context.Context, paths []string, options batch.Options) {
	if len(paths) == 0 || ctx.Err() != nil {
		return
	}
	folder := hotfolder.Folder{Path: paths[0], Options: options}
	c.task(ctx, func(context.Context) command {
		err := c.deps.Watch.Add(folder)
		return func(ctx context.Context) {
			if err != nil {
				c.view.notice = notice{kind: noticeWatch, path: folder.Path, err: err}
			} else {
				delete(c.broken, folder.Path) // of an earlier session, and usable again
				c.editWatch(watchAdded(folder))
				c.refreshWatch(ctx)
			}
			c.addNext(ctx, paths[1:], options)
		}
	})
}

// removeWatch stops watching a folder.
func (c *controller) removeWatch(path string) {
	c.changeWatch(path, watchRemoved(path), func() {
		c.deps.Watch.Remove(path)
		delete(c.broken, path)
	})
}

// pauseWatch pauses or resumes a folder.
func (c *controller) pauseWatch(path string, paused bool) {
	c.changeWatch(path, watchPaused(path, paused), func() { c.deps.Watch.SetPaused(path, paused) })
}

// changeWatch carries a change out, and edits the settings so, where the folder is in them.
func (c *controller) changeWatch(path string, edit watchEdit, carryOut func()) {
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
func (c *controller) refreshWatch(context.Context) {
	c.view.watch = c.deps.Watch.Status()
	failures := make(map[string][]hotfolder.Recent, len(c.view.watch))
	for _, s := range c.view.watch {
		failures[s.Folder.Path] = keepFailures(c.view.watchFailures[s.Folder.Path], s.Recent)
	}
	c.view.watchFailures = failures
	c.view.watchRefused = make(map[string]error, len(c.broken))
	for _, folder := range c.settings.Watch {
		if err := c.broken[folder.Path]; err != nil {
			c.view.watch = append(c.view.watch, hotfolder.Status{Folder: folder, State: hotfolder.Broken})
			c.view.watchRefused[folder.Path] = err
		}
	}
}
