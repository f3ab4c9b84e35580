package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fsnotify/fsnotify"
)

const left = fsnotify.Remove | fsnotify.Rename

// takeChanges handles the events so far. An event only says where to look, not what is there.
func (l *loop) takeChanges(ctx context.Context) {
	if l.feed == nil {
		return
	}
	got := l.feed.take()
	if got.lost {
		l.rebuild = true
		// Events may be lost again during the walk. Half of the time is left for other work; what
		// is found later has to settle anyway.
		l.walkAt = min(l.walkAt, l.now()+max(l.walkTook, l.w.opts.Settle))
	}
	// A watch moves with its folder, but fsnotify keeps it under its first path. So all watches of
	// folders that left are removed before any folder is looked at; otherwise a folder found under
	// its new path would lose its watch together with the old one.
	folders := map[string][]string{}
	for path, op := range got.ops {
		if op&left != 0 {
			folders[path] = l.unwatch(path)
		}
	}
	for path, op := range got.ops {
		l.change(ctx, path, op, folders[path])
	}
}

// change looks at path, which an event named; former are the folders that were watched there.
func (l *loop) change(ctx context.Context, path string, op fsnotify.Op, former []string) {
	if ctx.Err() != nil || l.gone != "" {
		return
	}
	if path == l.w.root {
		if op&left != 0 {
			l.rootInfo = nil // even if the next root gets the same inode
			l.lookAt = l.now()
		}
		return
	}
	if !l.tree.has(filepath.Dir(path)) {
		return // ignored, gone, or found when its folder is listed
	}
	if op&left != 0 {
		l.settler.forget(path) // a file with that name is a new one
	}
	fi, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.settler.forget(path)
		l.dropFolder(path)
		l.forgetFolders(former)
	case err != nil:
		// Not readable now; the safety walk looks again.
	case l.ignored(path, fi.IsDir()):
	case fi.IsDir():
		l.changeFolder(ctx, path, op)
	default:
		l.dropFolder(path)
		l.forgetFolders(former)
		l.sight(path, op&^fsnotify.Chmod != 0)
	}
}

// changeFolder looks at a folder that is new or has become accessible. Some systems also report
// writes to folders, which come with events for the files.
func (l *loop) changeFolder(ctx context.Context, path string, op fsnotify.Op) {
	if op == fsnotify.Write {
		return
	}
	created := op&(fsnotify.Create|left) != 0
	if created {
		l.unwatch(path) // the watch may be that of an earlier folder with this name
	}
	l.scan(ctx, path, created)
}
