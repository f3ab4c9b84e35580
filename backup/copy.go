package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/dustin/go-humanize"

	"sizemill/internal/atomicfile"
	"sizemill/internal/diskspace"
	"sizemill/internal/filehash"
	"sizemill/internal/xattr"
)

// ErrMismatch means that a copy does not have the bytes of the file that it was made of.
var ErrMismatch = errors.New("the copy differs from the file")

// NoSpaceError means that a disk has too little space for a backup.
type NoSpaceError struct {
	Folder     string // where the backup was to be
	Need, Free int64  // bytes
}

func (e *NoSpaceError) Error() string {
	return fmt.Sprintf("not enough space for its backup in %s: %s needed, %s free",
		e.Folder, humanize.Bytes(uint64(e.Need)), humanize.Bytes(uint64(max(e.Free, 0))))
}

// spare is left free on the disk of the backups, which is usually that of the user's home.
const spare = 16 << 20

// copied makes a backup that is a copy.
func (k *keeper) copied(ctx context.Context, to string) (Kept, error) {
	dir, need := filepath.Dir(to), k.info.Size()
	if free, err := diskspace.Free(dir); err == nil && free < need+spare {
		return Kept{}, &NoSpaceError{Folder: dir, Need: need + spare, Free: free}
	}
	if _, err := k.original.Seek(0, 0); err != nil {
		return Kept{}, err
	}
	c, err := copyTo(ctx, k.original, k.info, k.path, to)
	if errors.Is(err, syscall.ENOSPC) {
		free, _ := diskspace.Free(dir)
		return Kept{}, &NoSpaceError{Folder: dir, Need: need, Free: free}
	}
	if err != nil {
		return Kept{}, err
	}
	defer c.file.Discard()
	sum, err := k.sum(ctx) // the second reading: of the whole, after it was copied
	if err != nil {
		return Kept{}, err
	}
	if !bytes.Equal(sum, c.sum) {
		return Kept{}, ErrMismatch
	}
	durable, err := c.file.Commit(false)
	if errors.Is(err, atomicfile.ErrExists) {
		err = fs.ErrExist
	}
	if err != nil {
		return Kept{}, err
	}
	if !durable {
		return Kept{}, errors.Join(atomicfile.SyncFolder(dir), os.Remove(to),
			errors.New("the disk does not confirm that its backup is stored"))
	}
	return Kept{Path: to, Bytes: need, Hash: sum, Lost: c.lost}, nil
}

// duplicate is a copy of a file that has no name yet.
type duplicate struct {
	file *atomicfile.File
	sum  []byte // of what the medium gave back
	lost error  // why attributes could not be copied
}

// copyTo copies what is left of a file, and its date, permissions and attributes, to a temporary
// for the file at path to. The caller commits and discards it.
func copyTo(
	ctx context.Context, from *os.File, info fs.FileInfo, fromPath, to string,
) (d duplicate, err error) {
	out, err := atomicfile.Create(to, atomicfile.Access{})
	if err != nil {
		return d, err
	}
	defer func() {
		if err != nil {
			out.Discard()
		}
	}()
	if err := out.CopyFrom(ctx, from); err != nil {
		return d, err
	}
	temp := out.TempPath()
	atomicfile.GiveOwner(temp, info)
	lost := xattr.Copy(fromPath, temp)
	if err := os.Chmod(temp, info.Mode()); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return d, err
	}
	// Before Close, which flushes the date as well; and after it, as some systems ask for.
	_ = out.SetModTime(info.ModTime())
	if err := out.Close(); err != nil {
		return d, err
	}
	_ = out.SetModTime(info.ModTime()) // disks without dates have nothing to keep
	sum, written, err := filehash.Sum(ctx, temp)
	if err == nil && written.Size() != info.Size() {
		err = ErrMismatch
	}
	return duplicate{out, sum, lost}, err
}
