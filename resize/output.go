package resize

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// writeBuffer is large enough that writing costs few system calls and small enough that cancelling
// is felt at once.
const writeBuffer = 256 << 10

// output is a file on its way to path: a temporary beside it until commit. Its owner calls discard
// when done, which removes whatever was not committed.
type output struct {
	path  string
	temp  string // empty when there is none any more
	name  string // of the temporary, while there is one and after
	file  *os.File
	bytes int64
	alive func() // ends the lock that tells the temporary from a killed run's
	of    *temporaries
}

// createOutput makes the temporary, and the folder where it is missing. Neither is more open to
// others than what it was made of.
func (t *temporaries) createOutput(path string, like access) (*output, error) {
	dir := filepath.Dir(path)
	// Twice, because another job may make the folder, or tidy it away, at the same time.
	for range 2 {
		for range 100 {
			o, err := t.create(path, like.file)
			if err == nil {
				if _, err := os.Lstat(o.temp); err == nil {
					return o, nil
				}
				o.discard() // another process took it for an orphan before it was locked
				continue
			}
			if errors.Is(err, fs.ErrNotExist) {
				break
			}
			if !errors.Is(err, fs.ErrExist) {
				return nil, wrap("write", path, err)
			}
		}
		if err := makeFolder(dir, like); err != nil {
			return nil, wrap("write", path, err)
		}
	}
	return nil, wrap("write", path, fs.ErrNotExist)
}

// create makes a temporary beside path, and locks it.
func (t *temporaries) create(path string, source fs.FileMode) (*output, error) {
	temp := filepath.Join(filepath.Dir(path), tempName())
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, source.Perm()&0o666|0o600)
	if err != nil {
		return nil, err
	}
	o := &output{path: path, temp: temp, name: temp, file: f, alive: func() {}}
	if err := t.add(o); err != nil {
		o.discard()
		return nil, err
	}
	release, err := lockTemp(f)
	if err != nil {
		o.discard() // without its lock another run would take it for an orphan, and remove it while it is written
		return nil, err
	}
	o.alive = release
	return o, nil
}

// access is who may see a source: the mode of its file, and the folder that it lies in.
type access struct {
	file   fs.FileMode
	folder string
}

// makeFolder makes dir and what is missing above it, and flushes their names to the medium: a
// result must not be lost with its folder. Each is no more open than the source's folder, or than
// that above it which is as far from the source: "X resized/a" is as X/a, "X resized" as X.
func makeFolder(dir string, like access) error {
	var missing []string // innermost first
	for at := dir; filepath.Dir(at) != at; at = filepath.Dir(at) {
		if _, err := os.Lstat(at); err == nil {
			break
		}
		missing = append(missing, at)
	}
	modes := make([]fs.FileMode, len(missing))
	for i, folder := 0, like.folder; i < len(missing); i, folder = i+1, filepath.Dir(folder) {
		modes[i] = 0o777
		if info, err := os.Stat(folder); err == nil {
			modes[i] = info.Mode().Perm() | 0o700
		}
	}
	for i := len(missing) - 1; i >= 0; i-- {
		if err := os.Mkdir(missing[i], modes[i]); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := syncFolder(filepath.Dir(missing[i])); err != nil {
			return err
		}
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	}
	return nil
}

// discard closes and removes the temporary unless it was committed.
func (o *output) discard() {
	defer o.alive()
	defer o.of.forget(o)
	if o.file != nil {
		_ = o.file.Close() // it is thrown away
	}
	if o.temp != "" {
		_ = os.Remove(o.temp) // the error that led here says more
	}
}

// fill streams write's bytes through b into the temporary, until ctx ends, and flushes them to the
// medium.
func (o *output) fill(ctx context.Context, b *bufio.Writer, write func(io.Writer) error) error {
	counted := writeFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, wrap("write", o.path, err)
		}
		n, err := o.file.Write(p)
		o.bytes += int64(n)
		return n, wrap("write", o.path, err)
	})
	b.Reset(counted)
	defer b.Reset(nil)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	if err := o.file.Sync(); err != nil {
		return wrap("write", o.path, err)
	}
	err := o.file.Close()
	o.file = nil
	return wrap("write", o.path, err)
}

// setDate gives the file a modification time, and reports whether it has it. An access time goes
// with it, though that is new already: libfuse 2, under exFAT and encfs, ignores a call that sets
// but one of them.
func (o *output) setDate(t time.Time) (kept bool) {
	if setTimes(o.temp, time.Now(), t) != nil {
		return false
	}
	info, err := os.Stat(o.temp)
	if err != nil {
		return false
	}
	const coarsest = 2 * time.Second // FAT's
	off := info.ModTime().Sub(t)
	return -coarsest <= off && off <= coarsest
}

// commit gives the file its name. Without overwrite a file that has the name already is ErrExists.
func (o *output) commit(overwrite bool) error {
	rename := renameNew
	if overwrite {
		rename = renameOver
	}
	if err := o.of.commit(func() error { return rename(o.temp, o.path) }); err != nil {
		return wrap("rename", o.path, err)
	}
	o.temp = ""
	return nil
}

// writeFunc is an io.Writer.
type writeFunc func(p []byte) (int, error)

func (f writeFunc) Write(p []byte) (int, error) { return f(p) }
