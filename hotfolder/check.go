package hotfolder

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"sizemill/batch"
	"sizemill/resize"
)

// arrived is the Check of the watcher. It returns nil if the picture decodes whole, or never will.
func (s *Service) arrived(ctx context.Context, f *folder, path string) error {
	err := s.check(ctx, f, path)
	switch {
	case errors.Is(err, resize.ErrDamaged):
		return err
	case errors.Is(err, resize.ErrUnsupported) && blank(path):
		return err // created at its full size, to be filled
	case ctx.Err() != nil:
		return ctx.Err()
	default:
		return nil
	}
}

// check decodes the picture within the service's memory.
func (s *Service) check(ctx context.Context, f *folder, path string) error {
	if err := f.scan.LeadsOut(f.path, path); err != nil {
		return err
	}
	src, err := resize.Probe(ctx, path, s.opts.Limits)
	if err != nil {
		return err
	}
	share := batch.Share{Budget: s.budget, Hold: f.hold}
	defer share.Free()
	if err := share.Cover(ctx, path, src.MemoryBytes()); err != nil {
		return err
	}
	limited, stop := batch.WithTimeLimit(ctx, s.opts.TimeLimit)
	defer stop()
	return resize.Check(limited, path, s.opts.Limits)
}

// blankHead is how much of a file tells whether anything was written to it yet.
const blankHead = 512

// blank reports whether a file begins with zeros only, or is too short to tell what it is.
func blank(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	head := make([]byte, blankHead)
	n, err := io.ReadFull(f, head)
	closeErr := f.Close()
	if n == 0 || closeErr != nil {
		return true
	}
	short := n < 16 && (errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF))
	return short || !slices.ContainsFunc(head[:n], func(b byte) bool { return b != 0 })
}
