package resize

import (
	"bufio"
	"context"

	"sizemill/internal/atomicfile"
	"sizemill/resize/codec"
	"sizemill/resize/icc"
	"sizemill/resize/planar"
)

// Worker carries out jobs, one after another, and keeps its memory between them. The zero value is
// ready. It must not be copied, nor used by two goroutines at once.
type Worker struct {
	decoder    codec.PlaneDecoder
	planes     planar.Resizer
	encoder    codec.PlaneEncoder
	pixels     pixels
	profiles   icc.Cache
	writer     *bufio.Writer
	unfinished *atomicfile.Group // of the Workers that it belongs to; nil by itself
}

// Close frees what the garbage collector does not know of. It may be called again.
func (w *Worker) Close() {
	w.decoder.Close()
	w.encoder.Close()
}

// kept is the memory that w keeps for the next picture, in bytes.
func (w *Worker) kept() int {
	return w.decoder.Kept() + w.planes.Kept() + w.encoder.Kept() + w.pixels.kept() + w.profiles.Kept()
}

// Result is what became of one job.
type Result struct {
	Outcome Outcome
	Err     error
}

// DoAll carries out jobs that have their InputPath in common, on the calling goroutine. The picture
// is decoded once, and every result is made from it, never from another result. One that fails says
// nothing about the others.
//
// Nothing is ever visible at an OutputPath but the finished, verified picture; a cancelled or
// failed job leaves nothing behind but folders that it made.
//
// An animation stays one where the result's format holds them; elsewhere its first frame is kept,
// and a warning says so. What would become a still picture of its own format, because this build
// cannot write its frames, is ErrAnimated.
func (w *Worker) DoAll(ctx context.Context, jobs []ImageJob) []Result {
	return w.carryOut(ctx, jobs, disk{w})
}

// Preview carries out one job as DoAll does, but into memory: data is what the result's file would
// hold, verified in the same way. No file is made or looked at but the source.
func (w *Worker) Preview(ctx context.Context, job ImageJob) (data []byte, outcome Outcome, err error) {
	var m memory
	r := w.carryOut(ctx, []ImageJob{job}, &m)[0]
	return m.data, r.Outcome, r.Err
}

// carryOut takes jobs of one picture through the steps.
func (w *Worker) carryOut(ctx context.Context, jobs []ImageJob, to destination) []Result {
	results := make([]Result, len(jobs))
	if len(jobs) == 0 {
		return results
	}
	src, err := w.open(ctx, jobs[0].InputPath)
	if err != nil {
		for i := range results {
			results[i].Err = err
		}
		return results
	}
	defer src.close()
	p := &picture{worker: w, src: src}
	runs := make([]*run, len(jobs))
	for i, job := range jobs {
		// The file may have been saved again since it was planned.
		job.Source.ModTime, job.Source.Bytes = src.info.ModTime(), src.size()
		job.provenance = job.Provenance()
		r := &run{worker: w, picture: p, to: to, job: &job}
		runs[i] = r
		err := r.take(ctx, preparation()...)
		switch {
		case err != nil:
			results[i].Err = err
		case r.copied:
			results[i] = r.finish(ctx)
		default:
			p.jobs = append(p.jobs, r.job)
		}
	}
	for i, r := range runs {
		if results[i].Err != nil || r.copied {
			continue
		}
		if err := r.take(ctx, production()...); err != nil {
			results[i].Err = err
			continue
		}
		results[i] = r.finish(ctx)
	}
	return results
}

// finish commits what was written.
func (r *run) finish(ctx context.Context) Result {
	defer r.discard()
	if err := r.take(ctx, commit); err != nil {
		return Result{Err: err}
	}
	return Result{Outcome: r.outcome}
}

// open opens a source, unless ctx has ended.
func (w *Worker) open(ctx context.Context, path string) (*source, error) {
	if err := ctx.Err(); err != nil {
		return nil, wrap("open", path, err)
	}
	return openSource(path)
}
