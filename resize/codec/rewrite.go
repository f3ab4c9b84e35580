package codec

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// CanRewrite says that Rewrite knows the format.
func CanRewrite(f format.Format) bool {
	row, ok := lookup(f)
	return ok && row.rewrite != nil
}

// Rewrite copies the size bytes of r, the picture whose header is h, with b in place of its metadata. Every byte that makes pixels or
// times of an animation is copied as it is; all that is neither that nor about colour is left out: metadata that b has not, and what
// nobody can vouch for, such as unknown chunks, second pictures and films behind the picture. Numbers of the format's own that say
// what the colours mean are copied, and b.Color is ignored; b.ICC is written and has to be given to be kept. What of b the format does
// not hold is ignored too: see Fit.
//
// It reads the structure of the file and holds no more than metadata in memory, but an AVIF whole, and a JPEG
// whose end h says to be missing. Errors are ErrUnsupported where CanRewrite is false, for animated AVIFs and for files whose structure
// has to be mended, ErrDamaged, or r's and w's own.
func Rewrite(ctx context.Context, w io.Writer, r io.ReaderAt, size int64, h format.Header, b metadata.Set) error {
	row, ok := lookup(h.Format)
	if !ok || row.rewrite == nil {
		return fault.Unsupported("%v pictures cannot be rewritten by this build", h.Format)
	}
	b.Color = metadata.Coding{}
	c := format.NewCursor(r, size)
	watch := &format.WatchedWriter{Writer: w}
	err := row.rewrite(ctx, watch, c, h, b)
	switch {
	case watch.Err != nil:
		return watch.Err
	case err != nil:
		return format.ReadError(c, err)
	}
	return nil
}
