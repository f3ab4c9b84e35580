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
	made    []resize.Outcome // one for each size
	failed  []error          // each reason why there are no others
	started bool             // by a worker: no longer queued
	skipped bool             // resized before, gone again, or no picture
}

// planned is an item, and what is known of it beyond its plan.
type planned struct {
	batch.Item
	ambiguous bool // see entry.ambiguous
}

// planTries is how often a picture is planned anew when other pictures take its name between plan
// and write.
const planTries = 100

// work resizes one picture in a worker of the pool.
func (s *Service) work(ctx context.Context, a arrival) (res result, err error) {
	if err := a.folder.waitAnswered(ctx); err != nil {
		return res, err
	}
	release, err := s.paths.lock(ctx, a.path) // one that is rewritten while it is in progress may be here twice
	if err != nil {
		return res, err
	}
	defer release()
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

// moved says whether a picture is away, or its whole folder is.
func moved(a arrival) bool {
	_, err := os.Lstat(a.path)
	_, rootErr := os.Stat(a.folder.path)
	return errors.Is(err, fs.ErrNotExist) || rootErr != nil
}

// changed says whether a picture is not as it was planned.
func changed(path string, planned resize.Source) bool {
	info, err := os.Stat(path)
	return err != nil || info.Size() != planned.Bytes || !info.ModTime().Equal(planned.ModTime)
}

// attempt is what has become of a picture's results so far, over the plans that it takes.
type attempt struct {
	source  resize.Source   // as last planned
	settled map[string]bool // the sizes, by name, that are not planned again: made, failed or left out
	made    []resize.Outcome
	failed  []error // why there are no others; none is a reason to plan again
}

// fail takes in why there is no result. What keeps all sizes from being made is said once.
func (w *attempt) fail(err error) {
	if !slices.ContainsFunc(w.failed, func(known error) bool { return known.Error() == err.Error() }) {
		w.failed = append(w.failed, err)
	}
}

// try plans the picture by itself, as a batch of one, and carries out what is not settled. Its
// error is ErrExists where a name was taken between plan and write, and what kept it from planning;
// those of single results are w's.
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
		case item.Task == batch.TaskFail && errors.Is(item.Err, resize.ErrUnsupported) && filepath.Ext(a.path) == "":
			return nil // a file that never claimed to be a picture
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

// plan is what is to be done with an arrival, an item a size.
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

// build plans a picture of the folder as if nothing had been done before, with a policy for names
// that exist.
func (f *folder) build(ctx context.Context, path string, collision batch.Collision) ([]batch.Item, error) {
	opts := f.snapshot().Folder.Options
	opts.Collision, opts.Salvage = collision, false // what is damaged may be still arriving
	opts.Remake = true                              // which results are there is decided by the service
	src := &batch.Sources{Pictures: []batch.Found{batch.Probe(ctx, f.path, path)}, Folders: []string{f.path}}
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

// record notes in the ledger what became of an item. A file that turns out to be another picture's,
// which looks the same, has the result's name: r is ErrExists then.
func (s *Service) record(item *batch.Item, r *resize.Result) {
	if r.Err != nil || r.Outcome.Earlier {
		s.ledger.forget(item)
	}
	if r.Err == nil && r.Outcome.Earlier && !s.ledger.adopt(item, r.Outcome.Path) {
		r.Err = &resize.Error{Op: "rename", Path: r.Outcome.Path, Err: resize.ErrExists}
	}
}

// untold returns a result's warnings without the one that each result on a disk would have and that
// has been told once.
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
	return slices.DeleteFunc(slices.Clone(warnings), func(text string) bool { return text == resize.DateNotKept })
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
		recent = append(recent, Recent{Path: r.Job.path, Output: m.Path, Warnings: f.untold(m.Warnings), Bytes: m.Bytes, At: now})
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
