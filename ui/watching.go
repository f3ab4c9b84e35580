package ui

import (
	"context"
	"slices"

	"sizemill/hotfolder"
)

// watchRemembered begins to watch the folders of earlier sessions, each once.
func (c *controller) watchRemembered(ctx context.Context) {
	folders := c.settings.Watch
	c.settings.Watch = nil
	var paths []string
	for _, folder := range folders {
		if c.watchIndex(folder.Path) < 0 {
			paths = append(paths, folder.Path)
		}
		c.settings.Watch = withFolder(c.settings.Watch, folder)
	}
	c.watchNext(ctx, paths)
}

// watchNext begins to watch those of the folders that are still in the settings when it is their turn, and that nobody has added meanwhile:
// a disk that hangs may keep them waiting for long.
func (c *controller) watchNext(ctx context.Context, paths []string) {
	for len(paths) > 0 && (c.watchIndex(paths[0]) < 0 || c.watched(paths[0])) {
		paths = paths[1:]
	}
	if len(paths) == 0 || ctx.Err() != nil {
		return
	}
	path := paths[0]
	folder := c.settings.Watch[c.watchIndex(path)]
	c.task(ctx, func(context.Context) command {
		err := c.deps.Watch.Add(folder)
		return func(ctx context.Context) {
			switch i := c.watchIndex(path); {
			case i < 0 && err == nil: // removed meanwhile
				c.deps.Watch.Remove(path)
			case i < 0:
			case err == nil: // paused or resumed meanwhile, maybe
				c.deps.Watch.SetPaused(path, c.settings.Watch[i].Paused)
			case !c.watched(path): // nor added by the user meanwhile
				c.broken[path] = err
			}
			c.refreshWatch(ctx)
			c.watchNext(ctx, paths[1:])
		}
	})
}

// watched says whether the service has a folder, working or not.
func (c *controller) watched(path string) bool {
	return slices.ContainsFunc(c.deps.Watch.Status(), func(s hotfolder.Status) bool { return s.Folder.Path == path })
}

// watchIndex is a folder's place in the settings, or -1.
func (c *controller) watchIndex(path string) int {
	return slices.IndexFunc(c.settings.Watch, func(f hotfolder.Folder) bool { return f.Path == path })
}

// withFolder is folders with one more, or with that one in place of the one of its path.
func withFolder(folders []hotfolder.Folder, folder hotfolder.Folder) []hotfolder.Folder {
	folders = slices.Clone(folders)
	if i := slices.IndexFunc(folders, func(f hotfolder.Folder) bool { return f.Path == folder.Path }); i >= 0 {
		folders[i] = folder
		return folders
	}
	return append(folders, folder)
}

// addWatch begins to watch a folder with the recipe of the form.
func (c *controller) addWatch(path string) {
	c.do(func(ctx context.Context) {
		if len(c.view.problems) > 0 {
			c.view.notice = notice{kind: noticeWatchRecipe}
			return
		}
		folder := hotfolder.Folder{Path: path, Options: c.view.options}
		c.task(ctx, func(context.Context) command {
			if err := c.deps.Watch.Add(folder); err != nil {
				return c.tell(notice{kind: noticeWatch, path: path, err: err})
			}
			return func(ctx context.Context) {
				c.settings.Watch = withFolder(c.settings.Watch, folder)
				delete(c.broken, path) // of an earlier session, and usable again
				c.save()
				c.refreshWatch(ctx)
			}
		})
	})
}

// removeWatch stops watching a folder.
func (c *controller) removeWatch(path string) {
	c.changeWatch(path, func(folders []hotfolder.Folder, i int) []hotfolder.Folder {
		c.deps.Watch.Remove(path)
		delete(c.broken, path)
		return slices.Delete(folders, i, i+1)
	})
}

// pauseWatch pauses or resumes a folder.
func (c *controller) pauseWatch(path string, paused bool) {
	c.changeWatch(path, func(folders []hotfolder.Folder, i int) []hotfolder.Folder {
		c.deps.Watch.SetPaused(path, paused)
		folders[i].Paused = paused
		return folders
	})
}

func (c *controller) changeWatch(path string, change func(folders []hotfolder.Folder, i int) []hotfolder.Folder) {
	c.do(func(ctx context.Context) {
		i := c.watchIndex(path)
		if i < 0 {
			return
		}
		c.settings.Watch = change(slices.Clone(c.settings.Watch), i)
		c.save()
		c.refreshWatch(ctx)
	})
}

// refreshWatch reads the state of the watched folders; one that could not be watched is shown with its reason, so that it
// can be removed.
func (c *controller) refreshWatch(context.Context) {
	c.view.watch = c.deps.Watch.Status()
	for _, folder := range c.settings.Watch {
		if err := c.broken[folder.Path]; err != nil {
			c.view.watch = append(c.view.watch, hotfolder.Status{Folder: folder, State: hotfolder.Broken, Reason: err.Error()})
		}
	}
}
