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
	"sizemill/batch/naming"
	"sizemill/internal/filetree"
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

// work resizes one picture in a worker of the pool.
func (s *Service) work(ctx context.Context, a arrival) (res result, err error) {
	if err := a.folder.waitAnswered(ctx); err != nil {
		return res, err
	}
	// A picture that is rewritten while it is in progress may be here twice. One of the same name
	// has to find the other's result recorded.
	unlock, err := s.names.lock(ctx, naming.Fold(a.resultStem()))
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
	res.started = true
	found := batch.Probe(ctx, a.folder.path, a.path, a.folder.scan)
	if isOtherFile(&found) || s.memory.isResult(ctx, a.folder, &found) ||
		s.memory.goesBack(ctx, a.folder, &found) {
		res.skipped = true
		return res, nil
	}
	plan, err := s.plan(ctx, a, found)
	if err != nil {
		return res, err
	}
	events := s.finishPlan(ctx, a.folder, plan)
	res.take(events)
	if len(res.failed) > 0 && (moved(a) || changed(a.path, plan.Items[0].Job.Source)) {
		a.folder.reportAgain(a.path)
		res.failed = nil
	}
	isNew := len(res.failed) > 0 && !a.folder.failures.repeats(a.path, res.failed)
	s.record(ctx, a.folder, plan, events, isNew)
	if len(res.failed) == 0 {
		res.skipped = len(res.made) == 0
		return res, nil
	}
	return res, res.failed[0]
}

// resultStem returns what the paths of results of pictures of a's name begin with, whatever their
// formats.
func (a arrival) resultStem() string {
	stem, _ := naming.SplitExtension(a.path)
	rel, _ := filetree.Below(a.folder.path, stem)
	return filepath.Join(a.folder.out, rel)
}

// take sums up the events of a picture's items. A reason that concerns all sizes is taken once.
func (r *result) take(events []batch.Event) {
	for _, e := range events {
		switch e.State {
		case batch.Done:
			r.made = append(r.made, e.Outcome)
		case batch.Failed:
			known := func(err error) bool { return err.Error() == e.Err.Error() }
			if !slices.ContainsFunc(r.failed, known) {
				r.failed = append(r.failed, e.Err)
			}
		case batch.Cancelled: // the service ends; the next Run finds the picture again
			r.failed = append(r.failed, pool.ErrCancelled)
		}
	}
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
	return !planned.ModTime.IsZero() &&
		(err != nil || info.Size() != planned.Bytes || !info.ModTime().Equal(planned.ModTime))
}

// isOtherFile reports whether a file never claimed to be a picture.
func isOtherFile(found *batch.Found) bool {
	return errors.Is(found.Err, resize.ErrUnsupported) && filepath.Ext(found.Path) == ""
}

// plan plans a picture by itself, as a batch of one. What was made of it before is looked up.
func (s *Service) plan(ctx context.Context, a arrival, found batch.Found) (*batch.Plan, error) {
	opts := a.folder.snapshot().Folder.Options
	opts.Salvage = false // what is damaged may be still arriving
	opts.Renew = true
	return batch.Build(ctx, &batch.Sources{
		Pictures: []batch.Found{found}, Folders: []string{a.folder.path}, Known: s.memory.known(ctx, a),
	}, opts)
}

// finishPlan carries out the plan of one picture within the service's memory, and refuses what needs
// more.
func (s *Service) finishPlan(ctx context.Context, f *folder, plan *batch.Plan) []batch.Event {
	share := batch.Share{Budget: s.budget, Hold: f.hold}
	defer share.Free()
	return plan.Finish(ctx, share.Within(s.doAll))
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
	failure := f.failures.record(r.Job.path, failed, now)
	for _, err := range failed {
		if !failure.told || failure.aside {
			recent = append(recent, Recent{
				Path: r.Job.path, Err: err, Tries: failure.tries, SetAside: failure.aside, At: now,
			})
		}
	}
	f.update(func(st *Status) {
		if failure.before {
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
