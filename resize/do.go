package resize

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"

	"sizemill/internal/atomicfile"
	"sizemill/resize/icc"
)

// Worker carries out jobs, one after another, and keeps its memory between them. The zero value is ready. It must not be
// copied, nor used by two goroutines at once.
type Worker struct {
	planes     planar
	pixels     pixels
	profiles   icc.Cache
	writer     *bufio.Writer
	unfinished *atomicfile.Group // of the Workers that it belongs to; nil by itself
}

// Close frees what the garbage collector does not know of. It may be called again.
func (w *Worker) Close() { w.planes.close() }

// kept is the memory that w keeps for the next picture, in bytes.
func (w *Worker) kept() int { return w.planes.kept() + w.pixels.kept() + w.profiles.Kept() }

// DateNotKept is the warning of a result whose disk keeps no dates that programs set.
const DateNotKept = "the date could not be kept: the disk of the results does not store it"

// Result is what became of one job.
type Result struct {
	Outcome Outcome
	Err     error
}

// Do carries out one job as Worker.Do does, for callers that have only one.
func Do(ctx context.Context, job ImageJob) (Outcome, error) {
	var w Worker
	defer w.Close()
	return w.Do(ctx, job)
}

// Do carries out the job. Nothing is ever visible at OutputPath but the finished, verified picture; a cancelled or
// failed job leaves nothing behind but folders that it made. It runs on the calling goroutine.
//
// An animation stays one where the result's format holds them; elsewhere its first frame is kept, and a warning says so. What would become
// a still picture of its own format, because this build cannot write its frames, is ErrAnimated.
func (w *Worker) Do(ctx context.Context, job ImageJob) (Outcome, error) {
	r := w.DoAll(ctx, []ImageJob{job})[0]
	return r.Outcome, r.Err
}

// DoAll carries out jobs that have their InputPath in common, each as Do does. The picture is decoded once, and every result is
// made from it, none from another result. Whether one fails or not says nothing about the others.
func (w *Worker) DoAll(ctx context.Context, jobs []ImageJob) []Result {
	results := make([]Result, len(jobs))
	if len(jobs) == 0 {
		return results
	}
	fail := func(err error) []Result {
		for i := range results {
			results[i].Err = err
		}
		return results
	}
	if err := ctx.Err(); err != nil {
		return fail(wrap("open", jobs[0].InputPath, err))
	}
	src, err := openSource(jobs[0].InputPath)
	if err != nil {
		return fail(err)
	}
	defer src.close()
	jobs = slices.Clone(jobs)
	for i := range jobs { // the file may have been saved again since it was planned
		jobs[i].Source.ModTime, jobs[i].Source.Bytes = src.info.ModTime(), src.size()
		jobs[i].provenance = jobs[i].Provenance()
	}
	p := picture{worker: w, src: src}
	var converted []int // of the jobs
	for i := range jobs {
		if err := checkOutput(jobs[i], src.info); err != nil {
			results[i].Err = wrap("write", jobs[i].OutputPath, err)
			continue
		}
		if jobs[i].Action == Copy && jobs[i].fewBytes() {
			if results[i].Outcome, results[i].Err = w.copyThrough(ctx, &jobs[i], src); !errors.Is(results[i].Err, errNotAsIs) {
				continue
			}
		}
		p.jobs, converted = append(p.jobs, &jobs[i]), append(converted, i)
	}
	for _, i := range converted {
		results[i].Outcome, results[i].Err = p.convert(ctx, &jobs[i])
	}
	return results
}

// checkOutput refuses, before any work is done, what the rename would refuse after it, and the source itself.
func checkOutput(job ImageJob, source fs.FileInfo) error {
	there, err := os.Lstat(job.OutputPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if target, err := os.Stat(job.OutputPath); err == nil {
		there = target
	}
	switch {
	case os.SameFile(there, source):
		return errSameFile
	case !job.Overwrite:
		return ErrExists
	}
	return nil
}

// finish dates the output and gives it its name, unless there is a file already that is the same.
func finish(ctx context.Context, job *ImageJob, out *atomicfile.File, outcome Outcome) (Outcome, error) {
	for _, path := range job.Earlier {
		same, err := sameBytes(ctx, out, path)
		if err != nil {
			return Outcome{}, err
		}
		if same {
			outcome.Path, outcome.Bytes, outcome.Earlier = path, out.Size(), true
			return outcome, nil
		}
	}
	if job.Recipe != nil && job.Recipe.KeepDates {
		// Some shares let nobody set dates; the picture is worth more than its date.
		if !out.SetModTime(job.Source.ModTime) {
			outcome.Warnings = append(outcome.Warnings, DateNotKept)
		}
	}
	if err := ctx.Err(); err != nil {
		return Outcome{}, wrap("write", job.OutputPath, err)
	}
	if info, err := os.Lstat(out.TempPath()); err == nil {
		job.provenance.write(out.TempPath(), info)
	}
	durable, err := out.Commit(job.Overwrite)
	if err != nil {
		return Outcome{}, wrap("rename", job.OutputPath, err)
	}
	if !durable {
		outcome.Warnings = append(outcome.Warnings, "the result was written, but the disk did not confirm its name")
	}
	outcome.Path, outcome.Bytes = out.Path(), out.Size()
	return outcome, nil
}
