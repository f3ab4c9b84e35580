package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"sizemill/batch"
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
	NoHistory  bool     `group:"run" help:"Neither look at the history nor record results: those of earlier runs are known by their files alone."`
	Once       bool     `group:"run" xor:"end" help:"Resize what is there and what is still arriving, then end: for cron. The exit code is 1 if a picture failed."`
	Wait       bool     `group:"run" xor:"end" help:"Wait for folders that do not exist yet."`
	Remembered bool     `group:"run" help:"Watch the folders of the window's Watch view, each with its own settings, and follow changes that are made there."`
	Folders    []string `arg:"" optional:"" name:"folder" help:"Folders to watch, with their subfolders."`
}

// Run watches until ctx ends, which is how a watch is meant to end: that is not an error, even if
// single pictures failed. A closed output is one.
func (c *watchCmd) Run(ctx context.Context, env *Env) error {
	opts, err := c.check()
	if err != nil {
		return err
	}
	// As in a batch, an output that cannot be written to ends the watch.
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	report := newWatchReporter(env, c.printFlags, stop)
	collectOften()
	c.loadFlags.warn(env)
	history := historyFlags{NoHistory: c.NoHistory}
	l, end := history.recorder(ctx, env)
	defer end()
	var followed *remembered
	base := hotfolder.Options{}
	if c.Remembered {
		if followed, base, err = newRemembered(env, report); err != nil {
			return err
		}
	}
	base.Ledger, base.Unrecorded, base.Grace, base.Once = l, env.unrecorded, grace, c.Once
	base.Finished, base.Changed = report.finished, report.changed
	service := hotfolder.New(c.limited(base))
	if c.Remembered {
		c.say(env, "not confined: folders may be added in the window")
		followed.start(ctx, service, c.Once)
	} else if err := c.addFolders(ctx, env, service, opts); err != nil {
		return err
	}
	stopRetries := onRetrySignal(service.RetryAll)
	defer stopRetries()
	err = service.Run(ctx)
	followed.wait()
	if !c.Once && ctx.Err() != nil && (err == nil || errors.Is(err, context.Cause(ctx))) {
		err = nil
	}
	return errors.Join(err, report.total(service.Status(), c.Once))
}

// check returns what the flags ask for, or why they cannot be used together.
func (c *watchCmd) check() (batch.Options, error) {
	if err := c.validate(); err != nil {
		return batch.Options{}, usageError{err}
	}
	opts, err := options(&c.recipeFlags, &c.outputFlags)
	switch {
	case err != nil:
	case c.Remembered && len(c.Folders) > 0:
		err = usageError{fmt.Errorf("--remembered watches the folders of the window: leave %s out, or --remembered",
			strings.Join(c.Folders, ", "))}
	case c.Remembered && !reflect.DeepEqual(opts, batch.DefaultOptions()):
		err = usageError{errors.New("--remembered uses the settings that each folder has in the window: " +
			"leave out the flags that describe results")}
	case !c.Remembered && len(c.Folders) == 0:
		err = usageError{errors.New("a folder is missing; sizemill help watch lists the arguments")}
	}
	return opts, err
}

// limited returns options with the limits of the flags that are given.
func (c *watchCmd) limited(o hotfolder.Options) hotfolder.Options {
	limits := c.scan().Limits
	o.MaxWorkers = c.workers()
	o.Memory = cmp.Or(int64(c.Memory), o.Memory)
	o.Limits.Pixels = cmp.Or(limits.Pixels, o.Limits.Pixels)
	o.Limits.Frames = cmp.Or(limits.Frames, o.Limits.Frames)
	o.FollowLinks = c.FollowLinks || o.FollowLinks
	o.TimeLimit = cmp.Or(time.Duration(c.TimeLimit), o.TimeLimit)
	return o
}

// addFolders adds the folders of the command line.
func (c *watchCmd) addFolders(
	ctx context.Context, env *Env, service *hotfolder.Service, opts batch.Options,
) error {
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
	return nil
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
