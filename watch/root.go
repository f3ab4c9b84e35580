package watch

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// lookForRoot notices that the root went away, came back, or is another folder now.
func (l *loop) lookForRoot() {
	fi, reason := l.statRoot()
	switch {
	case reason != "":
		l.lose(reason)
	case l.gone != "" || l.rootInfo == nil || !os.SameFile(fi, l.rootInfo):
		l.mounted = isMountPoint(l.w.root, fi)
		l.rootInfo = fi
		l.gone = ""
		l.rebuild = true
		l.walkAt = l.now()
	}
}

// lose lets go of the tree until the root returns. What is known of its files stays: a disk that is plugged in again has
// not delivered them anew.
func (l *loop) lose(reason string) {
	l.gone = reason
	l.adopting = false
	l.closeFeed()
	l.tree = newTree()
}

// statRoot returns the root's facts, or a sentence on why it cannot be watched.
func (l *loop) statRoot() (fs.FileInfo, string) {
	fi, err := os.Stat(l.w.root)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "the folder does not exist"
	case err != nil:
		return nil, err.Error()
	case !fi.IsDir():
		return nil, "it is no longer a folder"
	case l.mounted && !isMountPoint(l.w.root, fi) && isEmpty(l.w.root):
		return nil, "its disk is not mounted"
	}
	return fi, ""
}

// isMountPoint tells whether path is on another device than the folder it is in. A link is none.
func isMountPoint(path string, fi fs.FileInfo) bool {
	if lfi, err := os.Lstat(path); err != nil || lfi.Mode()&fs.ModeSymlink != 0 {
		return false
	}
	up, err := os.Stat(filepath.Dir(path))
	return err == nil && identOf(up).device != identOf(fi).device
}

func isEmpty(folder string) bool {
	f, err := os.Open(folder)
	if err != nil {
		return false
	}
	_, err = f.Readdirnames(1)
	closeErr := f.Close()
	return errors.Is(err, io.EOF) && closeErr == nil
}
