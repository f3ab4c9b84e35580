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
	made    []made // one for each size
	started bool   // by a worker: no longer queued
	skipped bool   // resized before, gone again, or no picture
}

// made is one file that was written.
type made struct {
	job     resize.ImageJob
	outcome resize.Outcome
}

// planTries is how often a picture is planned anew when other pictures take its name between plan and write.
const planTries = 100

// work resizes one picture in a worker of the pool.
func (s *Service) work(ctx context.Context, a arrival) (res result, err error) {
	a.folder.update(func(st *Status) { st.Queued--; st.Working++ })
	defer a.folder.update(func(st *Status) { st.Working-- })
	for range planTries {
		var now []made
		now, err = s.try(ctx, a)
		res.made = append(res.made, now...)
		if !errors.Is(err, resize.ErrExists) {
			break
		}
	}
	if errors.Is(err, fs.ErrNotExist) && missing(a.path) { // moved away while it waited
		err = nil
	}
	res.skipped = err == nil && len(res.made) == 0
	res.started = true
	return res, err
}

func missing(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// try plans the picture by itself, as a batch of one, and carries the plan out. It gives what was written, and the first error of
// what was not; nothing of either where the picture is to be left out.
func (s *Service) try(ctx context.Context, a arrival) ([]made, error) {
	items, err := s.plan(ctx, a)
	if err != nil {
		return nil, err
	}
	var jobs []resize.ImageJob
	var impossible error
	for i := range items {
		switch item := &items[i]; {
		case item.Task == batch.TaskFail && errors.Is(item.Err, resize.ErrUnsupported) && filepath.Ext(a.path) == "":
			return nil, nil // a file that never claimed to be a picture
		case item.Task == batch.TaskFail:
			impossible = errors.Join(impossible, item.Err)
		case item.Task != batch.TaskSkip:
			jobs = append(jobs, item.Job)
		}
	}
	if len(jobs) == 0 {
		return nil, impossible
	}
	written, err := s.do(ctx, jobs)
	if err == nil {
		err = impossible
	}
	return written, err
}

// plan is what is to be done with an arrival, an item a size. Where one is not to be made because of a file that is another picture's
// result, it is planned again.
func (s *Service) plan(ctx context.Context, a arrival) ([]batch.Item, error) {
	root, opts := a.folder.path, a.folder.snapshot().Folder.Options
	opts.SkipDone, opts.Salvage = true, false // what is damaged may be still arriving
	src := &batch.Sources{Pictures: []batch.Found{batch.Probe(ctx, root, a.path)}, Folders: []string{root}}
	for {
		plan, err := batch.Build(ctx, src, opts)
		if err != nil {
			return nil, err
		}
		again := false
		for i := range plan.Items {
			item := &plan.Items[i]
			if item.Task != batch.TaskSkip || !s.made.others(item) {
				continue
			}
			again = true
			if item.Reason == batch.ReasonDone {
				opts.SkipDone = false
			} else { // as in a batch, whose results never stand in each other's way
				opts.Collision = batch.Number
			}
		}
		if !again {
			return plan.Items, nil
		}
	}
}

// do carries out the jobs of one picture within the service's memory.
func (s *Service) do(ctx context.Context, jobs []resize.ImageJob) ([]made, error) {
	var need int64
	for i := range jobs {
		need = max(need, jobs[i].MemoryBytes())
	}
	release, err := s.budget.Acquire(ctx, need)
	if err != nil {
		return nil, err
	}
	defer release()
	for i := range jobs {
		s.made.begin(&jobs[i])
	}
	var written []made
	for i, r := range s.workers.DoAll(ctx, jobs) {
		if r.Err == nil {
			written = append(written, made{jobs[i], r.Outcome})
			continue
		}
		s.made.failed(&jobs[i])
		if err == nil {
			err = r.Err
		}
	}
	return written, err
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
	now := time.Now()
	recent := make([]Recent, 0, len(r.Value.made)+1)
	for _, m := range r.Value.made {
		recent = append(recent, Recent{Path: r.Job.path, Output: m.outcome.Path, Warnings: m.outcome.Warnings, Bytes: m.outcome.Bytes, At: now})
	}
	if r.Err != nil {
		recent = append(recent, Recent{Path: r.Job.path, Err: r.Err, At: now})
	}
	f.update(func(st *Status) {
		switch {
		case r.Err != nil:
			st.Failed++
		case r.Value.skipped:
			st.Skipped++
		default:
			st.Done++
		}
		for _, one := range recent {
			st.Recent = slices.Insert(st.Recent, 0, one)
		}
		st.Recent = st.Recent[:min(len(st.Recent), RecentMax)]
	})
	if s.opts.Finished != nil {
		for _, one := range recent {
			s.opts.Finished(one)
		}
	}
}
