package resize

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// writeBuffer is large enough that writing costs few system calls and small enough that cancelling is felt at once.
const writeBuffer = 256 << 10

// output is a file on its way to path: a temporary beside it until commit. Its owner calls discard when done, which removes
// whatever was not committed.
type output struct {
	path  string
	temp  string // empty when there is none any more
	name  string // of the temporary, while there is one and after
	file  *os.File
	bytes int64
	alive func() // ends the lock that tells the temporary from a killed run's
	of    *temporaries
}

// createOutput makes the temporary, and the folder where it is missing. The result is no more open to others than its source, whose mode
// is given.
func (t *temporaries) createOutput(path string, source fs.FileMode) (*output, error) {
	dir := filepath.Dir(path)
	// Twice, because another job may make the folder, or tidy it away, at the same time.
	for range 2 {
		for range 100 {
			o, err := t.create(path, source)
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
		if err := makeFolder(dir); err != nil {
			return nil, wrap("write", path, err)
		}
	}
	return nil, wrap("write", path, fs.ErrNotExist)
}

// create makes a temporary beside path, and locks it.
func (t *temporaries) create(path string, source fs.FileMode) (*output, error) {
	temp := filepath.Join(filepath.Dir(path), fmt.Sprintf("%s%016x%s", tempPrefix, rand.Uint64(), tempSuffix))
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

// makeFolder makes dir and what is missing above it, and flushes their names to the medium: a result must not be lost with its folder.
func makeFolder(dir string) error {
	var parents []string // of what is missing, innermost first
	for missing := dir; filepath.Dir(missing) != missing; missing = filepath.Dir(missing) {
		if _, err := os.Lstat(missing); err == nil {
			break
		}
		parents = append(parents, filepath.Dir(missing))
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, parent := range parents {
		if err := syncFolder(parent); err != nil {
			return err
		}
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

// fill streams write's bytes through b into the temporary, until ctx ends, and flushes them to the medium.
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

// setDate gives the file a modification time.
func (o *output) setDate(t time.Time) error { return os.Chtimes(o.temp, time.Time{}, t) }

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
