package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/settings"
)

// fakeEngine plays the engine from a script, without a disk.
type fakeEngine struct {
	sources *batch.Sources
	items   func(opts batch.Options) []batch.Item
	build   func(ctx context.Context, opts batch.Options) error // before a plan is handed out; may be nil
	scan    func(ctx context.Context, progress func(batch.ScanProgress)) error
	run     func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error)

	mu      sync.Mutex
	scanned [][]string
	built   []batch.Options
	ran     []*batch.Plan
}

func (e *fakeEngine) Scan(ctx context.Context, inputs []string, progress func(batch.ScanProgress)) (*batch.Sources, error) {
	e.mu.Lock()
	e.scanned = append(e.scanned, inputs)
	e.mu.Unlock()
	if e.scan != nil {
		if err := e.scan(ctx, progress); err != nil {
			return nil, err
		}
	}
	return e.sources, ctx.Err()
}

func (e *fakeEngine) Build(ctx context.Context, src *batch.Sources, opts batch.Options) (*batch.Plan, error) {
	e.mu.Lock()
	e.built = append(e.built, opts)
	e.mu.Unlock()
	if e.build != nil {
		if err := e.build(ctx, opts); err != nil {
			return nil, err
		}
	}
	return fakePlan(e.items(opts)), ctx.Err()
}

func (e *fakeEngine) Run(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
	e.mu.Lock()
	e.ran = append(e.ran, plan)
	e.mu.Unlock()
	return e.run(ctx, plan, events)
}

func (e *fakeEngine) builds() []batch.Options {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]batch.Options(nil), e.built...)
}

// fakePlan counts items up.
func fakePlan(items []batch.Item) *batch.Plan {
	p := &batch.Plan{Items: items, Outputs: []string{"/photos/Holiday resized"}}
	return p.Only(func(int, *batch.Item) bool { return true })
}

// holiday is n pictures of which every 16th is small already and the third is damaged.
func holiday(n int) func(batch.Options) []batch.Item {
	return func(opts batch.Options) []batch.Item {
		recipe := opts.Recipe
		items := make([]batch.Item, n)
		for i := range items {
			rel := fmt.Sprintf("2024/Lisbon/IMG_%04d.jpg", i+1)
			item := batch.Item{Path: "/photos/Holiday/" + rel, Rel: rel}
			item.Job = resize.ImageJob{
				InputPath: item.Path, OutputPath: "/photos/Holiday resized/" + rel, Width: recipe.Width, Height: recipe.Width * 2 / 3,
				Recipe: &recipe, Format: resize.JPEG,
				Source: resize.Source{Format: resize.JPEG, Upright: resize.Size{Width: 6000, Height: 4000}, Bytes: 8_100_000 + int64(i)*10_007},
			}
			item.Bytes = 312_000 + int64(i)*501
			switch {
			case i == 2:
				item.Task = batch.TaskFail
				item.Err = &resize.Error{Op: "decode", Path: item.Path, Err: resize.ErrDamaged}
			case i%16 == 9:
				item.Task = batch.TaskCopy
				item.Job.Source.Upright = resize.Size{Width: 1024, Height: 683}
				item.Job.Source.Bytes = 190_000
			}
			items[i] = item
		}
		return items
	}
}

// runAll makes every picture of a plan, failing those of fail.
func runAll(fail map[string]error) func(context.Context, *batch.Plan, func(batch.Event)) (batch.Summary, error) {
	return func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
		s := batch.Summary{Elapsed: 3 * time.Second, Outputs: plan.Outputs}
		for i, item := range plan.Items {
			if ctx.Err() != nil {
				s.Cancelled++
				events(batch.Event{Index: i, State: batch.Cancelled})
				continue
			}
			err := item.Err
			if err == nil {
				err = fail[item.Rel]
			}
			if err != nil {
				s.Failed++
				s.Failures = append(s.Failures, batch.Failure{Path: item.Path, Err: err})
				events(batch.Event{Index: i, State: batch.Failed, Err: err})
				continue
			}
			events(batch.Event{Index: i, State: batch.Working})
			events(batch.Event{Index: i, State: batch.Done, Outcome: resize.Outcome{Bytes: item.Bytes}})
			if item.Task == batch.TaskCopy {
				s.Copied++
			} else {
				s.Converted++
			}
			s.BytesIn += item.Job.Source.Bytes
			s.BytesOut += item.Bytes
		}
		return s, ctx.Err()
	}
}

