package resize

import (
	"bufio"
	"context"
	"io"

	"sizemill/internal/atomicfile"
)

// writeBuffer is large enough that writing costs few system calls and small enough that cancelling
// is felt at once.
const writeBuffer = 256 << 10

// createOutput makes a temporary for the result of the job, no more open to others than its source.
func (w *Worker) createOutput(job *ImageJob, src *source) (*atomicfile.File, error) {
	out, err := w.unfinished.Create(job.OutputPath, src.access())
	return out, wrap("write", job.OutputPath, err)
}

// fillOutput streams write's bytes through b into out, until ctx ends, and flushes them to the medium.
func fillOutput(ctx context.Context, out *atomicfile.File, b *bufio.Writer, write func(io.Writer) error) error {
	b.Reset(writeFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, wrap("write", out.Path(), err)
		}
		n, err := out.Write(p)
		return n, wrap("write", out.Path(), err)
	}))
	defer b.Reset(nil)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return wrap("write", out.Path(), out.Close())
}

// writeFunc is an io.Writer.
type writeFunc func(p []byte) (int, error)

func (f writeFunc) Write(p []byte) (int, error) { return f(p) }
