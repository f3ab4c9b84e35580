// Package planar resizes JPEG pictures as planes of brightness and color, which is how they are
// stored: decoded at a fraction of their size, each plane is resampled straight to the size that the
// result needs. Nothing is converted to RGB on the way to another JPEG or a lossy WebP.
package planar

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
	"sizemill/resize/raster"
	"sizemill/resize/resample"
)

// Available reports whether this build decodes JPEG as planes.
const Available = turbo.Available

// Resizer keeps its memory between pictures. The zero value is ready. It must not be copied, nor used
// by two goroutines at once.
type Resizer struct {
	data      []byte
	decoder   turbo.Decoder
	scaler    resample.Scaler
	sharpener raster.Sharpener
	scaled    [3][]byte
	turned    [3][]byte
	rgba      []byte
}

// Job is what becomes of the planes of a picture.
type Job struct {
	Upright image.Point     // the picture's size, upright pixels
	Crop    image.Rectangle // the part of it that is used, upright pixels
	Scaled  image.Point     // what the part becomes, upright pixels
	Turn    raster.Turn     // makes stored pixels upright
	Filter  resample.Filter
	Sharpen raster.Strength
	Halved  bool // the result is encoded from planes, whose color has half the size
}

// Close frees what the garbage collector does not know of. It may be called again.
func (r *Resizer) Close() { r.decoder.Close() }

// Kept is the memory that r keeps for the next picture, in bytes.
func (r *Resizer) Kept() int {
	n := cap(r.data) + cap(r.rgba) + r.decoder.Kept() + r.scaler.Kept() + r.sharpener.Kept()
	for i := range r.scaled {
		n += cap(r.scaled[i]) + cap(r.turned[i])
	}
	return n
}

// Decode returns the planes of the JPEG of size bytes in file whose header is h, at the least scale
// that serves all jobs; nil where it has no planes of brightness and color. They are valid until the
// next call. Of a damaged picture that is salvaged, Planes.Damage tells what is lost.
func (r *Resizer) Decode(
	ctx context.Context, file io.ReaderAt, size int64, h format.Header, jobs []Job, salvage bool,
) (*turbo.Planes, error) {
	defer r.forget()
	if err := r.read(file, jpeg.UsefulBytes(h.Pixels(), size)); err != nil {
		return nil, err
	}
	head, err := r.decoder.ReadHeader(r.data)
	if err != nil {
		return nil, err
	}
	if head.Width != h.Width || head.Height != h.Height {
		return nil, fault.Damaged("%d × %d pixels in a picture of %d × %d", head.Width, head.Height, h.Width, h.Height)
	}
	if head.Space != turbo.Gray && head.Space != turbo.YCbCr {
		return nil, nil
	}
	o := jpeg.DecodeOptions(h)
	o.Scale, o.ChromaScale, o.Salvage = 1, 1, salvage
	for _, job := range jobs {
		luma, chroma := dctScales(job, head.Sampling[0], head.Sampling[1])
		o.Scale, o.ChromaScale = max(o.Scale, luma), max(o.ChromaScale, chroma)
	}
	return r.decoder.Decode(ctx, r.data, o)
}

// Check decodes the whole picture of size bytes in file whose header is h, at the least cost that
// shows whether it is complete.
func (r *Resizer) Check(ctx context.Context, file io.ReaderAt, size int64, h format.Header) (format.Flaws, error) {
	if err := r.read(file, jpeg.UsefulBytes(h.Pixels(), size)); err != nil {
		return 0, err
	}
	o := jpeg.DecodeOptions(h)
	o.Scale = 1
	planes, err := r.decoder.Decode(ctx, r.data, o)
	if err != nil {
		return 0, err
	}
	return jpeg.Flaws(planes), nil
}

// read reads the whole file into r.data.
func (r *Resizer) read(file io.ReaderAt, size int64) error {
	if size > math.MaxInt {
		return fault.TooLarge("a file of %d bytes", size)
	}
	r.data = resample.Grow(r.data, int(size))
	for at := 0; at < len(r.data); at += readStep { // so that cancelling is felt while a slow disk is read
		part := r.data[at:min(at+readStep, len(r.data))]
		if n, err := file.ReadAt(part, int64(at)); n < len(part) {
			if errors.Is(err, io.EOF) {
				return fault.Damaged("unexpected end of file")
			}
			return err
		}
	}
	return nil
}

const readStep = 4 << 20

// keepFile is how large a file's bytes are kept as room for the next one's: most photos have fewer.
const keepFile = 8 << 20