var errDenied = &resize.Error{Op: "open", Path: "/photos/Holiday/2024/Lisbon/IMG_0005.jpg", Err: fs.ErrPermission}

// found is what a scan of holiday's pictures finds.
func found(n int) *batch.Sources {
	src := &batch.Sources{Folders: []string{"/photos/Holiday"}}
	for _, item := range holiday(n)(batch.DefaultOptions()) {
		src.Pictures = append(src.Pictures, batch.Found{Path: item.Path, Root: "/photos/Holiday", Rel: item.Rel, Source: item.Job.Source, Err: item.Err})
	}
	return src
}

// memoryStore keeps what was saved.
type memoryStore struct {
	mu    sync.Mutex
	first settings.Settings // before anything was saved
	saved []settings.Settings
}

func (s *memoryStore) Update(change func(*settings.Settings)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.first
	if len(s.saved) > 0 {
		v = s.saved[len(s.saved)-1]
	}
	v.Watch = slices.Clone(v.Watch)
	change(&v)
	s.saved = append(s.saved, v)
	return nil
}

func (s *memoryStore) last() settings.Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.saved) == 0 {
		return settings.Settings{}
	}
	return s.saved[len(s.saved)-1]
}

// fakeWatch keeps folders in memory.
type fakeWatch struct {
	asked func(path string) error // by Add, before it does anything; nil: nothing is wrong

	mu     sync.Mutex
	status []hotfolder.Status
}

// set replaces the folders.
func (w *fakeWatch) set(status ...hotfolder.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status = status
}

func (w *fakeWatch) Add(f hotfolder.Folder) error {
	if w.asked != nil {
		if err := w.asked(f.Path); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.status {
		if s.Folder.Path == f.Path {
			return errors.New("is watched already")
		}
	}
	w.status = append(w.status, hotfolder.Status{Folder: f, State: hotfolder.Watching})
	return nil
}

func (w *fakeWatch) Remove(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, s := range w.status {
		if s.Folder.Path == path {
			w.status = append(w.status[:i:i], w.status[i+1:]...)
			return
		}
	}
}

func (w *fakeWatch) SetPaused(path string, paused bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.status {
		if w.status[i].Folder.Path == path {
			w.status[i].Folder.Paused = paused
			w.status[i].State = hotfolder.Watching
			if paused {
				w.status[i].State = hotfolder.Paused
			}
		}
	}
}

func (w *fakeWatch) Status() []hotfolder.Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]hotfolder.Status(nil), w.status...)
}

// uiQueue is a dispatcher that collects what the controller sends, for the test's goroutine to carry out: the UI's.
type uiQueue struct {
	mu    sync.Mutex
	funcs []func()
}

func (q *uiQueue) dispatch(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.funcs = append(q.funcs, f)
}

// flush carries out what waits and says how much that was.
func (q *uiQueue) flush() int {
	q.mu.Lock()
	funcs := q.funcs
	q.funcs = nil
	q.mu.Unlock()
	for _, f := range funcs {
		f()
	}
	return len(funcs)
}

func testDeps(e Engine, q *uiQueue) (Deps, *memoryStore, *fakeWatch) {
	store, watch := &memoryStore{first: settings.Default()}, &fakeWatch{}
	return Deps{
		controllerDeps: controllerDeps{
			Engine: e, Settings: settings.Default(), Store: store, Watch: watch,
			OpenPath: func(string) error { return nil },
		},
		Dispatch: q.dispatch, Version: "0.1.0",
	}, store, watch
}

func must(t *testing.T, ok bool, format string, args ...any) {
	t.Helper()
	if !ok {
		t.Fatalf(format, args...)
	}
}
