package resize

import (
	"context"
	"io"
	"io/fs"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// Orientation is EXIF's 1–8: how stored pixels become upright. Any other value counts as 1.
type Orientation int

// SwapsSides reports whether the upright picture's width is the height of the stored pixels.
func (o Orientation) SwapsSides() bool { return o >= 5 && o <= 8 }

// Limits are the largest sizes that a header may claim, checked before a pixel is decoded. Zero
// fields are the defaults.
type Limits = format.Limits

// DefaultLimits returns 100,000 pixels per side, 500 megapixels, 10,000 frames.
func DefaultLimits() Limits { return format.DefaultLimits() }

// Probe reads the header of the picture at path: a few kilobytes, whatever the file's size (a GIF
// is read through). Errors wrap ErrUnsupported, ErrDamaged, ErrTooLarge, the system's or ctx's in
// an *Error.
func Probe(ctx context.Context, path string, limits Limits) (Source, error) {
	return new(Prober).Probe(ctx, path, limits)
}

// Prober probes one picture after another with one buffer. The zero value is ready. It is not safe
// for concurrent use.
type Prober struct{ headers codec.HeaderReader }

// Probe is the package's Probe.
func (p *Prober) Probe(ctx context.Context, path string, limits Limits) (Source, error) {
	return probe(ctx, path, limits, p.headers.Read)
}

// ProbeDamaged is Probe for a picture that Probe found damaged, if its header states the size in
// pixels. Jobs with Salvage can be made of it.
func ProbeDamaged(ctx context.Context, path string, limits Limits) (Source, error) {
	return probe(ctx, path, limits, codec.ReadDamagedHeader)
}

func probe(
	ctx context.Context, path string, limits Limits,
	read func(io.ReaderAt, int64, Limits) (format.Header, error),
) (Source, error) {
	src, err := openSource(path)
	if err != nil {
		return Source{}, err
	}
	defer src.close()
	h, err := read(src.reader(ctx), src.size(), limits)
	if err != nil {
		return Source{}, wrap("read", path, err)
	}
	source := newSource(h, src.info)
	source.Limits = limits
	return source, nil
}

func newSource(h format.Header, info fs.FileInfo) Source {
	size := Size{Width: h.Width, Height: h.Height}
	if Orientation(h.Orientation).SwapsSides() {
		size = size.Turned()
	}
	return Source{Header: h, Upright: size, Bytes: info.Size(), ModTime: info.ModTime()}
}
