package backup

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"sizemill/internal/atomicfile"
	"sizemill/internal/filehash"
)

// What is not restored.
var (
	// ErrReplaced means that what has the name to restore is not what was to be replaced.
	ErrReplaced = errors.New("the file of this name has changed")
	// ErrDamaged means that a backup does not have the hash of the original any more.
	ErrDamaged = errors.New("its backup has changed")
)

// Restore gives the file at path its original back, and removes the backup. result is the file that
// has the name now, which is replaced in one step; nil means that the name is free.
//
// It is ErrReplaced if another file has the name, ErrDamaged if the backup is not the original, and
// wraps fs.ErrNotExist if there is no backup. Then path is as it was. Errors name path.
func Restore(ctx context.Context, kept Kept, path string, result fs.FileInfo) error {
	return failed("restore", path, restore(ctx, kept, path, result))
}

func restore(ctx context.Context, kept Kept, path string, result fs.FileInfo) error {
	sum, info, err := filehash.Sum(ctx, kept.Path)
	if err != nil {
		return err
	}
	if kept.Hash != nil && !bytes.Equal(sum, kept.Hash) || kept.Hash == nil && info.Size() != kept.Bytes {
		return ErrDamaged
	}
	if result != nil && os.SameFile(info, result) { // never replaced
		return Remove(kept)
	}
	if err := put(kept.Path, path, result); !otherDisk(err) {
		return err
	}
	return copyBack(ctx, kept, sum, path, result)
}

// copyBack restores from another disk.
func copyBack(ctx context.Context, kept Kept, sum []byte, path string, result fs.FileInfo) error {
	from, info, err := filehash.Open(kept.Path)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }() // nothing was written to it
	d, err := copyTo(ctx, from, info, kept.Path, path)
	if err != nil {
		return err
	}
	defer d.file.Discard()
	if !bytes.Equal(d.sum, sum) {
		return ErrMismatch
	}
	if err := put(d.file.TempPath(), path, result); err != nil {
		return err
	}
	return Remove(kept)
}

// put renames a file to path, in place of result, and flushes the name.
func put(from, path string, result fs.FileInfo) error {
	err := replace(from, path, result)
	if errors.Is(err, atomicfile.ErrExists) {
		return ErrReplaced
	}
	if err != nil {
		return err
	}
	return atomicfile.SyncFolder(filepath.Dir(path))
}

// replace renames a file to path, in place of result. Where the system can exchange two names, what
// came out is looked at, and put back if it is another file.
func replace(from, path string, result fs.FileInfo) error {
	if result == nil {
		return atomicfile.RenameNew(from, path)
	}
	if now, err := os.Lstat(path); err != nil || !filehash.Same(now, result) {
		return ErrReplaced
	}
	err := atomicfile.Exchange(from, path)
	if errors.Is(err, errors.ErrUnsupported) {
		return atomicfile.RenameOver(from, path)
	}
	if err != nil {
		return err
	}
	if out, err := os.Lstat(from); err != nil || !filehash.Same(out, result) {
		return errors.Join(ErrReplaced, atomicfile.Exchange(from, path))
	}
	return os.Remove(from)
}

// Remove removes a backup, and its folder with the last one.
func Remove(kept Kept) error {
	info, err := os.Lstat(kept.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return failed("remove", kept.Path, err)
	case !info.Mode().IsRegular():
		return failed("remove", kept.Path, errors.New("not a backup"))
	default:
		if err := os.Remove(kept.Path); err != nil {
			return failed("remove", kept.Path, err)
		}
	}
	_ = syscall.Rmdir(filepath.Dir(kept.Path)) // only if it is empty
	return nil
}
