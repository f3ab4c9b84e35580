package resize

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"sizemill/internal/atomicfile"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
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
	return w.copySource(ctx, job, src, h)
}

// asIs is a source as a result of a job: its pixels as they are encoded, with the metadata that the recipe allows.
type asIs struct {
	whole    bool            // nothing has to go: every byte is copied
	keep     metadata.Blocks // where something has
	warnings []string
	write    func(io.Writer, metadata.Blocks) error
}

func newAsIs(ctx context.Context, job *ImageJob, src *source, h format.Header) (asIs, error) {
	read := src.reader(ctx)
	if job.keepsAll() {
		return asIs{whole: true, write: func(w io.Writer, _ metadata.Blocks) error {
			_, err := io.Copy(w, io.NewSectionReader(read, 0, src.size()))
			return err
		}}, nil
	}
	b, warnings, err := readBlocks(ctx, src, h)
	if err != nil {
		return asIs{}, wrap("read", job.InputPath, err)
	}
	var a asIs
	a.keep, a.warnings = keepBlocks(b, job, metadata.Upright{}, warnings)
	a.warnings = append(a.warnings, lostExtras(h.Extras&^(jpeg.XMPExtras(a.keep.XMP)&format.DepthMap))...) // that lies in the XMP itself
	a.write = func(w io.Writer, keep metadata.Blocks) error { return codec.Rewrite(w, read, src.size(), h, keep) }
	return a, nil
}

// asIsBytes is how many bytes the source has as a result of the job, and false where it cannot be one.
func asIsBytes(ctx context.Context, job *ImageJob, src *source, h format.Header) (int64, bool, error) {
	if job.keepsAll() {
		return src.size(), true, nil
	}
	a, err := newAsIs(ctx, job, src, h)
	if err != nil {
		return 0, false, err
	}
	var n int64
	err = a.write(writeFunc(func(p []byte) (int, error) {
		n += int64(len(p))
		return len(p), ctx.Err()
	}), a.keep)
	if errors.Is(err, ErrUnsupported) {
		return 0, false, nil
	}
	return n, err == nil, wrap("read", job.InputPath, err)
}

// copySource writes the bytes of a source that has been seen to be whole, with the metadata that the recipe allows: where that is
// all of it, every byte. It is errNotAsIs where that makes no result of the job after all.
func (w *Worker) copySource(ctx context.Context, job *ImageJob, src *source, h format.Header) (Outcome, error) {
	a, err := newAsIs(ctx, job, src, h)
	if err != nil {
		return Outcome{}, err
	}
	var out *atomicfile.File
	lost, err := retried(a.keep, func(keep metadata.Blocks) (err error) {
		a.keep = keep
		if out, err = w.copied(ctx, job, src, h, a); err != nil && out != nil {
			out.Discard()
		}
		return err
	})
	if err != nil {
		return Outcome{}, err
	}
	defer out.Discard()
	if lost != 0 {
		a.warnings = append(a.warnings, notKept(lost))
	}
	return finish(ctx, job, out, Outcome{Width: job.Width, Height: job.Height, Copied: true, Warnings: append(h.Flaws.Warnings(), a.warnings...)})
}

// copied writes a source as it is into a new output, and verifies it. The caller discards the
// output, which may be returned beside an error.
func (w *Worker) copied(ctx context.Context, job *ImageJob, src *source, h format.Header, a asIs) (*atomicfile.File, error) {
	out, err := w.createOutput(job, src)
	if err != nil {
		return nil, err
	}
	err = w.fill(ctx, out, func(w io.Writer) error { return wrap("read", job.InputPath, a.write(w, a.keep)) })
	switch {
	case errors.Is(err, ErrUnsupported) && !a.whole:
		return out, errNotAsIs
	case err != nil:
		return out, err
	case !a.whole && job.Recipe.MaxBytes > 0 && out.Size() > job.Recipe.MaxBytes:
		return out, errNotAsIs
	}
	if err := src.unchanged(); err != nil {
		return out, wrap("read", job.InputPath, err)
	}
	if !a.whole {
		return out, wrap("verify", job.InputPath, verifyRewritten(out, job, h, a.keep))
	}
	if out.Size() != src.size() {
		err = fmt.Errorf("%w: %d bytes of %d", ErrMismatch, out.Size(), src.size())
	}
	return out, wrap("verify", job.InputPath, err)
}

// errNotAsIs says that a source does not serve as it is: without the metadata that has to go it cannot be written, or not in as few
// bytes as it may have.
var errNotAsIs = errors.New("the source is no result as it is")

// keepsAll says whether nothing of the source's metadata has to go.
func (j *ImageJob) keepsAll() bool { return j.Recipe == nil || j.Recipe.Metadata == metadata.KeepAll }

// verifyRewritten reads back a copy with other metadata: it is the same picture, and the promise holds.
func verifyRewritten(out *atomicfile.File, job *ImageJob, h format.Header, keep metadata.Blocks) error {
	f, err := os.Open(out.TempPath())
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	got, err := codec.ReadHeader(f, out.Size(), Limits{})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMismatch, err)
	}
	want := h // Rewrite copies neither, but for what lies in XMP that is kept
	want.Flaws, want.Extras, got.Extras = 0, 0, 0
	if got != want {
		return fmt.Errorf("%w: a header of %+v instead of %+v", ErrMismatch, got, want)
	}
	return verifyBlocks(f, out.Size(), got, job, keep)
}
