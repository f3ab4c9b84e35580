package ui

import (
	"context"
	"slices"

	"sizemill/hotfolder"
)

// watchRemembered begins to watch the folders of earlier sessions.
func (c *controller) watchRemembered(ctx context.Context) {
	folders := slices.Clone(c.settings.Watch)
	if len(folders) == 0 {
		return
	}
	c.task(ctx, func(context.Context) command {
		broken := make(map[string]error)
		for _, folder := range folders {
			if err := c.deps.Watch.Add(folder); err != nil {
				broken[folder.Path] = err
			}
		}
		return func(ctx context.Context) {
			c.broken = broken
			c.refreshWatch(ctx)
		}
	})
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
				c.settings.Watch = append(slices.Clone(c.settings.Watch), folder)
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
		i := slices.IndexFunc(c.settings.Watch, func(f hotfolder.Folder) bool { return f.Path == path })
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
