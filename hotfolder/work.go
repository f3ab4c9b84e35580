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
	made    []resize.Outcome // one per size
	failed  []error          // each reason why there are no others
	started bool             // a worker has taken it from the queue
	skipped bool             // resized before, gone again, or not a picture
}

// planned is an item, and what the service knows about it beyond its plan.
type planned struct {
	batch.Item
	ambiguous bool // see entry.ambiguous
}

// planTries is how often a picture is planned again because other pictures take its name between
// plan and write.
const planTries = 100

// work resizes one picture in a worker of the pool.
func (s *Service) work(ctx context.Context, a arrival) (res result, err error) {
	if err := a.folder.waitAnswered(ctx); err != nil {
		return res, err
	}
	// A picture that is rewritten while it is in progress may be here twice.
	unlock, err := s.paths.lock(ctx, a.path)
	if err != nil {
		return res, err
	}
	defer unlock()
	slot, err := s.slots.acquire(ctx, a.folder)
	if err != nil {
		return res, err
	}
	defer a.folder.hold(slot)()
	a.folder.update(func(st *Status) { st.Queued--; st.Working++ })
	defer a.folder.update(func(st *Status) { st.Working-- })
	w := attempt{settled: make(map[string]bool)}
	for range planTries {
		if err = s.try(ctx, a, &w); !errors.Is(err, resize.ErrExists) {
			break
		}
	}
	if err != nil {
		w.fail(err)
	}
	res.made, res.failed, res.started = w.made, w.failed, true
	if len(res.failed) == 0 {
		res.skipped = len(res.made) == 0
		return res, nil
	}
	if moved(a) || !w.source.ModTime.IsZero() && changed(a.path, w.source) {
		a.folder.reportAgain(a.path)
		res.failed, res.skipped = nil, len(res.made) == 0
		return res, nil
	}
	return res, res.failed[0]
}

// moved reports whether a picture is gone, or its whole folder.
func moved(a arrival) bool {
	_, err := os.Lstat(a.path)
	_, rootErr := os.Stat(a.folder.path)
	return errors.Is(err, fs.ErrNotExist) || rootErr != nil
}

// changed reports whether a picture differs from when it was planned.
func changed(path string, planned resize.Source) bool {
	info, err := os.Stat(path)
	return err != nil || info.Size() != planned.Bytes || !info.ModTime().Equal(planned.ModTime)
}

// attempt is what became of a picture's results so far, over all plans that it needs.
type attempt struct {
	source  resize.Source   // as last planned
	settled map[string]bool // sizes, by name, that were made, failed or left out
	made    []resize.Outcome
	failed  []error // why there are no others; ErrExists is not among them
}

// fail adds a reason why there is no result. One that concerns all sizes is added once.
func (w *attempt) fail(err error) {
	if !slices.ContainsFunc(w.failed, func(known error) bool { return known.Error() == err.Error() }) {
		w.failed = append(w.failed, err)
	}
}

// try plans the picture by itself, as a batch of one, and carries out what is not settled. It
// returns ErrExists if a name was taken between plan and write, or what kept it from planning.
// Errors of single results are in w.
func (s *Service) try(ctx context.Context, a arrival, w *attempt) error {
	items, err := s.plan(ctx, a)
	if err != nil {
		return err
	}
	var todo []*planned
	for i := range items {
		item := &items[i]
		w.source = item.Job.Source
		switch {
		case w.settled[item.Size]:
			continue
		case a.isOtherFile(item.Item):
			return nil
		case item.Task == batch.TaskFail:
			w.fail(item.Err)
		case item.Task != batch.TaskSkip:
			todo = append(todo, item)
			continue
		}
		w.settled[item.Size] = true
	}
	if len(todo) == 0 {
		return nil
	}
	for i, r := range s.do(ctx, a.folder, todo) {
		switch {
		case errors.Is(r.Err, resize.ErrExists):
			err = r.Err
			continue
		case r.Err != nil:
			w.fail(r.Err)
		case !r.Outcome.Earlier:
			w.made = append(w.made, r.Outcome)
		}
		w.settled[todo[i].Size] = true
	}
	return err
}

