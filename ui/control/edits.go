package control

import (
	"context"
	"reflect"
	"slices"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/settings"
	"sizemill/ui/model"
)

// edits is what this window has changed in the settings. Nothing else is written, because other
// windows change the same file.
type edits struct {
	resize *batch.Options   // nil if unchanged
	window *settings.Window // likewise
	watch  []watchEdit      // in order
}

// watchEdit returns a changed list of watched folders. It may change its argument.
type watchEdit func([]hotfolder.Folder) []hotfolder.Folder

func (e edits) empty() bool { return e.resize == nil && e.window == nil && len(e.watch) == 0 }

// then returns the edits of e followed by those of next.
func (e edits) then(next edits) edits {
	if next.resize != nil {
		e.resize = next.resize
	}
	if next.window != nil {
		e.window = next.window
	}
	e.watch = slices.Concat(e.watch, next.watch)
	return e
}

// apply makes the changes in s.
func (e edits) apply(s *settings.Settings) {
	if e.resize != nil {
		s.Resize = *e.resize
	}
	if e.window != nil {
		s.Window = *e.window
	}
	for _, edit := range e.watch {
		s.Watch = edit(s.Watch)
	}
}

// watchAdded adds folder, or replaces the one with its path.
func watchAdded(folder hotfolder.Folder) watchEdit {
	return func(folders []hotfolder.Folder) []hotfolder.Folder {
		if i := indexFolder(folders, folder.Path); i >= 0 {
			folders[i] = folder
			return folders
		}
		return append(folders, folder)
	}
}

func watchRemoved(path string) watchEdit {
	return func(folders []hotfolder.Folder) []hotfolder.Folder {
		return slices.DeleteFunc(folders, func(f hotfolder.Folder) bool { return f.Path == path })
	}
}

func watchPaused(path string, paused bool) watchEdit {
	return func(folders []hotfolder.Folder) []hotfolder.Folder {
		if i := indexFolder(folders, path); i >= 0 {
			folders[i].Paused = paused
		}
		return folders
	}
}

func indexFolder(folders []hotfolder.Folder, path string) int {
	return slices.IndexFunc(folders, func(f hotfolder.Folder) bool { return f.Path == path })
}

// editWatch changes the list of watched folders in memory and in the file.
func (c *Controller) editWatch(edit watchEdit) {
	c.settings.Watch = edit(slices.Clone(c.settings.Watch))
	c.unsaved.watch = append(c.unsaved.watch, edit)
	c.save()
}

// save passes what has changed to saveLoop, together with what it has not taken yet.
func (c *Controller) save() {
	options, valid := c.view.Options, len(c.view.Problems) == 0
	if valid && !reflect.DeepEqual(options, c.settings.Resize) {
		c.settings.Resize, c.unsaved.resize = options, &options
	}
	next := c.unsaved
	if next.empty() {
		return
	}
	c.unsaved = edits{}
	select {
	case earlier := <-c.saves:
		next = earlier.then(next)
	default:
	}
	c.saves <- next // never blocks: only this goroutine sends
}

// saveLoop writes edits until the channel is closed. It tries what could not be written again with
// the next edits, and once more at the end.
func (c *Controller) saveLoop() error {
	var unwritten edits
	var failed error
	for next := range c.saves {
		unwritten = unwritten.then(next)
		if failed = c.deps.Store.Update(unwritten.apply); failed != nil {
			c.do(c.tell(model.Notice{Kind: model.NoticeSave, Err: failed}))
			continue
		}
		unwritten = edits{}
		c.do(func(context.Context) { c.withdraw(model.NoticeSave) })
	}
	if failed != nil {
		failed = c.deps.Store.Update(unwritten.apply)
	}
	return failed
}

// Resized remembers the window's size.
func (c *Controller) Resized(size settings.Window) {
	c.do(func(context.Context) {
		if c.settings.Window != size {
			c.settings.Window, c.unsaved.window = size, &size
		}
	})
}
