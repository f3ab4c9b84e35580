package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// ErrExists is the error of Commit where another file has the name and is not to be replaced.
var ErrExists = errors.New("another file now has this name")

// File is a file on its way to its name: a temporary beside it until Commit. The caller of Create
// calls Discard in the end, committed or not. A File is not for several goroutines at once.
//
// Errors are *fs.PathError about the file's own path, never that of the temporary.
type File struct {
	path    string
	temp    string
	named   bool     // the temporary has become path
	file    *os.File // nil when closed
	size    int64
	release func() // ends the lock that tells the temporary from that of a killed program
	group   *Group
}

// Create makes a temporary for the file at path, and the folders that are missing above it. It does
// not look whether path is free; Commit does.
func Create(path string, access Access) (*File, error) { return (*Group)(nil).Create(path, access) }

// attempts is how often a temporary is tried: another program's sweep may remove it before it is
// locked.
const attempts = 100

// Create is the function Create, for a file that belongs to the group; with a nil Group it belongs
// to none. After Abandon the error is context.Canceled.
func (g *Group) Create(path string, access Access) (*File, error) {
	// Twice, because another program may make the folder, or tidy it away, at the same time.
	for range 2 {
		f, err := g.createIn(path, access)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, failed("write", path, err)
		}
		if err := MakeFolder(filepath.Dir(path), access); err != nil {
			return nil, failed("write", path, err)
		}
	}
	return nil, failed("write", path, fs.ErrNotExist)
}

// createIn makes a temporary in a folder that exists.
func (g *Group) createIn(path string, access Access) (*File, error) {
	for range attempts {
		f, err := g.create(path, access.Mode)
		switch {
		case errors.Is(err, fs.ErrExist):
			continue
		case err != nil:
			return nil, err
		}
		if _, err := os.Lstat(f.temp); err == nil {
			return f, nil
		}
		f.Discard() // another process took it for an orphan before it was locked
	}
	return nil, fs.ErrNotExist
}

// create makes one temporary, and locks it.
func (g *Group) create(path string, mode fs.FileMode) (*File, error) {
	temp := filepath.Join(filepath.Dir(path), tempName())
	file, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode.Perm()&0o666|0o600)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, temp: temp, file: file, release: func() {}, group: g}
	err = g.add(f)
	if err == nil {
		// Without its lock another program would take it for an orphan while it is written.
		err = f.lock()
	}
	if err != nil {
		f.Discard()
		return nil, err
	}
	return f, nil
}

func (f *File) lock() error {
	release, err := lockTemp(f.file)
	if err == nil {
		f.release = release
	}
	return err
}

// Path returns the name that Commit gives the file.
func (f *File) Path() string { return f.path }

// TempPath returns where the content can be read until Commit or Discard, by opening it again.
func (f *File) TempPath() string { return f.temp }

// Size returns how many bytes have been written.
func (f *File) Size() int64 { return f.size }

// Write appends p to the file.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.file.Write(p)
	f.size += int64(n)
	return n, failed("write", f.path, err)
}

// Close flushes the content to the medium. After it the file can be read back, but not written to.
// Commit closes what is still open, so it is only needed for reading back.
func (f *File) Close() error {
	if f.file == nil {
		return nil
	}
	if err := f.file.Sync(); err != nil {
		return failed("write", f.path, err)
	}
	err := f.file.Close()
	f.file = nil
	return failed("write", f.path, err)
}

// SetModTime gives the file a modification time, and reports whether the file system stores it, to
// FAT's two seconds. It comes after Close. The access time is set as well, though it is new
// already: libfuse 2, below exFAT and encfs, ignores a call that sets only one of them.
func (f *File) SetModTime(t time.Time) (stored bool) {
	if setTimes(f.temp, time.Now(), t) != nil {
		return false
	}
	info, err := os.Stat(f.temp)
	if err != nil {
		return false
	}
	const coarsest = 2 * time.Second
	off := info.ModTime().Sub(t)
	return -coarsest <= off && off <= coarsest
}

// Commit closes the file and gives it its name. Where another file has that already, replace
// replaces it; otherwise the error is ErrExists. After Abandon of the file's group the error is
// context.Canceled. An error leaves the name as it was.
//
// The file has its name when err is nil. Durable reports whether the medium confirmed the name:
// where it did not, the name may be lost if the power fails now.
func (f *File) Commit(replace bool) (durable bool, err error) {
	if err := f.Close(); err != nil {
		return false, err
	}
	rename := renameNew
	if replace {
		rename = renameOver
	}
	err = f.group.err()
	if err == nil {
		err = rename(f.temp, f.path)
	}
	if err != nil {
		return false, failed("rename", f.path, err)
	}
	f.named = true
	return syncFolder(filepath.Dir(f.path)) == nil, nil
}

// Discard removes the temporary unless it was committed, and releases what the File holds. It may
// be called again.
func (f *File) Discard() {
	if f.file != nil {
		_ = f.file.Close() // its content is not wanted
		f.file = nil
	}
	if !f.named {
		_ = os.Remove(f.temp) // the error that led here says more
	}
	f.group.forget(f)
	f.release()
	f.release = func() {}
}

// failed returns an error about op on path, without the operation and path that the system names.
func failed(op, path string, err error) error {
	if err == nil {
		return nil
	}
	var pathError *fs.PathError
	var linkError *os.LinkError
	switch {
	case errors.As(err, &pathError):
		err = pathError.Err
	case errors.As(err, &linkError):
		err = linkError.Err
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}
