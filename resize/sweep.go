package resize

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The names of temporaries: hidden, and told from everybody else's.
const tempPrefix, tempSuffix = ".sizemill-", ".tmp"

// SweepTree is SweepTemporaries for the folder root and all below it, until ctx ends. Errors are
// not returned: what cannot be removed lies hidden, and is tried again by the next run.
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
			_ = SweepTemporaries(path)
		}
		return nil
	})
}

// SweepTemporaries removes the temporaries that killed runs have left in the folder dir, and none
// of a run that is alive, in this process or another: those are locked, and name their process.
// What this machine left before it was started again is removed at once, what another machine may
// have left when it is a day old. A folder that does not exist
// has none.
func SweepTemporaries(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrap("read", dir, err)
	}
	var first error
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix) && e.Type().IsRegular() {
			if err := removeOrphan(filepath.Join(dir, name)); err != nil && first == nil {
				first = err
			}
		}
	}
	return first
}
