package resize

import (
	"context"
	"fmt"
	"io"
	"os"

	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// copyThrough writes the source's own bytes, once it is sure that they are a picture: a damaged file is named, not handed on.
func (w *Worker) copyThrough(ctx context.Context, job *ImageJob, src *source) (Outcome, error) {
	h, err := w.planes.check(ctx, src)
	if err != nil {
		return Outcome{}, err
	}
	if newSource(h, src.info).Upright != job.Source.Upright {
		return Outcome{}, wrap("read", job.InputPath, errReplaced)
	}
	return copySource(ctx, job, src, h)
}

// copySource writes the bytes of a source that has been seen to be whole, with the metadata that the recipe allows: where that is
// all of it, every byte.
func copySource(ctx context.Context, job *ImageJob, src *source, h codec.Header) (Outcome, error) {
	outcome := Outcome{Width: job.Width, Height: job.Height, Copied: true}
	read := src.reader(ctx)
	write := func(w io.Writer) error {
		_, err := io.Copy(w, io.NewSectionReader(read, 0, src.size()))
		return err
	}
	whole := job.keepsAll()
	var keep metadata.Blocks
	if !whole {
		b, warnings, err := readBlocks(ctx, src, h)
		if err != nil {
			return Outcome{}, wrap("read", job.InputPath, err)
		}
		keep, outcome.Warnings = keepBlocks(b, job, metadata.Upright{}, warnings)
		write = func(w io.Writer) error { return codec.Rewrite(w, read, src.size(), h, keep) }
	}
	out, err := createOutput(job.OutputPath)
	if err != nil {
		return Outcome{}, err
	}
	defer out.discard()
	err = out.fill(ctx, func(w io.Writer) error { return wrap("read", job.InputPath, write(w)) })
	if err != nil {
		return Outcome{}, err
	}
	if err := src.unchanged(); err != nil {
		return Outcome{}, wrap("read", job.InputPath, err)
	}
	if whole && out.bytes != src.size() {
		return Outcome{}, wrap("verify", job.OutputPath, fmt.Errorf("%w: %d bytes of %d", ErrMismatch, out.bytes, src.size()))
	}
	if !whole {
		if err := verifyRewritten(out, job, h, keep); err != nil {
			return Outcome{}, wrap("verify", job.OutputPath, err)
		}
	}
	return finish(ctx, job, out, outcome)
}

// keepsAll says whether nothing of the source's metadata has to go.
func (j *ImageJob) keepsAll() bool { return j.Recipe == nil || j.Recipe.Metadata == metadata.KeepAll }

// verifyRewritten reads back a copy with other metadata: it is the same picture, and the promise holds.
func verifyRewritten(out *output, job *ImageJob, h codec.Header, keep metadata.Blocks) error {
	f, err := os.Open(out.temp)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	got, err := codec.ReadHeader(f, out.bytes, Limits{})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMismatch, err)
	}
	if got != h {
		return fmt.Errorf("%w: a header of %+v instead of %+v", ErrMismatch, got, h)
	}
	return verifyBlocks(f, out.bytes, got, job, keep)
}
