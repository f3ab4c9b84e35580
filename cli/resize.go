package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"sizemill/batch"
	"sizemill/ledger"
	"sizemill/resize"
)

// inputFlags are which pictures are meant.
type inputFlags struct {
	From        *string   `group:"run" placeholder:"FILE" help:"Also read paths from FILE, or from standard input if FILE is -: one per line, or separated by zero bytes."`
	NoRecursive bool      `group:"run" help:"Do not descend into subfolders."`
	Salvage     bool      `group:"run" help:"Write what can be recovered from damaged pictures, under a name that ends in (salvaged). Not for AVIF and HEIC."`
	Shard       shardFlag `group:"run" placeholder:"I/N" help:"Resize only the I-th of N equal parts, to share a batch between machines."`
	Paths       []string  `arg:"" optional:"" name:"path" help:"Pictures, folders, and quoted patterns such as '*.jpg'."`
}

// batchFlags are what a batch makes of which pictures.
type batchFlags struct {
	recipeFlags
	outputFlags
	historyFlags
	sourceFlags
	inputFlags
	InPlace bool `group:"where" help:"Replace the pictures by their results. Each original is backed up first, and sizemill undo restores it."`
}

// resizeCmd resizes pictures and folders.
type resizeCmd struct {
	batchFlags
	loadFlags
	spaceFlags
	confineFlags
	printFlags
}

// Run resizes and reports.
func (c *resizeCmd) Run(ctx context.Context, env *Env) error {
	if err := c.validate(); err != nil {
		return usageError{err}
	}
	l, end := c.recorder(ctx, env)
	defer end()
	report := newReporter(env, &c.printFlags)
	src, plan, err := c.build(ctx, env, "resize", l)
	if err != nil {
		return errors.Join(err, report.failed(err))
	}
	c.recipeFlags.warn(env, plan)
	c.loadFlags.warn(env)
	runner := batch.Runner{
		Workers: c.workers(), Memory: int64(c.Memory), Grace: grace, NoSpaceCheck: c.NoSpaceCheck,
		TimeLimit: time.Duration(c.TimeLimit), Ledger: l, Backups: env.backups(),
	}
	confined := func() {
		access, err := batchAccess(runner, src, plan)
		c.confine(env, access, err)
	}
	return carryOut(ctx, env, report, runner, plan, confined)
}

// carryOut runs a plan and reports. It calls before when the plan was reported.
func carryOut(
	ctx context.Context, env *Env, report reporter, runner batch.Runner, plan *batch.Plan, before func(),
) error {
	if err := report.plan(plan); err != nil {
		return err
	}
	// An output that cannot be written to, such as a closed pipe, stops the batch: it has no reader
	// any more.
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	collectOften()
	before()
	sum, err := runner.Run(ctx, plan, func(e batch.Event) {
		if err := report.event(plan, e); err != nil {
			stop(err)
		}
	})
	if err != nil && ctx.Err() == nil { // it could not start
		return errors.Join(err, report.failed(err))
	}
	if sum.Unrecorded != nil {
		env.unrecorded(sum.Unrecorded)
	}
	printErr := report.summary(sum)
	if err == nil { // otherwise it is ctx's cause: a signal, or a closed pipe
		err = printErr
	}
	return errors.Join(err, failures(sum.Failed))
}

// collectOften sets GOGC=15, unless the user has set it: while pictures are made, the heap is a few
// large pointer-free buffers, so collecting is cheap, and growing them leaves the old ones behind.
// Planning makes many small objects and would take twice the time, so commands call collectOften
// when the plan is done.
func collectOften() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(15)
	}
}

// planCmd prints what resizeCmd would do.
type planCmd struct {
	batchFlags
	printFlags
}

// Run prints the plan.
func (c *planCmd) Run(ctx context.Context, env *Env) error {
	js := newJSONReporter(env.Stdout)
	l, end := c.reader(ctx, env)
	defer end()
	_, plan, err := c.build(ctx, env, "plan", l)
	if err != nil && c.JSON {
		err = errors.Join(err, js.failed(err))
	}
	if err != nil {
		return err
	}
	c.warn(env, plan)
	for i := range plan.Items {
		item := &plan.Items[i]
		switch {
		case c.JSON:
			err = js.item(item)
		case item.Task == batch.TaskFail:
			env.complain(item.Err.Error())
		case !c.Quiet:
			_, err = fmt.Fprintln(env.Stdout, itemText(item))
		}
		if err != nil {
			return err
		}
	}
	if c.JSON {
		err = js.plan(plan)
	} else if !c.Quiet {
		_, err = fmt.Fprintln(env.Stdout, planText(plan))
	}
	return errors.Join(err, failures(plan.Counts.Fail))
}

