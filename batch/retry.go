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

// nameTries is how often one picture is renamed because a file has taken its name since it was
// planned.
const nameTries = 1000

// carryOut does the jobs of a group.
func (p *Plan) carryOut(ctx context.Context, g group, do DoAll) []resize.Result {
	jobs := make([]resize.ImageJob, len(g))
	for at, i := range g {
		jobs[at] = p.Items[i].Job
		if jobs[at].Overwrite && !p.names.MayReplace(ctx, &jobs[at]) {
			jobs[at].Overwrite = false // it is another file than when it was planned
		}
	}
	results := do(ctx, jobs)
	for at, i := range g {
		results[at] = p.settle(ctx, &p.Items[i], jobs[at], results[at], do)
	}
	return results
}

// settle retries what can be done in another way. If a job's name was taken after it was planned,
// by another program or by a second Sizemill at the same folder, the plan's collision policy
// decides again. A picture that turns out to be damaged may be salvaged.
func (p *Plan) settle(
	ctx context.Context, item *Item, job resize.ImageJob, r resize.Result, do DoAll,
) resize.Result {
	for range nameTries {
		switch {
		case r.Outcome.Earlier && p.names.Assign(r.Outcome.Path, &job):
			return resize.Result{Err: leftOutError{ReasonDone}}
		case r.Outcome.Earlier: // another picture's result, with the same bytes
			other := func(path string) bool { return path == r.Outcome.Path }
			job.Earlier = slices.DeleteFunc(slices.Clone(job.Earlier), other)
		case r.Err == nil:
			return r
		case errors.Is(r.Err, resize.ErrExists):
			if err := p.rename(ctx, item, &job); err != nil {
				return resize.Result{Err: err}
			}
		case item.salvage && !job.Salvage && isDamaged(r.Err):
			job.Salvage, job.Action, job.Overwrite = true, resize.Convert, false
			job.OutputPath = item.salvaged
		default:
			return r
		}
		r = do(ctx, []resize.ImageJob{job})[0]
	}
	return resize.Result{Err: &resize.Error{Op: "rename", Path: job.OutputPath, Err: resize.ErrExists}}
}

// isDamaged reports whether a picture is damaged, rather than the result that was made of it.
func isDamaged(err error) bool {
	return errors.Is(err, resize.ErrDamaged) && !errors.Is(err, resize.ErrMismatch)
}

// rename gives a job whose name was taken another name, or permission to replace the file. Its
// error is why there is nothing left to do: the file may be the result of a second Sizemill at the
// same folder.
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
	conflict := naming.Conflict{Job: job, Path: path, Now: true}
	r, reason, err := resolve(ctx, p.names, p.collision, conflict)
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

// resolve applies the collision policy to a job whose name a file has, for a plan and for a run.
// reason is why there is nothing to do.
func resolve(
	ctx context.Context, names *naming.Allocator, policy Collision, c naming.Conflict,
) (r naming.Resolution, reason Reason, err error) {
	if policy == SkipName {
		return naming.Resolution{}, ReasonExists, nil
	}
	c.Replace = policy == Overwrite
	r, err = names.Resolve(ctx, c)
	if err == nil && r.Done {
		return r, ReasonDone, nil
	}
	return r, "", err
}
