package batch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"

	"sizemill/resize"
)

// leftOutError ends a job whose picture turned out to need no result.
type leftOutError struct{ reason Reason }

func (e leftOutError) Error() string { return string(e.reason) }

// nameTries bounds how often one picture meets names that were taken after it was planned.
const nameTries = 1000

// salvagedSuffix marks the names of results that lack a part of their picture.
const salvagedSuffix = " (salvaged)"

// doAll is resize.Workers.DoAll.
type doAll func(context.Context, []resize.ImageJob) []resize.Result

// carryOut does the jobs of a group.
func (p *Plan) carryOut(ctx context.Context, g group, do doAll) []resize.Result {
	jobs := make([]resize.ImageJob, len(g))
	for at, i := range g {
		jobs[at] = p.Items[i].Job
	}
	results := do(ctx, jobs)
	for at, i := range g {
		results[at] = p.settle(ctx, &p.Items[i], jobs[at], results[at], do)
	}
	return results
}

// settle tries again what can be done in another way. Where a job's name has been taken since it was planned, by another program or
// by a second Sizemill at the same folder, the plan's policy for existing files decides again; and a picture that turned out to be
// damaged may be salvaged.
func (p *Plan) settle(ctx context.Context, item *Item, job resize.ImageJob, r resize.Result, do doAll) resize.Result {
	planned := true // whether the job's name was looked for on the disk when it was given
	for range nameTries {
		switch {
		case r.Outcome.Earlier:
			return resize.Result{Err: leftOutError{ReasonDone}}
		case r.Err == nil:
			return r
		case errors.Is(r.Err, resize.ErrExists):
			if err := p.rename(item, &job, planned); err != nil {
				return resize.Result{Err: err}
			}
			planned = true
		case item.salvage && !job.Salvage && errors.Is(r.Err, resize.ErrDamaged) && !errors.Is(r.Err, resize.ErrMismatch):
			job.Salvage, job.Action, job.Overwrite = true, resize.Convert, false
			job.OutputPath, planned = item.salvaged, false
		default:
			return r
		}
		r = do(ctx, []resize.ImageJob{job})[0]
	}
	return resize.Result{Err: &resize.Error{Op: "rename", Path: job.OutputPath, Err: resize.ErrExists}}
}

// rename gives a job whose name is taken another one, or the leave to replace what has it; the error says why there is nothing to do. With
// twin, what has the name and the source's date may be the result of a second Sizemill at the same folder, which its bytes will tell.
func (p *Plan) rename(item *Item, job *resize.ImageJob, twin bool) error {
	there, err := os.Lstat(job.OutputPath)
	base := item.base
	if job.Salvage && !item.Job.Salvage {
		base = base.marked(salvagedSuffix)
	}
	if err == nil && twin && job.Recipe.KeepDates && sameDate(there.ModTime(), job.Source.ModTime) {
		job.Earlier = append(job.Earlier, job.OutputPath)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist): // and gone again
	case err != nil:
		return &resize.Error{Op: "rename", Path: job.OutputPath, Err: resize.ErrExists}
	case p.collision == SkipName:
		return leftOutError{ReasonExists}
	case p.collision == Overwrite && there.Mode().IsRegular() && item.mayReplace(there) && !p.names.isInput(there):
		job.Overwrite = true
	default:
		job.OutputPath, err = p.names.numberNow(base)
		return err
	}
	return nil
}

// marked is b with a suffix behind the name, and room for a number behind that.
func (b baseName) marked(suffix string) baseName {
	const number = len(" (9999)")
	dir, base := path.Split(b.name)
	b.name = dir + cutRunes(base, maxName-len(suffix)-number-len(b.ext)) + suffix
	return b
}
