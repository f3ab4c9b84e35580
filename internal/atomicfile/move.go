package atomicfile

import (
	"context"
	"io"
	"os"
)

// RenameNew gives a file another name, and returns ErrExists where that is taken. SyncFolder makes
// it durable.
func RenameNew(from, to string) error { return failed("rename", to, renameNew(from, to)) }

// RenameOver gives a file another name, and replaces a file that has it. SyncFolder makes it
// durable.
func RenameOver(from, to string) error { return failed("rename", to, renameOver(from, to)) }

// SyncFolder flushes the names in a folder to the medium, where the system can do that.
func SyncFolder(dir string) error { return failed("write", dir, syncFolder(dir)) }

// shareBytes is how much CopyFrom copies between two looks at the context. Disks that share bytes
// between files do so in whole blocks, of which this is a multiple.
const shareBytes = 16 << 20

// CopyFrom appends what is left of src. On disks that can, the system shares the bytes between both
// files instead of copying them.
func (f *File) CopyFrom(ctx context.Context, src *os.File) error {
	for {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		n, err := f.file.ReadFrom(io.LimitReader(src, shareBytes))
		f.size += n
		if err != nil {
			return failed("write", f.path, err)
		}
		if n < shareBytes {
			return nil
		}
	}
}
