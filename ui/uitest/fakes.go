package uitest

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/resize/codec/format"
	"sizemill/settings"
)

// TenThenWait makes ten pictures and then waits to be cancelled.
func TenThenWait(
	ctx context.Context, plan *batch.Plan, events func(batch.Event),
) (batch.Summary, error) {
	s := batch.Summary{Converted: 10}
	for i := range 10 {
		events(batch.Event{Index: i, State: batch.Done, Outcome: resize.Outcome{Bytes: 1}})
	}
	<-ctx.Done()
	for i := 10; i < len(plan.Items); i++ {
		events(batch.Event{Index: i, State: batch.Cancelled})
		s.Cancelled++
	}
	return s, context.Cause(ctx)
}

// RunFunc runs a plan.
type RunFunc func(context.Context, *batch.Plan, func(batch.Event)) (batch.Summary, error)

// Engine plays the engine from a script, without a disk.
type Engine struct {
	Sources *batch.Sources
	Items   func(opts batch.Options) []batch.Item
	OnBuild func(ctx context.Context, opts batch.Options) error // may be nil
	OnScan  func(ctx context.Context, progress func(batch.ScanProgress)) error
	OnRun   RunFunc

	mu      sync.Mutex
	Scanned [][]string
	built   []batch.Options
	Ran     []*batch.Plan
}

// Scan calls OnScan and returns Sources.
func (e *Engine) Scan(
	ctx context.Context, inputs []string, progress func(batch.ScanProgress),
) (*batch.Sources, error) {
	e.mu.Lock()
	e.Scanned = append(e.Scanned, inputs)
	e.mu.Unlock()
	if e.OnScan != nil {
		if err := e.OnScan(ctx, progress); err != nil {
			return nil, err
		}
	}
	return e.Sources, ctx.Err()
}

// Build calls OnBuild and returns a plan of Items.
func (e *Engine) Build(
	ctx context.Context, _ *batch.Sources, opts batch.Options,
) (*batch.Plan, error) {
	e.mu.Lock()
	e.built = append(e.built, opts)
	e.mu.Unlock()
	if e.OnBuild != nil {
		if err := e.OnBuild(ctx, opts); err != nil {
			return nil, err
		}
	}
	return Plan(e.Items(opts)), ctx.Err()
}

// Run calls OnRun.
func (e *Engine) Run(
	ctx context.Context, plan *batch.Plan, events func(batch.Event),
) (batch.Summary, error) {
	e.mu.Lock()
	e.Ran = append(e.Ran, plan)
	e.mu.Unlock()
	return e.OnRun(ctx, plan, events)
}

// Builds returns the options of the plans so far.
func (e *Engine) Builds() []batch.Options {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]batch.Options(nil), e.built...)
}

// Plan makes a plan of items.
func Plan(items []batch.Item) *batch.Plan {
	p := &batch.Plan{Items: items, Outputs: []string{"/photos/Holiday resized"}}
	return p.Only(func(int, *batch.Item) bool { return true })
}

