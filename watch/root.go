package watch

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// lookForRoot notices that the root has gone, has come back, or is a different folder.
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

// lose drops the tree until the root returns. What is known about its files stays: they have not
// arrived again just because their disk is plugged in again.
func (l *loop) lose(reason string) {
	l.gone = reason
	l.adopting = false
	l.closeFeed()
	l.tree = newTree()
}

// rootError returns why the root cannot be read, or nil.
func (l *loop) rootError() error {
	if l.gone == "" {
		return nil
	}
	return errors.New(l.gone)
}

// statRoot returns the FileInfo of the root, or a sentence on why it cannot be watched.
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

// isMountPoint reports whether path is on a different device than its parent folder. A link is not
// a mount point.
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
