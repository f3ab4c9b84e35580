package resize

import (
	"context"
	"errors"
	"fmt"
	"io"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/metadata"
)

// Two steps decide that a result keeps the source's encoded pixels: passThrough before decoding,
// and preferSource if encoding them again made the file no smaller.

// passThrough is the step that writes the source itself, with the metadata that the recipe allows,
// if it is the job's result already. The whole source is decoded first, so that a damaged file is
// reported and not passed on.
func passThrough(ctx context.Context, r *run) error {
	if !r.planned() && !r.smallWithoutMetadata(ctx) {
		return nil
	}
	p := r.picture
	h, err := check(ctx, &r.worker.decoder, p.src, *p.header)
	if err != nil {
		return err
	}
	if newSource(h, p.src.info).Upright != r.job.Source.Upright {
		return wrap("read", r.job.InputPath, errReplaced)
	}
	if err := r.copySource(ctx, h); !errors.Is(err, errNotAsIs) {
		return err
	}
	return nil
}

// planned reports whether the plan found that the source serves as it is.
func (r *run) planned() bool { return r.job.Action == Copy && r.job.fewBytes() }

// smallWithoutMetadata reports whether the source is within the job's limit of bytes once it lacks
// the metadata that the recipe drops.
func (r *run) smallWithoutMetadata(ctx context.Context) bool {
	job, src := r.job, r.picture.src
	recipe := job.Recipe
	if recipe == nil || recipe.MaxBytes <= 0 || src.size() <= recipe.MaxBytes ||
		recipe.Small != SmallCopy ||
		job.keepsAll() || !job.servesAsIs() {
		return false
	}
	n, ok, err := asIsBytes(ctx, job, src, *r.picture.header)
	return err == nil && ok && n <= recipe.MaxBytes
}

// preferSource is the step that replaces an encoded result by the source's own pixels. It does so
// if size and format are the same and the result is no smaller than the source without the metadata
// that the recipe drops.
func preferSource(ctx context.Context, r *run) error {
	p := r.picture
	if p.header.Orientation != 1 || p.lost != "" || !r.job.servesAsIs() {
		return nil
	}
	whole := *p.header
	whole.Flaws = p.flaws
	n, ok, err := asIsBytes(ctx, r.job, p.src, whole)
	if err != nil || !ok || n > r.out.Size() {
		return err
	}
	encoded := r.out
	switch err := r.copySource(ctx, whole); {
	case errors.Is(err, errNotAsIs):
		r.out = encoded
		return nil
	default:
		encoded.Discard()
		return err
	}
}

// errNotAsIs means that a source does not serve as it is: without the metadata that the recipe
// drops it cannot be written, or has too many bytes.
var errNotAsIs = errors.New("the source cannot be used as it is")

// keepsAll reports whether all of the source's metadata stays.
func (j *ImageJob) keepsAll() bool {
	return j.Recipe == nil || j.Recipe.Metadata == metadata.KeepAll
}

// asIs is a source as the result of a job: its encoded pixels, with the metadata that the recipe
// allows.
type asIs struct {
	whole    bool         // no metadata is dropped: every byte is copied
	keep     metadata.Set // otherwise: the metadata to write
	warnings []string
	removed  []string // on purpose: see Outcome.Removed
	write    func(io.Writer, metadata.Set) error
}

func newAsIs(ctx context.Context, job *ImageJob, src *source, h format.Header) (asIs, error) {
	read := src.reader(ctx)
	if job.keepsAll() {
		return asIs{whole: true, write: func(w io.Writer, _ metadata.Set) error {
			_, err := io.Copy(w, io.NewSectionReader(read, 0, src.size()))
			return err
		}}, nil
	}
	b, warnings, err := loadMetadata(ctx, src, h)
	if err != nil {
		return asIs{}, wrap("read", job.InputPath, err)
	}
	var a asIs
	a.keep, a.warnings = policedMetadata(b, job, metadata.Upright{}, warnings)
	a.removed = metadata.Removed(b, a.keep, job.Recipe.Metadata)
	// XMP that is kept holds its own depth map.
	lost := lostExtras(h.Extras &^ (jpeg.XMPExtras(a.keep.XMP) & format.DepthMap))
	a.warnings = append(a.warnings, lost...)
	a.write = func(w io.Writer, keep metadata.Set) error {
		return codec.Rewrite(ctx, w, read, src.size(), h, keep)
	}
	return a, nil
}

// asIsBytes returns how many bytes the source has as the job's result, and false if it cannot be
// the result.
func asIsBytes(
	ctx context.Context, job *ImageJob, src *source, h format.Header,
) (int64, bool, error) {
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

// copySource writes the bytes of a source that was seen to be whole, with the metadata that the
// recipe allows. If that is all of it, it copies every byte. It returns errNotAsIs if the source
// does not serve after all.
func (r *run) copySource(ctx context.Context, h format.Header) error {
	a, err := newAsIs(ctx, r.job, r.picture.src, h)
	if err != nil {
		return err
	}
	r.out = nil
	lost, err := retried(a.keep, func(keep metadata.Set) error {
		a.keep = keep
		r.discard()
		return r.writeAsIs(ctx, h, a)
	})
	if err != nil {
		r.discard()
		return err
	}
	if lost != 0 {
		a.warnings = append(a.warnings, notKept(lost))
	}
	r.copied, r.source, r.lost, r.removed = true, h, a.warnings, a.removed
	return nil
}

// writeAsIs writes a source as it is into a new output, and verifies the output.
func (r *run) writeAsIs(ctx context.Context, h format.Header, a asIs) error {
	job := r.job
	err := r.fill(ctx,
		func(w io.Writer) error { return wrap("read", job.InputPath, a.write(w, a.keep)) })
	switch {
	case errors.Is(err, ErrUnsupported) && !a.whole:
		return errNotAsIs
	case err != nil:
		return err
	case !a.whole && job.Recipe.MaxBytes > 0 && r.out.Size() > job.Recipe.MaxBytes:
		return errNotAsIs
	}
	if err := r.unchanged(); err != nil {
		return err
	}
	if !a.whole {
		return wrap("verify", job.InputPath, verifyRewritten(r.out, job, h, a.keep))
	}
	if size := r.picture.src.size(); r.out.Size() != size {
		err = fmt.Errorf("%w: %d bytes of %d", ErrMismatch, r.out.Size(), size)
	}
	return wrap("verify", job.InputPath, err)
}
