package jpeg

import (
	"context"
	"errors"
	"io"
	"math"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// DecodesPlanes reports whether this build has a PlaneDecoder that works.
const DecodesPlanes = turbo.Available

// PlaneDecoder decodes pictures as planes, at eighths of their size, and keeps its memory between
// pictures. The zero value is ready. It must not be copied, nor used by two goroutines at once.
type PlaneDecoder struct {
	data    []byte
	decoder turbo.Decoder
	planes  format.Planes
}

// PlaneOptions are the settings of decoding planes.
type PlaneOptions struct {
	// Scales chooses the scales of brightness and color, in eighths.
	Scales  func(format.ColorShare) (luma, chroma int)
	Salvage bool // decode what can be read of a damaged file
}

// DecodedPlanes are the planes of a picture, nil if it has none of brightness and color. They are
// valid until the decoder's next call.
type DecodedPlanes struct {
	Planes format.Planes
	Flaws  format.Flaws
	Lost   string // what a damaged picture lacks; empty for a whole one
}

// Decode decodes the JPEG of size bytes in file whose header is h.
func (d *PlaneDecoder) Decode(
	ctx context.Context, file io.ReaderAt, size int64, h format.Header, o PlaneOptions,
) (DecodedPlanes, error) {
	defer d.forget()
	var out DecodedPlanes
	if err := d.read(file, UsefulBytes(h.Pixels(), size)); err != nil {
		return out, err
	}
	head, err := d.decoder.ReadHeader(d.data)
	if err != nil {
		return out, err
	}
	if err := format.CheckSize(int64(head.Width), int64(head.Height), h); err != nil {
		return out, err
	}
	if head.Space != turbo.Gray && head.Space != turbo.YCbCr {
		return out, nil
	}
	options := DecodeOptions(h)
	options.Scale, options.ChromaScale = o.Scales(colorShare(head))
	options.Salvage = o.Salvage
	decoded, err := d.decoder.Decode(ctx, d.data, options)
	if err != nil {
		return out, err
	}
	d.planes = d.planes[:0]
	for _, p := range decoded.Plane {
		d.planes = append(d.planes, format.Plane{
			Pix: p.Pix, Stride: p.Stride, Width: p.Width, Height: p.Height,
			StepX: p.StepX, StepY: p.StepY,
		})
	}
	out = DecodedPlanes{Planes: d.planes, Flaws: flawsOf(decoded)}
	if decoded.Damage != nil {
		out.Lost = fault.Detail(decoded.Damage)
	}
	return out, nil
}

func colorShare(h turbo.Header) format.ColorShare {
	luma, chroma := h.Sampling[0], h.Sampling[1]
	return format.ColorShare{
		X: float64(chroma.H) / float64(luma.H), Y: float64(chroma.V) / float64(luma.V),
	}
}

// Check decodes the whole JPEG of size bytes in file whose header is h, at the least cost that shows
// whether it is complete.
func (d *PlaneDecoder) Check(
	ctx context.Context, file io.ReaderAt, size int64, h format.Header,
) (format.Flaws, error) {
	if err := d.read(file, UsefulBytes(h.Pixels(), size)); err != nil {
		return 0, err
	}
	o := DecodeOptions(h)
	o.Scale = 1
	planes, err := d.decoder.Decode(ctx, d.data, o)
	if err != nil {
		return 0, err
	}
	return flawsOf(planes), nil
}

// Kept returns the memory that d keeps for the next picture, in bytes.
func (d *PlaneDecoder) Kept() int { return cap(d.data) + d.decoder.Kept() }

// Close frees what the garbage collector does not know of. It may be called again.
func (d *PlaneDecoder) Close() { d.decoder.Close() }

// read reads size bytes of the file into d.data.
func (d *PlaneDecoder) read(file io.ReaderAt, size int64) error {
	if size > math.MaxInt {
		return fault.TooLarge("a file of %d bytes", size)
	}
	if int64(cap(d.data)) < size {
		d.data = make([]byte, size)
	}
	d.data = d.data[:size]
	for at := 0; at < len(d.data); at += readStep {
		part := d.data[at:min(at+readStep, len(d.data))]
		if n, err := file.ReadAt(part, int64(at)); n < len(part) {
			if errors.Is(err, io.EOF) {
				return fault.Damaged("unexpected end of file")
			}
			return err
		}
	}
	return nil
}

const (
	// readStep is how many bytes are read at once: a slow disk is left soon after a cancellation.
	readStep = 4 << 20
	// keepFile is the largest file whose memory is kept for the next one: most photos are smaller.
	keepFile = 8 << 20
)

// forget drops the bytes of a large file after decoding, while its results are made.
func (d *PlaneDecoder) forget() {
	if cap(d.data) > keepFile {
		d.data = nil
	}
}

// PlaneEncoder encodes planes, and keeps its memory between pictures. The zero value is ready. It
// must not be copied, nor used by two goroutines at once.
type PlaneEncoder struct{ encoder turbo.Encoder }

// Encode writes planes as a JPEG. Color has half the samples of brightness along each axis.
func (e *PlaneEncoder) Encode(
	ctx context.Context, w io.Writer, planes format.Planes, o format.Options,
) error {
	segments, err := metadataSegments(o.Metadata)
	if err != nil {
		return err
	}
	markers := make([]turbo.Marker, len(segments))
	for i, s := range segments {
		markers[i] = turbo.Marker{Code: s.Marker, Data: s.Data}
	}
	return e.encoder.Encode(ctx, w, halved(planes), turbo.EncodeOptions{
		Quality: o.Quality, Markers: markers, Density: jfifDensity(o.Metadata.Resolution),
	})
}

func halved(planes format.Planes) *turbo.Planes {
	p := turbo.Planes{
		Width: planes[0].Width, Height: planes[0].Height, Space: turbo.Gray,
		Plane: make([]turbo.Plane, 0, len(planes)),
	}
	sampling := turbo.Sampling{H: 1, V: 1}
	if len(planes) > 1 {
		p.Space, sampling = turbo.YCbCr, turbo.Sampling{H: 2, V: 2}
	}
	for _, q := range planes {
		p.Plane = append(p.Plane, turbo.Plane{
			Pix: q.Pix, Stride: q.Stride, Width: q.Width, Height: q.Height, Sampling: sampling,
		})
		sampling = turbo.Sampling{H: 1, V: 1}
	}
	return &p
}

// Kept returns the memory that e keeps for the next picture, in bytes.
func (e *PlaneEncoder) Kept() int { return e.encoder.Kept() }

// Close frees what the garbage collector does not know of. It may be called again.
func (e *PlaneEncoder) Close() { e.encoder.Close() }
