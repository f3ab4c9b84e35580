package batch

import (
	"io/fs"
	"os"
	"path/filepath"

	"sizemill/internal/filetree"
	"sizemill/resize"
)

// LinkError is the error of a symbolic link that leads out of its folder and is not followed.
type LinkError struct{ Target string }

func (e *LinkError) Error() string {
	return "it is a link out of the folder, to " + e.Target + "; use --follow-links to follow it"
}

// OutsideError is the error of a result in a subfolder of the output folder that is a link out of
// it: a name must not leave the destination.
type OutsideError struct{ Folder, Target string }

func (e *OutsideError) Error() string {
	return e.Folder + " leads out of the output folder, to " + e.Target
}

// stays returns an *OutsideError if links lead the item's result out of its output folder.
func (b *builder) stays(item *Item) error {
	dir := filepath.Dir(item.Job.OutputPath)
	root := outputFolder(b.outputs, item.Job.OutputPath)
	if !item.works() || dir == root {
		return nil
	}
	realRoot, err := b.names.Real(root)
	if err != nil {
		return err
	}
	real, err := b.names.Real(dir)
	if err != nil || filetree.Holds(realRoot, real) {
		return err
	}
	return &OutsideError{dir, real}
}

// LeadsOut returns a *LinkError in path's name if path is a symbolic link out of the folder root,
// and links are not followed. What cannot be found out is nil: opening the file tells.
func (o ScanOptions) LeadsOut(root, path string) error {
	info, err := os.Lstat(path)
	if o.FollowLinks || err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return nil //nolint:nilerr // see above
	}
	target, err := realPath(path)
	if err != nil {
		return nil //nolint:nilerr // see above
	}
	if real, err := filetree.Real(root); err == nil && filetree.Holds(real, target) {
		return nil
	}
	return &resize.Error{Op: "open", Path: path, Err: &LinkError{target}}
}
