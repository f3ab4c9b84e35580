package batch

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"sizemill/resize"
)

// errLeftOut ends a job whose picture turned out to need no result.
type errLeftOut struct{ reason Reason }

func (e errLeftOut) Error() string { return string(e.reason) }

// nameTries bounds how often one picture meets names that were taken after it was planned.
const nameTries = 1000

// carryOut does the item's job. Where its name has been taken since it was planned, by another program or by a second
// Sizemill at the same folder, the plan's policy for existing files decides again.
func (p *Plan) carryOut(ctx context.Context, item *Item, do func(context.Context, resize.ImageJob) (resize.Outcome, error)) (resize.Outcome, error) {
	job := item.Job
	for range nameTries {
		out, err := do(ctx, job)
		if !errors.Is(err, resize.ErrExists) {
			return out, err
		}
		there, statErr := os.Lstat(job.OutputPath)
		switch {
		case errors.Is(statErr, fs.ErrNotExist): // and gone again
			continue
		case statErr != nil:
			return out, err
		case job.Recipe.KeepDates && sameDate(there.ModTime(), job.Source.ModTime):
			return out, errLeftOut{ReasonDone}
		}
		switch {
		case p.collision == SkipName:
			return out, errLeftOut{ReasonExists}
		case p.collision == Overwrite && there.Mode().IsRegular() && item.mayReplace(there):
			job.Overwrite = true
		default:
			job.OutputPath = item.base.firstFree()
		}
	}
	return resize.Outcome{}, &resize.Error{Op: "rename", Path: job.OutputPath, Err: resize.ErrExists}
}

// firstFree is the first of b's numbered paths that nothing has at this moment.
func (b baseName) firstFree() string {
	for i := 1; ; i++ {
		path := b.numbered(i)
		if _, err := os.Lstat(path); err != nil {
			return path
		}
	}
}
