package hotfolder

import (
	"context"
	"io/fs"
	"path/filepath"

	"sizemill/resize"
)

// sweepOutput removes the temporaries that a killed run has left in the output folder out and below it, until ctx ends.
// Its errors are nobody's concern: what cannot be removed lies hidden, and is tried again at the next start, and a folder
// that results cannot be written to is said to be so by the first picture.
func sweepOutput(ctx context.Context, out string) {
	root, err := filepath.EvalSymlinks(out) // WalkDir does not follow a link, not even the first
	if err != nil {
		return
	}
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return filepath.SkipAll
		case entry != nil && entry.IsDir() && err == nil:
			_ = resize.SweepTemporaries(path)
		}
		return nil
	})
}
