package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sizemill/hotfolder"
)

// watchCmd resizes what arrives in folders.
type watchCmd struct {
	recipeFlags
	outputFlags
	loadFlags
	sourceFlags
	confineFlags
	printFlags
	NoHistory bool     `group:"run" help:"Neither look at the history nor record results: those of earlier runs are known by their files alone."`
	Wait      bool     `group:"run" help:"Wait for folders that do not exist yet."`
	Folders   []string `arg:"" name:"folder" help:"Folders to watch, with their subfolders."`
}

// Run watches until ctx ends, which is how a watch is meant to end: that is not an error, even if
// single pictures failed. A closed output is one.
func (c *watchCmd) Run(ctx context.Context, env *Env) error {
	if err := c.validate(); err != nil {
		return usageError{err}
	}
	opts, err := options(&c.recipeFlags, &c.outputFlags)
	if err != nil {
		return err
	}
	// As in a batch, an output that cannot be written to ends the watch.
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	report := &watchReporter{
		env: env, json: c.JSON, quiet: c.Quiet, enc: newEncoder(env.Stdout), stop: stop,
		states: make(map[string]hotfolder.State), blind: make(map[string]int),
		failed: make(map[string]bool),
	}
	collectOften()
	c.loadFlags.warn(env)
	history := historyFlags{NoHistory: c.NoHistory}
	l, end := history.recorder(ctx, env)
	defer end()
	service := hotfolder.New(hotfolder.Options{
		Ledger: l, Unrecorded: env.unrecorded,
		MaxWorkers: c.workers(), Memory: int64(c.Memory), Grace: grace,
		Limits: c.scan().Limits, FollowLinks: c.FollowLinks, TimeLimit: time.Duration(c.TimeLimit),
		Finished: report.finished, Changed: report.changed,
	})
	folders, err := c.folders(ctx, service, opts.Out)
	if err != nil {
		return usageError{err}
	}
	for _, path := range folders {
		err := service.Add(hotfolder.Folder{Path: path, Options: opts})
		switch {
		case errors.Is(err, hotfolder.ErrNameless), errors.Is(err, hotfolder.ErrNumbered):
			return usageError{err}
		case err != nil:
			return err
		}
	}
	c.confineTo(ctx, env, service, folders, opts.Out)
	err = service.Run(ctx)
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Cause(ctx))) {
		err = nil
	}
	return errors.Join(err, report.total(service.Status()))
}

// folders returns the absolute paths of the folders to watch, or an error if one does not exist or
// is not a folder. A disk that does not answer passes.
func (c *watchCmd) folders(
	ctx context.Context, service *hotfolder.Service, out string,
) ([]string, error) {
	if out != "" && namesFile(out) {
		return nil, fmt.Errorf("--out %s is the name of a file: a watched folder needs an output folder", out)
	}
	folders, err := typedPaths(c.Folders)
	if err != nil {
		return nil, err
	}
	var absolute []string
	for _, path := range folders {
		abs, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		absolute = append(absolute, abs)
	}
	service.LookAll(ctx.Done(), absolute)
	for i, path := range folders {
		info, err := service.Look(ctx.Done(), absolute[i])
		switch {
		case errors.Is(err, fs.ErrNotExist) && !c.Wait:
			return nil, fmt.Errorf(
				"watch %s: the folder does not exist; use --wait to wait for it", path)
		case err == nil && !info.IsDir():
			return nil, fmt.Errorf(
				"watch %s: not a folder; use sizemill resize for single pictures", path)
		}
	}
	return absolute, nil
}

// watchReporter prints what a service does. Its methods may be called from any goroutine.
type watchReporter struct {
	env   *Env
	json  bool
	quiet bool
	enc   *json.Encoder
	stop  func(error) // stops the service if the output is closed

	mu     sync.Mutex
	states map[string]hotfolder.State // last printed, by folder
	blind  map[string]int             // Status.Unreadable last printed, by folder
	done   int
	failed map[string]bool // by path
	err    error           // the first failed write to stdout
}

type jsonWatch struct {
	Event string `json:"event"` // hotfolder.State's name
	jsonPath
	Reason string `json:"reason,omitempty"`
}

// changed prints a folder's state if it is new.
func (w *watchReporter) changed(s hotfolder.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.Unreadable > w.blind[s.Folder.Path] && !w.json {
		w.env.complain(fmt.Sprintf("%s: %s cannot be read", s.Folder.Path, plural(s.Unreadable, "subfolder")))
	}
	w.blind[s.Folder.Path] = s.Unreadable
	if last, known := w.states[s.Folder.Path]; known && last == s.State {
		return
	}
	w.states[s.Folder.Path] = s.State
	troubles := []hotfolder.State{
		hotfolder.Gone, hotfolder.Silent, hotfolder.Broken, hotfolder.Polling,
	}
	switch {
	case w.json:
		w.keep(w.enc.Encode(jsonWatch{s.State.String(), newJSONPath(s.Folder.Path), s.Reason}))
	case slices.Contains(troubles, s.State):
		w.env.complain(fmt.Sprintf("%s: %s", s.Folder.Path, s.Reason))
	case s.State == hotfolder.Watching && !w.quiet:
		_, err := fmt.Fprintln(w.env.Stdout, "watching", oneLine(s.Folder.Path))
		w.keep(err)
	}
}

// finished prints one picture's result.
func (w *watchReporter) finished(r hotfolder.Recent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.Err != nil {
		w.failed[r.Path] = true
	} else {
		delete(w.failed, r.Path) // retried
		w.done++
	}
	switch {
	case w.json && r.Err != nil:
		w.keep(w.enc.Encode(jsonEvent{
			Event: "failed", jsonPath: newJSONPath(r.Path),
			Kind: errorKind(r.Err), Error: r.Err.Error(),
		}))
	case w.json:
		out := newJSONPath(r.Output)
		w.keep(w.enc.Encode(jsonEvent{
			Event: "done", jsonPath: newJSONPath(r.Path),
			Output: &out, Bytes: r.Bytes, Warnings: r.Warnings,
		}))
	case r.Err != nil:
		w.env.complain(r.Err.Error())
	default:
		for _, text := range r.Warnings {
			w.env.complain("warning: " + r.Path + ": " + text)
		}
		if w.quiet {
			return
		}
		_, err := fmt.Fprintf(w.env.Stdout, "%s → %s (%s)\n", oneLine(r.Path), oneLine(r.Output), bytesText(r.Bytes))
		w.keep(err)
	}
}

// keep records the error of a write to stdout.
func (w *watchReporter) keep(err error) {
	if err != nil && w.err == nil {
		w.err = err
		w.stop(err)
	}
}

// total prints how many pictures there were, when the service has stopped, and how many had not
// arrived whole.
func (w *watchReporter) total(folders []hotfolder.Status) error {
	arriving := 0
	for _, s := range folders {
		arriving += s.Settling + s.Queued
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.json {
		w.keep(w.enc.Encode(struct {
			Event  string `json:"event"` // "summary"
			Done   int    `json:"done"`
			Failed int    `json:"failed"`
			Left   int    `json:"left"` // not whole yet, or queued
		}{"summary", w.done, len(w.failed), arriving}))
	} else if !w.quiet {
		text := fmt.Sprintf("stopped: %s made, %d failed", plural(w.done, "result"), len(w.failed))
		if arriving > 0 {
			text += fmt.Sprintf(", %d left for next time", arriving)
		}
		_, err := fmt.Fprintln(w.env.Stdout, text)
		w.keep(err)
	}
	return w.err
}
