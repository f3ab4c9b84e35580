package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// walk goes through the whole tree and brings everything up to date: watches, folders, and files
// that have come or gone.
func (l *loop) walk(ctx context.Context) {
	began := l.now()
	if l.rebuild {
		// After lost events the watches may be on folders that have moved, so all are made again.
		l.tree = newTree()
		l.volumes = map[uint64]volume{}
	}
	if !l.w.opts.Once && (l.rebuild || l.feed == nil && began >= l.retryAt) {
		l.openFeed()
	}
	l.rebuild = false
	l.remote, l.unreadable = "", 0
	l.scan(ctx, l.w.root, false)
	if ctx.Err() != nil || l.gone != "" {
		return
	}
	l.settler.retainFolders(l.tree.has)
	l.adopting, l.walked = false, true
	l.walkTook = l.now() - began
	l.walkAt = l.now() + l.interval()
}

// scan looks at top and everything below it. It passes touched to the settler for every file.
func (l *loop) scan(ctx context.Context, top string, touched bool) {
	stack := []string{top}
	for len(stack) > 0 && ctx.Err() == nil {
		dir := stack[len(stack)-1]
		stack = append(stack[:len(stack)-1], l.scanFolder(dir, touched)...)
	}
}

// scanFolder looks at the files of dir and returns the folders in it.
func (l *loop) scanFolder(dir string, touched bool) []string {
	fi, err := l.statFolder(dir)
	if err != nil {
		if dir == l.w.root {
			l.lose("the folder does not exist")
		} else {
			l.dropFolder(dir)
		}
		return nil
	}
	if dir != l.w.root && !l.tree.has(filepath.Dir(dir)) {
		return nil // its parent folder has moved, which has an event of its own
	}
	if !l.claim(dir, fi) {
		return nil
	}
	// Listening starts before reading, so that whatever comes after reading has an event.
	if l.feed != nil && !l.listen(dir, fi) {
		l.unwatch(dir)
		return []string{dir}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		if dir == l.w.root {
			l.lose(err.Error())
		} else if isFolder(dir) {
			l.unreadable++
		}
	}
	var folders []string
	present := make(map[string]struct{}, len(entries))
	for _, entry := range entries {
		present[entry.Name()] = struct{}{}
		path := filepath.Join(dir, entry.Name())
		switch {
		case l.ignored(path, entry.IsDir()):
		case entry.IsDir():
			folders = append(folders, path)
		default:
			l.sight(path, touched)
		}
	}
	if err == nil {
		l.sweep(dir, present)
	}
	return folders
}

// sight passes a file to the settler.
func (l *loop) sight(path string, touched bool) {
	fi, err := statFile(path)
	if err != nil {
		return
	}
	st := stampOf(fi, l.volumeAt(path, fi).loose)
	if l.adopting {
		l.settler.adopt(path, st)
		return
	}
	l.settler.observe(l.now(), path, st, touched)
}

// sweep forgets the files and folders that a listing of dir did not show. A listing may miss a file
// that is renamed at the same time, so each one is looked for.
func (l *loop) sweep(dir string, present map[string]struct{}) {
	for _, path := range l.settler.missing(dir, present) {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			l.settler.forget(path)
		}
	}
	for _, path := range l.tree.missing(dir, present) {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			l.dropFolder(path)
		}
	}
}

// claim adds dir to the tree. It returns false if the tree already has the same folder under
// another path, as with bind mounts: the system reports its files under only one of the paths.
func (l *loop) claim(dir string, fi fs.FileInfo) bool {
	vol := l.volumeAt(dir, fi)
	if vol.remote != "" && l.remote == "" {
		l.remote = vol.remote
	}
	id := identOf(fi)
	if vol.loose {
		id = ident{}
	}
	if old, ok := l.tree.ident(dir); ok && old != id {
		l.unwatch(dir)
	}
	if other, ok := l.tree.pathOf(id); ok && other != dir {
		if ofi, err := os.Lstat(other); err == nil && identOf(ofi) == id {
			return false
		}
		l.dropFolder(other) // moved to dir; the event comes later, or was lost
	}
	l.tree.add(dir, id)
	return true
}

// listen asks for the events of dir, even if it did so before: a watch may have ended unnoticed,
// and fsnotify loses track if one of its paths has become a different folder. It returns false if
// dir is no longer the folder of fi, because then the watch may be on the wrong folder.
func (l *loop) listen(dir string, fi fs.FileInfo) bool {
	// An error means that there was no watch.
	_ = l.feed.src.Remove(dir)
	err := l.feed.src.Add(dir)
	if err != nil && !errors.Is(err, fs.ErrPermission) && isFolder(dir) {
		l.dropFeed(addReason(err))
		l.walkAt = l.now() // makes up for the dropped events
		return true
	}
	now, err := l.statFolder(dir)
	return err == nil && (l.volumeAt(dir, fi).loose || identOf(now) == identOf(fi))
}

// statFolder returns the FileInfo of dir. A link counts as a folder only if it is the root.
func (l *loop) statFolder(dir string) (fs.FileInfo, error) {
	stat := os.Lstat
	if dir == l.w.root {
		stat = os.Stat
	}
	fi, err := stat(dir)
	if err == nil && !fi.IsDir() {
		err = fs.ErrNotExist
	}
	return fi, err
}

// isFolder distinguishes an error about a folder from the error about one that has just gone.
func isFolder(dir string) bool {
	fi, err := os.Stat(dir)
	return err == nil && fi.IsDir()
}

// unwatch removes dir and the folders below it from the tree and returns them.
func (l *loop) unwatch(dir string) []string {
	removed := l.tree.remove(dir)
	if l.feed != nil {
		for _, path := range removed {
			// An error means that the watch ended with its folder.
			_ = l.feed.src.Remove(path)
		}
	}
	return removed
}

// dropFolder forgets dir and everything below it.
func (l *loop) dropFolder(dir string) {
	l.forgetFolders(l.unwatch(dir))
}

func (l *loop) forgetFolders(dirs []string) {
	for _, dir := range dirs {
		l.settler.forgetFolder(dir)
	}
}

// volumeAt returns the volume that path is on, which it remembers by device.
func (l *loop) volumeAt(path string, fi fs.FileInfo) volume {
	device := identOf(fi).device
	vol, ok := l.volumes[device]
	if !ok {
		vol = l.w.volume(path)
		l.volumes[device] = vol
	}
	return vol
}

func (l *loop) ignored(path string, isDir bool) bool {
	return l.w.opts.Ignore != nil && l.w.opts.Ignore(path, isDir)
}
