package resize

import (
	"context"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// Check decodes the whole picture at path, all frames of an animation, and discards the pixels. It
// returns nil if the picture is complete. Errors are those of Probe, and ctx's.
func Check(ctx context.Context, path string, limits Limits) error {
	src, err := openSource(path)
	if err != nil {
		return err
	}
	defer src.close()
	h, err := codec.ReadHeader(src.reader(ctx), src.size(), limits)
	if err != nil {
		return wrap("read", path, src.because(err))
	}
	var d codec.PlaneDecoder
	defer d.Close()
	if _, err := check(ctx, &d, src, h); err != nil {
		return err
	}
	return wrap("read", path, src.unchanged())
}

// check decodes the whole picture whose header is h, at the least cost that shows whether it is
// complete. It returns the header with all flaws.
func check(
	ctx context.Context, planes *codec.PlaneDecoder, src *source, h format.Header,
) (format.Header, error) {
	read := src.reader(ctx)
	var err error
	var flaws format.Flaws
	switch {
	case moves(h.Frames, h.Format, h.Format):
		flaws, err = codec.Frames(ctx, read, src.size(), h, func(format.Frame) error { return nil })
	case codec.DecodesPlanes && codec.GivesPlanes(h.Format):
		flaws, err = planes.Check(ctx, read, src.size(), h)
	default:
		_, flaws, err = codec.Decode(ctx, read, src.size(), h)
	}
	if err != nil {
		return h, wrap("decode", src.path, src.because(err))
	}
	h.Flaws |= flaws
	return h, nil
}
