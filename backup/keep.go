package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sizemill/internal/atomicfile"
	"sizemill/internal/filehash"
)

// ErrLink means that an original is a symbolic link.
var ErrLink = filehash.ErrLink

// Kept is the backup of an original.
type Kept struct {
	Path  string // absolute if the backup folder is
	Bytes int64
	Hash  []byte // SHA-256 of the original
	// Lost is what the backup lacks of the original besides its bytes, its date and its
	// permissions: why its extended attributes could not be copied.
	Lost error
}

// mostNames is how many backups of one original a folder holds. More than one is there only if the
// original was replaced by a program that was then killed.
const mostNames = 100

// Keep keeps the file at path in the folder dir, which it makes if need be; it is open to this user
// alone. A backup that is there already and has the same bytes is the result. An earlier one with
// others stays, and gets a second one beside it.
//
// Errors name path: ErrLink, *NoSpaceError, or the system's reason. Then no backup was made, and
// the original must not be replaced.
func Keep(ctx context.Context, path, dir string) (Kept, error) {
	kept, err := keep(ctx, path, dir)
	return kept, failed("back up", path, err)
}

func keep(ctx context.Context, path, dir string) (Kept, error) {
	original, info, err := filehash.Open(path)
	if err != nil {
		return Kept{}, err
	}
	defer func() { _ = original.Close() }() // nothing was written to it
	if err := atomicfile.MakeFolder(dir, atomicfile.Access{}); err != nil {
		return Kept{}, err
	}
	k := keeper{path: path, original: original, info: info}
	for n := range mostNames {
		kept, err := k.under(ctx, filepath.Join(dir, name(path, n+1)))
		if !errors.Is(err, fs.ErrExist) {
			return kept, err
		}
	}
	return Kept{}, fmt.Errorf("%s holds too many backups of it", dir)
}

// keeper keeps one original.
type keeper struct {
	path     string
	original *os.File
	info     fs.FileInfo
}

// under keeps the original under a name. It is fs.ErrExist if the name is another backup's.
func (k *keeper) under(ctx context.Context, to string) (Kept, error) {
	err := fs.ErrInvalid
	if names(k.info) == 1 {
		err = os.Link(k.path, to)
	}
	switch {
	case err == nil:
		return k.linked(ctx, to)
	case errors.Is(err, fs.ErrExist):
		return k.existing(ctx, to)
	}
	if _, err := os.Lstat(to); err == nil {
		return k.existing(ctx, to)
	}
	return k.copied(ctx, to)
}

// linked completes a backup that is a link to the original.
func (k *keeper) linked(ctx context.Context, to string) (Kept, error) {
	sum, info, err := filehash.Sum(ctx, to)
	if err == nil && !filehash.Same(info, k.info) {
		err = filehash.ErrChanged
	}
	if err == nil {
		err = k.flush()
	}
	if err == nil {
		err = atomicfile.SyncFolder(filepath.Dir(to))
	}
	if err != nil {
		return Kept{}, errors.Join(err, os.Remove(to))
	}
	return Kept{Path: to, Bytes: info.Size(), Hash: sum}, nil
}

// flush has the original's bytes written to the medium: it may have been made a moment ago. Windows
// flushes only files that are open for writing.
func (k *keeper) flush() error {
	err := k.original.Sync()
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// existing returns a backup that an interrupted run has made, if it is the same as the original.
func (k *keeper) existing(ctx context.Context, to string) (Kept, error) {
	sum, info, err := filehash.Sum(ctx, to)
	if err != nil {
		return Kept{}, err
	}
	if os.SameFile(info, k.info) && names(k.info) <= 2 {
		// A link of an interrupted run, removed only if keeping it fails: so it is not.
		if err := errors.Join(k.flush(), atomicfile.SyncFolder(filepath.Dir(to))); err != nil {
			return Kept{}, err
		}
		return Kept{Path: to, Bytes: info.Size(), Hash: sum}, nil
	}
	if os.SameFile(info, k.info) || info.Size() != k.info.Size() {
		return Kept{}, fs.ErrExist
	}
	now, err := k.sum(ctx)
	if err != nil {
		return Kept{}, err
	}
	if !bytes.Equal(sum, now) {
		return Kept{}, fs.ErrExist
	}
	return Kept{Path: to, Bytes: info.Size(), Hash: sum}, atomicfile.SyncFolder(filepath.Dir(to))
}

// sum reads the original, and returns its hash.
func (k *keeper) sum(ctx context.Context) ([]byte, error) {
	if _, err := k.original.Seek(0, 0); err != nil {
		return nil, err
	}
	sum, err := filehash.Of(ctx, k.original)
	if err != nil {
		return nil, err
	}
	now, err := os.Lstat(k.path)
	if err == nil && !filehash.Same(now, k.info) {
		err = filehash.ErrChanged
	}
	return sum, err
}

// failed returns an error about op on path. Of one that names path itself it leaves out what the
// system did; one about another file, such as the backup, stays as it is.
func failed(op, path string, err error) error {
	if err == nil {
		return nil
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) && e.Path == path {
		err = e.Err
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}
