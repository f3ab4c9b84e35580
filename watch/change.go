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

// takeChanges works off the events so far. An event only says where to look; the disk says what is there.
func (l *loop) takeChanges(ctx context.Context) {
	if l.feed == nil {
		return
	}
	got := l.feed.take()
	if got.lost {
		l.rebuild = true
		// Events may be lost again while the walk lasts: half of the time is left for other work. What is found later has
		// to settle anyway.
		l.walkAt = min(l.walkAt, l.now()+max(l.walkTook, l.w.opts.Settle))
	}
	// A watch moves with its folder, and fsnotify keeps it under the path of its first day: all that left is let go before any
	// folder is looked at, or one found under its new path would lose its watch with the old one.
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

// change looks at path, of which an event told. former are the folders that were watched there.
func (l *loop) change(ctx context.Context, path string, op fsnotify.Op, former []string) {
	if ctx.Err() != nil || l.gone != "" {
		return
	}
	if path == l.w.root {
		if op&left != 0 {
			l.rootInfo = nil // even if it has its old inode again
			l.lookAt = l.now()
		}
		return
	}
	if !l.tree.has(filepath.Dir(path)) {
		return // ignored, gone, or listed when its folder is reached
	}
	if op&left != 0 {
		l.settler.forget(path) // what has that name now is new
	}
	fi, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.settler.forget(path)
		l.dropFolder(path)
		l.forgetFolders(former)
	case err != nil:
		// Not to be seen now; the safety walk looks again.
	case l.ignored(path, fi.IsDir()):
	case fi.IsDir():
		l.changeFolder(ctx, path, op)
	default:
		l.dropFolder(path)
		l.forgetFolders(former)
		l.sight(path, op&^fsnotify.Chmod != 0)
	}
}

// changeFolder looks at a folder that is new or accessible now. Writes to folders, which some systems tell of, come with
// events for the files themselves.
func (l *loop) changeFolder(ctx context.Context, path string, op fsnotify.Op) {
	if op == fsnotify.Write {
		return
	}
	created := op&(fsnotify.Create|left) != 0
	if created {
		l.unwatch(path) // a watch may be that of a former folder of this name
	}
	l.scan(ctx, path, created)
}
