package hotfolder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sizemill/batch"
	"sizemill/pool"
	"sizemill/resize"
)

// arrival is a picture that has arrived.
type arrival struct {
	folder *folder
	path   string
}

// result is what became of an arrival.
type result struct {
	job     resize.ImageJob
	outcome resize.Outcome
	started bool // by a worker: no longer queued
	skipped bool // resized before, gone again, or no picture
}

// planTries is how often a picture is planned anew when other pictures take its name between plan and write.
const planTries = 100

// work resizes one picture in a worker of the pool.
func (s *Service) work(ctx context.Context, a arrival) (res result, err error) {
	a.folder.update(func(st *Status) { st.Queued--; st.Working++ })
	defer a.folder.update(func(st *Status) { st.Working-- })
	for range planTries {
		if res, err = s.try(ctx, a); !errors.Is(err, resize.ErrExists) {
			break
		}
	}
	if errors.Is(err, fs.ErrNotExist) && missing(a.path) { // moved away while it waited
		res, err = result{skipped: true}, nil
	}
	res.started = true
	return res, err
}

func missing(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// try plans the picture by itself, as a batch of one, and carries the plan out.
func (s *Service) try(ctx context.Context, a arrival) (result, error) {
	item, err := s.plan(ctx, a)
	switch {
	case err != nil:
		return result{}, err
	case item.Task == batch.TaskFail && errors.Is(item.Err, resize.ErrUnsupported) && filepath.Ext(a.path) == "":
		return result{skipped: true}, nil // a file that never claimed to be a picture
	case item.Task == batch.TaskFail:
		return result{}, item.Err
	case item.Task == batch.TaskSkip:
		return result{skipped: true}, nil
	}
	s.made.begin(&item.Job)
	outcome, err := s.do(ctx, item.Job)
	if err != nil {
		s.made.failed(&item.Job)
	}
	return result{job: item.Job, outcome: outcome}, err
}

// plan is what is to be done with an arrival. Where it is not to be resized because of a file that is another picture's
// result, it is planned again.
func (s *Service) plan(ctx context.Context, a arrival) (*batch.Item, error) {
	root, opts := a.folder.path, a.folder.snapshot().Folder.Options
	opts.SkipDone = true
	src := &batch.Sources{Pictures: []batch.Found{batch.Probe(ctx, root, a.path)}, Folders: []string{root}}
	for {
		plan, err := batch.Build(ctx, src, opts)
		if err != nil {
			return nil, err
		}
		item := &plan.Items[0]
		switch {
		case item.Task != batch.TaskSkip || !s.made.others(item):
			return item, nil
		case item.Reason == batch.ReasonDone:
			opts.SkipDone = false
		default: // as in a batch, whose results never stand in each other's way
			opts.Collision = batch.Number
		}
	}
}

// do carries a job out within the service's memory.
func (s *Service) do(ctx context.Context, job resize.ImageJob) (resize.Outcome, error) {
	release, err := s.budget.Acquire(ctx, job.MemoryBytes())
	if err != nil {
		return resize.Outcome{}, err
	}
	defer release()
	return s.workers.Do(ctx, job)
}

// finish records what became of a picture.
func (s *Service) finish(r pool.Result[arrival, result]) {
	f := r.Job.folder
	if errors.Is(r.Err, pool.ErrCancelled) {
		if !r.Value.started {
			f.update(func(st *Status) { st.Queued-- })
		}
		return // the service ends; the next Run finds the picture again
	}
	recent := Recent{Path: r.Job.path, Output: r.Value.job.OutputPath, Err: r.Err, Warnings: r.Value.outcome.Warnings, Bytes: r.Value.outcome.Bytes, At: time.Now()}
	if r.Err != nil {
		recent.Output = ""
	}
	f.update(func(st *Status) {
		switch {
		case r.Err != nil:
			st.Failed++
		case r.Value.skipped:
			st.Skipped++
			return
		default:
			st.Done++
		}
		st.Recent = slices.Insert(st.Recent, 0, recent)
		st.Recent = st.Recent[:min(len(st.Recent), RecentMax)]
	})
	if s.opts.Finished != nil && !r.Value.skipped {
		s.opts.Finished(recent)
	}
}
