package codec

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// CanRewrite reports whether Rewrite knows the format.
func CanRewrite(f format.Format) bool {
	row, ok := lookup(f)
	return ok && row.rewrite != nil
}

// Rewrite copies the size bytes of r, the picture whose header is h, with b in place of its
// metadata. Bytes of pixels and of an animation's times are copied unchanged. Everything else that
// is not about color is left out: unknown chunks, second pictures, films after the picture. The
// format's own numbers about color are copied and b.Color is ignored; b.ICC is written, so the
// caller passes the profile to keep it. Blocks that the format does not hold are ignored: see Fit.
//
// It holds no more than metadata in memory, except for an AVIF and for a JPEG whose end is missing
// by h. Errors are ErrDamaged, r's, w's and ctx's own, and ErrUnsupported: if CanRewrite is false,
// for animated AVIFs and for files whose structure needs repair.
func Rewrite(
	ctx context.Context, w io.Writer, r io.ReaderAt, size int64, h format.Header, b metadata.Set,
) error {
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
