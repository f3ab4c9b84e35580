package resize

import (
	"context"
	"fmt"
	"io"
)

// copyThrough writes the source's own bytes, once it is sure that they are a picture: a damaged file is named, not handed on.
func (w *Worker) copyThrough(ctx context.Context, job ImageJob, src *source) (Outcome, error) {
	h, err := w.planes.check(ctx, src)
	if err != nil {
		return Outcome{}, err
	}
	if newSource(h, src.info).Upright != job.Source.Upright {
		return Outcome{}, wrap("read", job.InputPath, errReplaced)
	}
	return copySource(ctx, &job, src)
}

// copySource writes the bytes of a source that has been seen to be whole.
func copySource(ctx context.Context, job *ImageJob, src *source) (Outcome, error) {
	out, err := createOutput(job.OutputPath)
	if err != nil {
		return Outcome{}, err
	}
	defer out.discard()
	err = out.fill(ctx, func(w io.Writer) error {
		_, err := io.Copy(w, io.NewSectionReader(src.reader(ctx), 0, src.size()))
		return wrap("read", job.InputPath, err)
	})
	if err != nil {
		return Outcome{}, err
	}
	if err := src.unchanged(); err != nil {
		return Outcome{}, wrap("read", job.InputPath, err)
	}
	if out.bytes != src.size() {
		return Outcome{}, wrap("verify", job.OutputPath, fmt.Errorf("%w: %d bytes of %d", ErrMismatch, out.bytes, src.size()))
	}
	return finish(ctx, job, out, Outcome{Width: job.Width, Height: job.Height, Copied: true})
}
