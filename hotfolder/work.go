package hotfolder

import (
	"cmp"
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
	w := attempt{settled: make(map[string]bool)}
	for range planTries {
		if err = s.try(ctx, a, &w); !errors.Is(err, resize.ErrExists) {
			break
		}
	}
	res.made, err = w.made, cmp.Or(w.err, err)
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

// attempt is what has become of a picture's results so far, over the plans that it takes.
type attempt struct {
	settled map[string]bool // the sizes, by name, that are not planned again: made, failed or left out
	made    []made
	err     error // the first that is no reason to plan again
}

// try plans the picture by itself, as a batch of one, and carries out what is not settled. Its error is ErrExists where a name was taken
// between plan and write, and what kept it from planning; those of single results are w's.
func (s *Service) try(ctx context.Context, a arrival, w *attempt) error {
	items, err := s.plan(ctx, a)
	if err != nil {
		return err
	}
	var sizes []string
	var jobs []resize.ImageJob
	for i := range items {
		item := &items[i]
		switch {
		case w.settled[item.Size]:
			continue
		case item.Task == batch.TaskFail && errors.Is(item.Err, resize.ErrUnsupported) && filepath.Ext(a.path) == "":
			return nil // a file that never claimed to be a picture
		case item.Task == batch.TaskFail:
			w.err = errors.Join(w.err, item.Err)
		case item.Task != batch.TaskSkip:
			sizes, jobs = append(sizes, item.Size), append(jobs, item.Job)
			continue
		}
		w.settled[item.Size] = true
	}
	if len(jobs) == 0 {
		return nil
	}
	results, err := s.do(ctx, jobs)
	if err != nil {
		return err
	}
	for i, r := range results {
		switch {
		case errors.Is(r.Err, resize.ErrExists):
			err = r.Err
			continue
		case r.Err == nil:
			w.made = append(w.made, made{jobs[i], r.Outcome})
		case w.err == nil:
			w.err = r.Err
		}
		w.settled[sizes[i]] = true
	}
	return err
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

// do carries out the jobs of one picture within the service's memory. Its error is that of waiting for it.
func (s *Service) do(ctx context.Context, jobs []resize.ImageJob) ([]resize.Result, error) {
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
	results := s.doAll(ctx, jobs)
	for i := range results {
		if results[i].Err != nil {
			s.made.failed(&jobs[i])
		}
	}
	return results, nil
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