// isOtherFile reports whether the item is of a file that never claimed to be a picture.
func (a arrival) isOtherFile(item batch.Item) bool {
	return item.Task == batch.TaskFail && errors.Is(item.Err, resize.ErrUnsupported) &&
		filepath.Ext(a.path) == ""
}

// plan returns what is to be done with an arrival, one item per size.
func (s *Service) plan(ctx context.Context, a arrival) ([]planned, error) {
	items, err := a.folder.build(ctx, a.path, batch.Number)
	if err != nil {
		return nil, err
	}
	all := make([]planned, len(items))
	for i := range items {
		all[i].Item = items[i]
	}
	for i := range items {
		if items[i].Task == batch.TaskConvert || items[i].Task == batch.TaskCopy {
			if err := s.decide(ctx, a, all, i); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// build plans a picture of the folder as if this were the first run, with a policy for names that
// exist.
func (f *folder) build(
	ctx context.Context, path string, collision batch.Collision,
) ([]batch.Item, error) {
	opts := f.snapshot().Folder.Options
	opts.Collision = collision
	opts.Salvage = false // what is damaged may be still arriving
	opts.Remake = true   // the service decides which results exist
	src := &batch.Sources{
		Pictures: []batch.Found{batch.Probe(ctx, f.path, path, f.scan)}, Folders: []string{f.path},
	}
	plan, err := batch.Build(ctx, src, opts)
	if err != nil {
		return nil, err
	}
	return plan.Items, nil
}

// do carries out the jobs of one picture within the service's memory, and refuses those that need
// more.
func (s *Service) do(ctx context.Context, f *folder, items []*planned) []resize.Result {
	share := batch.Share{Budget: s.budget, Hold: f.hold}
	defer share.Free()
	jobs := make([]resize.ImageJob, len(items))
	byOutput := make(map[string]*planned, len(items))
	for i, item := range items {
		jobs[i] = item.Job
		byOutput[item.Job.OutputPath] = item
	}
	return share.Within(func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
		for i := range jobs {
			item := byOutput[jobs[i].OutputPath]
			s.ledger.begin(&item.Item, item.ambiguous)
		}
		results := s.doAll(ctx, jobs)
		for i := range results {
			s.record(&byOutput[jobs[i].OutputPath].Item, &results[i])
		}
		return results
	})(ctx, jobs)
}

// record notes in the ledger what became of an item. If the file that has the result's bytes is
// another picture's, r becomes ErrExists.
func (s *Service) record(item *batch.Item, r *resize.Result) {
	if r.Err != nil || r.Outcome.Earlier {
		s.ledger.forget(item)
	}
	if r.Err == nil && r.Outcome.Earlier && !s.ledger.adopt(item, r.Outcome.Path) {
		r.Err = &resize.Error{Op: "rename", Path: r.Outcome.Path, Err: resize.ErrExists}
	}
}

// untold returns a result's warnings without the one that all results on a disk have, once that was
// returned.
func (f *folder) untold(warnings []string) []string {
	if !slices.Contains(warnings, resize.DateNotKept) {
		return warnings
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.datesTold {
		f.datesTold = true
		return warnings
	}
	isTold := func(warning string) bool { return warning == resize.DateNotKept }
	return slices.DeleteFunc(slices.Clone(warnings), isTold)
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
	recent := make([]Recent, 0, len(r.Value.made)+len(r.Value.failed))
	for _, m := range r.Value.made {
		recent = append(recent, Recent{
			Path: r.Job.path, Output: m.Path, Warnings: f.untold(m.Warnings), Bytes: m.Bytes, At: now,
		})
	}
	failed := r.Value.failed
	if r.Err != nil && len(failed) == 0 { // a panic
		failed = []error{r.Err}
	}
	failedBefore, told := f.failures.record(r.Job.path, failed)
	for _, err := range failed {
		if !told {
			recent = append(recent, Recent{Path: r.Job.path, Err: err, At: now})
		}
	}
	f.update(func(st *Status) {
		if failedBefore {
			st.Failed--
		}
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