// failures turns a number of failed pictures, each reported already, into the exit code.
func failures(n int) error {
	if n == 0 {
		return nil
	}
	return exitError(ExitFailed)
}

// warn prints flags that make no difference to the plan, and names that had to be changed.
func (f *recipeFlags) warn(env *Env, plan *batch.Plan) {
	takes := func(item batch.Item) bool { return takesLossless(item.Job.Format) }
	if f.Lossless && plan.Counts.Work() > 0 && !slices.ContainsFunc(plan.Items, takes) {
		env.complain(fmt.Sprintf("warning: --lossless: no result is %s; --format webp makes all of them WebP", losslessFormats()))
	}
	if f.Percent != nil && *f.Percent > 100 && !f.Enlarge {
		env.complain(fmt.Sprintf("warning: --percent %v: pictures are not enlarged without --enlarge", float64(*f.Percent)))
	}
	replaced := 0
	for i := range plan.Items {
		if plan.Items[i].Replaced {
			replaced++
		}
	}
	if replaced > 0 {
		env.complain(fmt.Sprintf("warning: the output's file system does not allow \\ : * ? \" < > | in names: %s will have _ instead", plural(replaced, "result")))
	}
}

// inputs returns the paths to scan: those typed, and those of a list.
func (f *inputFlags) inputs(ctx context.Context, env *Env, command string) ([]string, error) {
	if len(f.Paths) == 0 && f.From == nil {
		return nil, fmt.Errorf("a path is missing; sizemill help %s lists the arguments", command)
	}
	paths, err := typedPaths(f.Paths)
	if err != nil || f.From == nil {
		return paths, err
	}
	listed, err := listedPaths(ctx, env, *f.From)
	return append(paths, listed...), err
}

// build scans the inputs and plans. l, which may be nil, knows the results of earlier runs.
func (f *batchFlags) build(
	ctx context.Context, env *Env, command string, l *ledger.Ledger,
) (*batch.Sources, *batch.Plan, error) {
	opts, err := options(&f.recipeFlags, &f.outputFlags)
	if err != nil {
		return nil, nil, err
	}
	opts.Shard, opts.Salvage, opts.Again = f.Shard.Shard, f.Salvage, f.Again
	if opts.InPlace = f.InPlace; f.InPlace {
		if err := opts.Validate(); err != nil {
			return nil, nil, usageError{fmt.Errorf("--in-place: %w", err)}
		}
	}
	scan := f.scan()
	scan.Shallow, scan.Ledger = f.NoRecursive, l
	paths, err := f.inputs(ctx, env, command)
	if err == nil {
		err = f.single(&opts, paths)
	}
	switch {
	case ctx.Err() != nil:
		return nil, nil, context.Cause(ctx)
	case err != nil:
		return nil, nil, usageError{err}
	}
	src, err := batch.Scan(ctx, paths, scan, nil)
	if err != nil {
		return nil, nil, err
	}
	if src.Unknown != nil {
		env.complain("warning: " + src.Unknown.Error() + ": results are known by their files alone")
	}
	explainMissing(src, f.Paths)
	plan, err := batch.Build(ctx, src, opts)
	if nothing := (*batch.NothingError)(nil); errors.As(err, &nothing) {
		return nil, nil, nothingFound{nothing, paths}
	}
	if err == nil {
		err = f.checkSingle(opts, plan)
	}
	return src, plan, err
}

// nothingFound returns the error of inputs without pictures, with what they hold instead.
type nothingFound struct {
	*batch.NothingError
	paths []string
}

func (e nothingFound) Error() string {
	text := fmt.Sprintf("%v in %s", batch.ErrNothing, pathsText(e.paths))
	if len(e.Others) > 0 {
		text += ", only " + othersText(e.Others)
	}
	return text
}

// explainMissing adds hints to the errors of typed paths that do not exist.
func explainMissing(src *batch.Sources, words []string) {
	typed := make(map[string]int, len(words)) // absolute path → index of its word
	for i, word := range words {
		if abs, err := filepath.Abs(word); err == nil {
			typed[abs] = i
		}
	}
	for i := range src.Pictures {
		f := &src.Pictures[i]
		at, wasTyped := typed[f.Path]
		if !wasTyped || f.Err == nil {
			continue
		}
		var failed *resize.Error
		if !errors.Is(f.Err, fs.ErrNotExist) || !errors.As(f.Err, &failed) {
			continue
		}
		if hint := missingHint(words, at); hint != "" {
			f.Err = &resize.Error{Op: failed.Op, Path: failed.Path, Err: fmt.Errorf("%w; %s", failed.Err, hint)}
		}
	}
}
