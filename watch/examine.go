package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
)

// errNotRegular is the error for a folder, FIFO, socket or device.
var errNotRegular = errors.New("not a regular file")

// statFile returns the FileInfo of a regular file, or of the one that a link points to. It opens
// nothing, so that no FIFO blocks and no device is touched.
func statFile(path string) (fs.FileInfo, error) {
	fi, err := os.Lstat(path)
	if err == nil && fi.Mode()&fs.ModeSymlink != 0 {
		fi, err = os.Stat(path)
	}
	if err == nil && !fi.Mode().IsRegular() {
		err = errNotRegular
	}
	return fi, err
}

// stampOf returns the stamp of a file. A loose inode number is left out, since it means nothing.
func stampOf(fi fs.FileInfo, loose bool) stamp {
	st := stamp{size: fi.Size(), mtime: fi.ModTime().UnixNano()}
	if !loose {
		st.inode = identOf(fi).inode
	}
	return st
}

// examined is the verdict on a settling file.
type examined struct {
	file    *settling
	verdict verdict
}

func (l *loop) mayExamine() bool {
	return l.examining < l.w.opts.Checks && l.out.len() < maxBacklog
}

// dispatch examines the files that are due, as many as may run at once.
func (l *loop) dispatch(ctx context.Context) {
	for l.mayExamine() {
		f, ok := l.settler.take(l.now())
		if !ok {
			return
		}
		l.examining++
		path, want := f.path, f.stamp // the loop may change f while the check runs
		l.checks.Go(func() {
			// Never blocks: the channel has room for every verdict.
			l.verdicts <- examined{file: f, verdict: examine(ctx, path, want, l.w.opts.Check)}
		})
	}
}

// examine checks that the file is unchanged and whole. The verdict has the stamp after the check.
func examine(
	ctx context.Context, path string, want stamp, check func(context.Context, string) error,
) verdict {
	v := restamp(path, want)
	if v.gone || v.stamp != want {
		return v
	}
	if v.busy = beingWritten(path); v.busy || check == nil {
		return v
	}
	refused := check(ctx, path)
	v = restamp(path, want)
	v.err = refused
	return v
}

func restamp(path string, like stamp) verdict {
	fi, err := statFile(path)
	if err != nil {
		return verdict{gone: true}
	}
	return verdict{stamp: stampOf(fi, like.inode == 0)}
}

// conclude takes in a verdict and reports a file that has arrived.
func (l *loop) conclude(e examined) {
	l.examining--
	if l.settler.conclude(l.now(), e.file, e.verdict) {
		l.out.put(e.file.path)
	}
}
