package resize

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"sizemill/resize/codec"
	"sizemill/resize/raster"
)

// Worker carries out jobs, one after another, and keeps its memory between them. The zero value is ready. It must not be
// copied, nor used by two goroutines at once.
type Worker struct {
	planes planar
	pixels pixels
}

// Close frees what the garbage collector does not know of. It may be called again.
func (w *Worker) Close() { w.planes.close() }

// Do carries out the job. Nothing is ever visible at OutputPath but the finished, verified picture; a cancelled or
// failed job leaves nothing behind but folders that it made. It runs on the calling goroutine.
//
// An animated picture can be copied but not converted: that is ErrUnsupported, never a picture of one frame.
func (w *Worker) Do(ctx context.Context, job ImageJob) (Outcome, error) {
	if err := ctx.Err(); err != nil {
		return Outcome{}, wrap("open", job.InputPath, err)
	}
	src, err := openSource(job.InputPath)
	if err != nil {
		return Outcome{}, err
	}
	defer src.close()
	if err := checkOutput(job, src.info); err != nil {
		return Outcome{}, wrap("write", job.OutputPath, err)
	}
	if job.Action == Copy {
		return w.copyThrough(ctx, job, src)
	}
	return w.convert(ctx, job, src)
}

// Do carries out one job as a Worker does, for callers that have only one.
func Do(ctx context.Context, job ImageJob) (Outcome, error) {
	var w Worker
	defer w.Close()
	return w.Do(ctx, job)
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

// copyThrough writes the source's own bytes, once it is sure that they are a picture: a damaged file is named, not handed on.
func (w *Worker) copyThrough(ctx context.Context, job ImageJob, src *source) (Outcome, error) {
	h, err := w.planes.check(ctx, src)
	if err != nil {
		return Outcome{}, err
	}
	if newSource(h, src.info).Upright != job.Source.Upright {
		return Outcome{}, wrap("read", job.InputPath, errReplaced)
	}
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
	return finish(ctx, job, out, nil)
}

// convert decodes, resizes, encodes and verifies.
func (w *Worker) convert(ctx context.Context, job ImageJob, src *source) (Outcome, error) {
	read := src.reader(ctx)
	h, err := codec.ReadHeader(read, src.size(), Limits{})
	if err == nil {
		err = checkJob(job, newSource(h, src.info))
	}
	if err != nil {
		return Outcome{}, wrap("read", job.InputPath, src.because(err))
	}
	made, err := w.result(ctx, job, src, h)
	if err != nil {
		return Outcome{}, wrap("decode", job.InputPath, src.because(err))
	}
	keep, warnings, err := keepMetadata(read, src.size(), h, job, made.gray)
	if err == nil {
		err = src.unchanged()
	}
	if err != nil {
		return Outcome{}, wrap("read", job.InputPath, err)
	}

	out, err := createOutput(job.OutputPath)
	if err != nil {
		return Outcome{}, err
	}
	defer out.discard()
	err = out.fill(ctx, func(w io.Writer) error {
		return wrap("encode", job.OutputPath, made.encode(w, codec.Options{Quality: job.Recipe.Quality, Blocks: keep}))
	})
	if err == nil {
		err = wrap("verify", job.OutputPath, verify(out, job))
	}
	if err != nil {
		return Outcome{}, err
	}
	if made.lost != "" {
		warnings = append(warnings, made.lost)
	}
	return finish(ctx, job, out, append(pixelWarnings(h, made.deep), warnings...))
}

// result is a picture that is ready to be encoded.
type result struct {
	gray   bool
	deep   bool // 16 bits a channel
	encode func(io.Writer, codec.Options) error
	lost   string // a warning of what the format cannot hold; empty for none
}

// result decodes and resizes. Errors are those of decoding.
func (w *Worker) result(ctx context.Context, job ImageJob, src *source, h codec.Header) (result, error) {
	still := func(p raster.Picture) result {
		m := p.Image
		r := result{gray: isGray(m), deep: isDeep(m), encode: func(w io.Writer, o codec.Options) error { return codec.Encode(w, m, job.Format, o) }}
		if job.Format == GIF && !p.Opaque && translucent(m) {
			r.lost = "half-transparent pixels became fully transparent or opaque"
		}
		return r
	}
	planes, err := w.planes.decode(ctx, job, src, h)
	switch {
	case err != nil:
		return result{}, err
	case planes != nil && job.Format == JPEG && job.Geometry.Canvas == job.Geometry.Scaled:
		return w.planes.jpeg(ctx, job, planes, Orientation(h.Orientation))
	case planes != nil:
		m, err := w.planes.image(job, planes, Orientation(h.Orientation))
		if err != nil {
			return result{}, err
		}
		made, err := w.pixels.place(m, job)
		return still(made), err
	}
	m, err := codec.Decode(src.reader(ctx), src.size(), h)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return result{}, err
	}
	made, err := w.pixels.render(m, h, job)
	return still(made), err
}

// finish dates the output and gives it its name.
func finish(ctx context.Context, job ImageJob, out *output, warnings []string) (Outcome, error) {
	if job.Recipe != nil && job.Recipe.KeepDates && !job.Source.ModTime.IsZero() {
		// Some shares let nobody set dates; the picture is worth more than its date.
		if err := out.setDate(job.Source.ModTime); err != nil {
			warnings = append(warnings, "the date could not be kept")
		}
	}
	if err := ctx.Err(); err != nil {
		return Outcome{}, wrap("write", job.OutputPath, err)
	}
	if err := out.commit(job.Overwrite); err != nil {
		return Outcome{}, err
	}
	if syncFolder(filepath.Dir(out.path)) != nil {
		warnings = append(warnings, "it is written, but the disk did not confirm its name")
	}
	return Outcome{Path: out.path, Bytes: out.bytes, Warnings: warnings}, nil
}

// verify reads back what was written and compares it with what was asked for.
func verify(out *output, job ImageJob) error {
	f, err := os.Open(out.temp)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() != out.bytes {
		return fmt.Errorf("%w: %d bytes of %d", ErrMismatch, info.Size(), out.bytes)
	}
	h, err := codec.ReadHeader(f, info.Size(), Limits{})
	switch {
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrUnsupported), errors.Is(err, ErrTooLarge):
		return fmt.Errorf("%w: %w", ErrMismatch, err)
	case err != nil:
		return err
	case h.Format != job.Format:
		return fmt.Errorf("%w: a %v instead of a %v", ErrMismatch, h.Format, job.Format)
	case h.Width != job.Width || h.Height != job.Height:
		return fmt.Errorf("%w: %d × %d pixels instead of %d × %d", ErrMismatch, h.Width, h.Height, job.Width, job.Height)
	case h.Orientation != 1 || h.Frames != 1:
		return fmt.Errorf("%w: orientation %d, %d frames", ErrMismatch, h.Orientation, h.Frames)
	}
	return nil
}

// pixelWarnings says which properties of the pixels are not kept; deep says that the result has 16 bits a channel.
func pixelWarnings(h codec.Header, deep bool) []string {
	var w []string
	if h.Depth > 8 && !deep {
		w = append(w, "reduced to 8 bits a channel")
	}
	if h.CMYK {
		w = append(w, "converted from CMYK to RGB")
	}
	if h.Pages > 1 {
		w = append(w, fmt.Sprintf("only the first of %d pages is kept", h.Pages))
	}
	return w
}
