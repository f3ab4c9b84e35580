package atomicfile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// SweepTree is SweepFolder for the folder root and all below it, until ctx ends. It returns no
// errors: what cannot be removed lies hidden, and the next sweep tries it again.
func SweepTree(ctx context.Context, root string) {
	root, err := filepath.EvalSymlinks(root) // WalkDir does not follow a link, not even the first
	if err != nil {
		return
	}
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return filepath.SkipAll
		case entry != nil && entry.IsDir() && err == nil:
			_ = SweepFolder(path)
		}
		return nil
	})
}

// SweepFolder removes the temporaries that killed programs have left in the folder dir. It removes
// none of a process that is alive, this one or another: those are locked, and their names identify
// the process. What this machine left before it was last started is removed at once, what another
// machine or container may have left when it is a day old. A folder that does not exist has none.
//
// It goes on after an error, and returns the first.
func SweepFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed("read", dir, err)
	}
	var first error
	for _, e := range entries {
		if IsTemporary(e.Name()) && e.Type().IsRegular() {
			if err := removeOrphan(filepath.Join(dir, e.Name())); err != nil && first == nil {
				first = err
			}
		}
	}
	return first
}
