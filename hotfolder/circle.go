package hotfolder

import (
	"context"
	"os"
	"path/filepath"

	"sizemill/batch"
	"sizemill/internal/filedate"
	"sizemill/internal/filetree"
	"sizemill/resize"
)

// goesBack reports whether a picture is a result that would go back to the folder of the picture
// that it was made of. Two services that watch each other's results, in two programs, would fill
// the disk.
func (m *memory) goesBack(ctx context.Context, f *folder, found *batch.Found) bool {
	info, err := os.Lstat(found.Path)
	if err != nil {
		return false
	}
	_, isResult := resize.ReadProvenance(found.Path, info)
	if m.ledger != nil {
		r, recorded, err := m.ledger.Output(ctx, found.Path)
		if err == nil && recorded && filetree.Holds(f.out, r.Source.Path) {
			return true
		}
		isResult = isResult || recorded
	}
	return isResult && m.isOrigin(ctx, f, found.Path, info)
}

// isOrigin reports whether the picture of that name in the output folder is what the result at path
// was made of, by way of however many folders: it has the same date, and is no result of path.
// Paths alone do not tell, because folders can be reached by links and mounts.
func (m *memory) isOrigin(ctx context.Context, f *folder, path string, info os.FileInfo) bool {
	rel, err := filepath.Rel(f.path, path)
	if err != nil {
		return false
	}
	origin := filepath.Join(f.out, rel)
	there, err := os.Lstat(origin)
	if err != nil || !filedate.Same(there.ModTime(), info.ModTime()) {
		return false
	}
	job := resize.ImageJob{InputPath: path}
	if p, ok := resize.ReadProvenance(origin, there); ok && p.Source == job.Provenance().Source {
		return false
	}
	if m.ledger == nil {
		return true
	}
	r, recorded, err := m.ledger.Output(ctx, origin)
	return err == nil && (!recorded || r.Source.Path != path)
}