// forget lets go of the bytes of a large file once it is decoded, while its results are made and
// until there is another one.
func (r *Resizer) forget() {
	if cap(r.data) > keepFile {
		r.data = nil
	}
}

// Halve resamples the planes, color to half the size, and turns them upright. They are valid until
// the next call.
func (r *Resizer) Halve(job Job, planes *turbo.Planes) (*turbo.Planes, error) {
	out := turbo.Planes{Width: job.Scaled.X, Height: job.Scaled.Y, Space: planes.Space}
	for i := range planes.Plane {
		h := turbo.Sampling{H: 2, V: 2}
		if i > 0 || planes.Space == turbo.Gray {
			h = turbo.Sampling{H: 1, V: 1}
		}
		step := 1
		if i > 0 {
			step = 2
		}
		s, err := r.plane(job, planes, i, step)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			r.sharpener.Plane(s, job.Sharpen)
		}
		out.Plane = append(out.Plane, turbo.Plane{Pix: s.Pix, Stride: s.Stride, Width: s.Width, Height: s.Height, Sampling: h})
	}
	return &out, nil
}

// Image resamples the planes to full size each, turns them upright, and makes an opaque picture of
// them: an *image.Gray or an *image.NRGBA, valid until the next call.
func (r *Resizer) Image(job Job, planes *turbo.Planes) (image.Image, error) {
	var s [3]resample.Plane
	for i := range planes.Plane {
		var err error
		if s[i], err = r.plane(job, planes, i, 1); err != nil {
			return nil, err
		}
	}
	rect := image.Rect(0, 0, s[0].Width, s[0].Height)
	if planes.Space == turbo.Gray {
		return &image.Gray{Pix: s[0].Pix, Stride: s[0].Stride, Rect: rect}, nil
	}
	r.rgba = resample.Grow(r.rgba, 4*s[0].Width*s[0].Height)
	m := &image.NRGBA{Pix: r.rgba, Stride: 4 * s[0].Width, Rect: rect}
	for y := range s[0].Height {
		luma := s[0].Pix[y*s[0].Stride:][:s[0].Width]
		cb, cr := s[1].Pix[y*s[1].Stride:][:len(luma)], s[2].Pix[y*s[2].Stride:][:len(luma)]
		yccRow(m.Pix[y*m.Stride:][:m.Stride], luma, cb, cr)
	}
	return m, nil
}

// plane resamples the i'th plane and turns it upright. step is how many pixels of the result share
// one of its samples.
func (r *Resizer) plane(job Job, planes *turbo.Planes, i int, step int) (resample.Plane, error) {
	src, t := planes.Plane[i], job.Turn
	crop, target := t.Stored(job.Crop, job.Upright), job.Scaled
	if t.Swap {
		target = image.Pt(target.Y, target.X)
	}
	width, height := (target.X+step-1)/step, (target.Y+step-1)/step
	r.scaled[i] = resample.Grow(r.scaled[i], width*height)
	dst := resample.Plane{Pix: r.scaled[i], Stride: width, Width: width, Height: height, Channels: 1}
	from := resample.Plane{Pix: src.Pix, Stride: src.Stride, Width: src.Width, Height: src.Height, Channels: 1}
	x := axis(crop.Min.X, crop.Dx(), target.X, step, src.StepX, t.MirrorX)
	y := axis(crop.Min.Y, crop.Dy(), target.Y, step, src.StepY, t.MirrorY)
	if err := r.scaler.Scale(dst, from, x, y, job.Filter); err != nil {
		return dst, fmt.Errorf("resample: %w", err)
	}
	if t == (raster.Turn{}) {
		return dst, nil
	}
	r.turned[i] = resample.Grow(r.turned[i], width*height)
	return t.Plane(r.turned[i], dst), nil
}

// axis maps a plane of the result, as stored, onto one of the source. The crop begins at the pixel
// from and has length pixels, which become target; step pixels of the result share a sample, and
// span of the source. Samples are counted from the end that will be left or on top: where the axis
// is mirrored, it is the first stored sample that may hang over the edge.
func axis(from, length, target, step int, span float64, mirrored bool) resample.Axis {
	perPixel := float64(length) / float64(target) / span
	start := float64(from) / span
	if hangs := (target+step-1)/step*step - target; mirrored && hangs > 0 {
		start -= float64(hangs) * perPixel
	}
	return resample.Axis{Start: start, Step: perPixel * float64(step)}
}
