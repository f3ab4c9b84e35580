package resize

import (
	"bufio"
	"context"
	"io"
	"reflect"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// keepMetadata is the step that selects the metadata to write.
func keepMetadata(_ context.Context, r *run) error {
	warned := append(append([]string(nil), r.picture.warned...), r.colors.warnings...)
	r.keep, r.lost = policedMetadata(r.colors.blocks, r.job,
		r.job.upright(r.picture.header.Orientation), warned)
	r.removed = metadata.Removed(*r.picture.metadata, r.keep, r.job.Recipe.Metadata)
	return nil
}

// encode is the step that writes the result into an output.
func encode(ctx context.Context, r *run) error {
	if err := r.unchanged(); err != nil {
		return err
	}
	err := r.fill(ctx,
		func(w io.Writer) error { return wrap("encode", r.job.InputPath, r.write(ctx, w)) })
	if err != nil {
		return err
	}
	return r.unchanged() // the frames of an animation are read while it is written
}

// write encodes the result, at the recipe's quality, or writes what fitBytes has encoded.
func (r *run) write(ctx context.Context, w io.Writer) error {
	if r.file != nil {
		_, err := w.Write(r.file)
		return err
	}
	o := format.Options{Quality: r.job.Recipe.Quality, Lossless: r.job.Lossless(), Metadata: r.keep}
	return r.rendered.encode(ctx, w, o)
}

// encodeAgain encodes the result with other metadata, within the same limit of bytes, unless it has
// that metadata already.
func (r *run) encodeAgain(ctx context.Context, keep metadata.Set) error {
	if reflect.DeepEqual(r.keep, keep) {
		return nil
	}
	r.keep = keep
	if r.file != nil {
		var err error
		if r.file, _, err = r.smallEnough(ctx); err != nil {
			return wrap("encode", r.job.OutputPath, err)
		}
	}
	r.discard()
	return encode(ctx, r)
}

// unchanged returns an error if the source has been written to since it was opened.
func (r *run) unchanged() error { return wrap("read", r.job.InputPath, r.picture.src.unchanged()) }

// writeBuffer is large enough for few system calls, and small enough that cancelling is felt at
// once.
const writeBuffer = 256 << 10

// buffer returns the buffer between an encoder and a file.
func (w *Worker) buffer() *bufio.Writer {
	if w.writer == nil {
		w.writer = bufio.NewWriterSize(nil, writeBuffer)
	}
	return w.writer
}

// fill streams what encode writes into a new output, until ctx ends, and flushes it to the medium.
// A failed output stays with the run.
func (r *run) fill(ctx context.Context, encode func(io.Writer) error) error {
	path := r.job.OutputPath
	out, err := r.to.create(r)
	if err != nil {
		return wrap("write", path, err)
	}
	r.out = out
	b := r.worker.buffer()
	b.Reset(writeFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, wrap("write", path, err)
		}
		n, err := out.Write(p)
		return n, wrap("write", path, err)
	}))
	defer b.Reset(nil)
	if err := encode(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return wrap("write", path, out.Close())
}

// writeFunc is an io.Writer.
type writeFunc func(p []byte) (int, error)

func (f writeFunc) Write(p []byte) (int, error) { return f(p) }
