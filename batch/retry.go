package batch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"sizemill/batch/naming"
	"sizemill/ledger"
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
		if jobs[at].Overwrite && !jobs[at].InPlace && !p.names.MayReplace(ctx, &jobs[at]) {
			jobs[at].Overwrite = false // it is another file than when it was planned
		}
	}
	results := do(ctx, jobs)
	for at, i := range g {
		results[at] = p.settle(ctx, &p.Items[i], jobs[at], results[at], do)
	}
	return results
}

// Finish carries out the plan of one picture, whose jobs do does, and returns the last event of each
// item. It is for callers that have a pool of their own.
func (p *Plan) Finish(ctx context.Context, do DoAll) []Event {
	var g group
	events := make([]Event, len(p.Items))
	for i := range p.Items {
		item := &p.Items[i]
		events[i] = Event{Index: i, State: Failed, Err: item.Err}
		switch {
		case item.works():
			g = append(g, i)
		case item.Task == TaskSkip:
			events[i] = Event{Index: i, State: Skipped, Reason: item.Reason}
		}
	}
	if len(g) == 0 {
		return events
	}
	began := time.Now()
	results := p.carryOut(ctx, g, do)
	elapsed := time.Since(began) / time.Duration(len(g))
	for at, i := range g {
		events[i] = lastEvent(i, results[at], elapsed)
	}
	return events
}

// Record records the last event of an item, for callers that run a plan with Finish.
func (p *Plan) Record(ctx context.Context, recording *ledger.Recording, e Event) {
	j := journal{plan: p, recording: recording}
	j.put(ctx, e)
}

// settle retries what can be done in another way. If a job's name was taken after it was planned,
// by another program or by a second Sizemill at the same folder, the plan's collision policy
// decides again. A picture that turns out to be damaged may be salvaged.
func (p *Plan) settle(
	ctx context.Context, item *Item, job resize.ImageJob, r resize.Result, do DoAll,
) resize.Result {
	for range nameTries {
		switch {
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
	r, reason, err := resolve(ctx, p.names, &p.options, conflict)
	if err != nil {
		return err
	}
	if reason != "" {
		return leftOutError{reason}
	}
	job.OutputPath, job.Overwrite = r.Path, r.Replace
	return nil
}

// resolve applies the collision policy to a job whose name a file has, for a plan and for a run.
// reason is why there is nothing to do.
func resolve(
	ctx context.Context, names *naming.Allocator, opts *Options, c naming.Conflict,
) (r naming.Resolution, reason Reason, err error) {
	if opts.Collision == SkipName && !opts.Renew {
		return naming.Resolution{}, ReasonExists, nil
	}
	c.Replace, c.Skip = opts.Collision == Overwrite || opts.Renew, opts.Collision == SkipName
	r, err = names.Resolve(ctx, c)
	switch {
	case err == nil && r.Done:
		return r, ReasonDone, nil
	case err == nil && r.LeftOut:
		return r, ReasonExists, nil
	}
	return r, "", err
}