// Holiday makes n pictures; every 16th is small enough already, and the third is damaged.
func Holiday(n int) func(batch.Options) []batch.Item {
	return func(opts batch.Options) []batch.Item {
		recipe := opts.Recipe
		items := make([]batch.Item, n)
		for i := range items {
			rel := fmt.Sprintf("2024/Lisbon/IMG_%04d.jpg", i+1)
			item := batch.Item{Path: "/photos/Holiday/" + rel, Rel: rel}
			item.Job = resize.ImageJob{
				InputPath: item.Path, OutputPath: "/photos/Holiday resized/" + rel,
				Width: recipe.Width, Height: recipe.Width * 2 / 3,
				Recipe: &recipe, Format: resize.JPEG,
				Source: resize.Source{
					Header:  format.Header{Format: resize.JPEG, Width: 6000, Height: 4000},
					Upright: resize.Size{Width: 6000, Height: 4000}, Bytes: 8_100_000 + int64(i)*10_007,
				},
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

// RunAll makes every picture of a plan, except that those in fail fail.
func RunAll(fail map[string]error) RunFunc {
	return func(
		ctx context.Context, plan *batch.Plan, events func(batch.Event),
	) (batch.Summary, error) {
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

// ErrDenied is why a picture of Holiday cannot be read.
var ErrDenied = &resize.Error{
	Op: "open", Path: "/photos/Holiday/2024/Lisbon/IMG_0005.jpg", Err: fs.ErrPermission,
}

// Found returns what a scan of the pictures of Holiday finds.
func Found(n int) *batch.Sources {
	src := &batch.Sources{Folders: []string{"/photos/Holiday"}}
	for _, item := range Holiday(n)(batch.DefaultOptions()) {
		src.Pictures = append(src.Pictures, batch.Found{
			Path: item.Path, Root: "/photos/Holiday", Rel: item.Rel,
			Source: item.Job.Source, Err: item.Err,
		})
	}
	return src
}

// Store remembers what was saved.
type Store struct {
	mu    sync.Mutex
	First settings.Settings // before anything was saved
	Saved []settings.Settings
}

// Update applies change to what was saved last.
func (s *Store) Update(change func(*settings.Settings)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.First
	if len(s.Saved) > 0 {
		v = s.Saved[len(s.Saved)-1]
	}
	v.Watch = slices.Clone(v.Watch)
	change(&v)
	s.Saved = append(s.Saved, v)
	return nil
}

// Last returns what was saved last.
func (s *Store) Last() settings.Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.Saved) == 0 {
		return settings.Settings{}
	}
	return s.Saved[len(s.Saved)-1]
}

// Watch keeps folders in memory.
type Watch struct {
	OnAdd func(path string) error // by Add, before it does anything; nil: nothing is wrong

	mu      sync.Mutex
	status  []hotfolder.Status
	retried []string
}

// Retry remembers that it was called.
func (w *Watch) Retry(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.retried = append(w.retried, path)
}

// Retried returns the paths of calls of Retry.
func (w *Watch) Retried() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.retried)
}

// Set replaces the folders.
func (w *Watch) Set(status ...hotfolder.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status = status
}

// Add watches a folder that is not watched yet.
func (w *Watch) Add(f hotfolder.Folder) error {
	if w.OnAdd != nil {
		if err := w.OnAdd(f.Path); err != nil {
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

// Remove forgets a folder.
func (w *Watch) Remove(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, s := range w.status {
		if s.Folder.Path == path {
			w.status = append(w.status[:i:i], w.status[i+1:]...)
			return
		}
	}
}

// SetPaused pauses or resumes a folder.
func (w *Watch) SetPaused(path string, paused bool) {
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

// Status returns the folders.
func (w *Watch) Status() []hotfolder.Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]hotfolder.Status(nil), w.status...)
}

// Must ends the test with a message unless ok is true.
func Must(t *testing.T, ok bool, format string, args ...any) {
	t.Helper()
	if !ok {
		t.Fatalf(format, args...)
	}
}

// Chooser gives fixed answers.
type Chooser struct {
	Folder string
	Files  []string
	Err    error
}

// ChooseFolder returns Folder and Err.
func (s Chooser) ChooseFolder(context.Context, string) (string, error) {
	return s.Folder, s.Err
}

// ChoosePictures returns Files and Err.
func (s Chooser) ChoosePictures(context.Context, string) ([]string, error) {
	return s.Files, s.Err
}

// WriteJPEG writes a small picture.
func WriteJPEG(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = jpeg.Encode(f, image.NewGray(image.Rect(0, 0, 300, 200)), nil)
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// Arrivals makes what a watched folder remembers about names, given oldest first. A name with an
// exclamation mark has failed.
func Arrivals(names ...string) []hotfolder.Recent {
	var recent []hotfolder.Recent
	for i, name := range names {
		r := hotfolder.Recent{At: time.Date(2026, 1, 2, 12, i, 0, 0, time.UTC)}
		path, failed := strings.CutSuffix(name, "!")
		if r.Path = "/in/" + path; failed {
			r.Err = &resize.Error{Op: "decode", Path: r.Path, Err: resize.ErrDamaged}
		} else {
			r.Output = "/in resized/" + path
		}
		recent = append([]hotfolder.Recent{r}, recent...)
	}
	return recent[:min(len(recent), hotfolder.RecentMax)]
}
