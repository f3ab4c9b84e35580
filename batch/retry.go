package batch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"

	"sizemill/batch/naming"
	"sizemill/resize"
)

// leftOutError ends a job whose picture turned out to need no result.
type leftOutError struct{ reason Reason }

func (e leftOutError) Error() string { return string(e.reason) }

// nameTries bounds how often one picture meets names that were taken after it was planned.
const nameTries = 1000

// carryOut does the jobs of a group.
func (p *Plan) carryOut(ctx context.Context, g group, do DoAll) []resize.Result {
	jobs := make([]resize.ImageJob, len(g))
	for at, i := range g {
		jobs[at] = p.Items[i].Job
		if jobs[at].Overwrite && !p.names.MayReplace(ctx, &jobs[at]) { // not the file any more that was planned to be replaced
			jobs[at].Overwrite = false
		}
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
func (p *Plan) settle(ctx context.Context, item *Item, job resize.ImageJob, r resize.Result, do DoAll) resize.Result {
	for range nameTries {
		switch {
		case r.Outcome.Earlier && p.names.Assign(r.Outcome.Path, &job):
			return resize.Result{Err: leftOutError{ReasonDone}}
		case r.Outcome.Earlier: // it is another picture's, which looks the same
			job.Earlier = slices.DeleteFunc(slices.Clone(job.Earlier), func(path string) bool { return path == r.Outcome.Path })
		case r.Err == nil:
			return r
		case errors.Is(r.Err, resize.ErrExists):
			if err := p.rename(ctx, item, &job); err != nil {
				return resize.Result{Err: err}
			}
		case item.salvage && !job.Salvage && errors.Is(r.Err, resize.ErrDamaged) && !errors.Is(r.Err, resize.ErrMismatch):
			job.Salvage, job.Action, job.Overwrite = true, resize.Convert, false
			job.OutputPath = item.salvaged
		default:
			return r
		}
		r = do(ctx, []resize.ImageJob{job})[0]
	}
	return resize.Result{Err: &resize.Error{Op: "rename", Path: job.OutputPath, Err: resize.ErrExists}}
}

// rename gives a job whose name a file has another one, or permission to replace the file; the error
// says why nothing is to be done. The file may be the result of a second Sizemill at the same folder,
// which its provenance or its bytes will tell.
func (p *Plan) rename(ctx context.Context, item *Item, job *resize.ImageJob) error {
	_, err := os.Lstat(job.OutputPath)
	switch {
	case errors.Is(err, fs.ErrNotExist): // and gone again
		return nil
	case err != nil:
		return &resize.Error{Op: "rename", Path: job.OutputPath, Err: resize.ErrExists}
	}
	path := item.base
	if job.Salvage && !item.Job.Salvage {
		path = path.Salvaged()
	}
	r, reason, err := resolve(ctx, p.names, p.collision, naming.Conflict{Job: job, Path: path, Now: true})
	if err != nil {
		return err
	}
	if reason != "" {
		return leftOutError{reason}
	}
	job.OutputPath, job.Overwrite = r.Path, r.Replace
	for _, path := range r.Earlier {
		if !slices.Contains(job.Earlier, path) {
			job.Earlier = append(job.Earlier, path)
		}
	}
	return nil
}

// resolve applies the collision policy to a job whose name a file has, in a plan as in a run. reason
// says why nothing is to be done.
func resolve(ctx context.Context, names *naming.Allocator, policy Collision, c naming.Conflict) (naming.Resolution, Reason, error) {
	if policy == SkipName {
		return naming.Resolution{}, ReasonExists, nil
	}
	c.Replace = policy == Overwrite
	r, err := names.Resolve(ctx, c)
	if err == nil && r.Done {
		return r, ReasonDone, nil
	}
	return r, "", err
}
