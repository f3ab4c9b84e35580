package resize

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"slices"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/raster"
	"sizemill/resize/resample"
)

// planar resizes JPEG pictures as planes of brightness and color, which is how they are stored: decoded at a fraction of their
// size, each plane is resampled straight to the size that the result needs. Nothing is converted to RGB on the way to another
// JPEG. It keeps its memory between pictures.
type planar struct {
	data      []byte
	decoder   turbo.Decoder
	encoder   codec.PlaneEncoder
	scaler    resample.Scaler
	sharpener raster.Sharpener
	scaled    [3][]byte
	turned    [3][]byte
	rgba      []byte
}

func (p *planar) close() {
	p.decoder.Close()
	p.encoder.Close()
}

// planarJob is a job that may be done with planes.
type planarJob struct {
	*ImageJob
	planes bool // its result is encoded from planes, not from pixels
}

// decode gives the planes of a picture, at the least scale that serves all jobs; nil where the picture or this build has none.
func (p *planar) decode(ctx context.Context, jobs []planarJob, src *source, h format.Header, salvage bool) (*turbo.Planes, error) {
	if !turbo.Available || !codec.GivesPlanes(h.Format) || h.CMYK || slices.ContainsFunc(jobs, planarJob.linear) {
		return nil, nil
	}
	defer p.forget()
	if err := p.read(src.reader(ctx), jpeg.UsefulBytes(h.Pixels(), src.size())); err != nil {
		return nil, err
	}
	head, err := p.decoder.ReadHeader(p.data)
	if err != nil {
		return nil, err
	}
	if head.Width != h.Width || head.Height != h.Height {
		return nil, kind{ErrDamaged, fmt.Sprintf("damaged: %d × %d pixels in a picture of %d × %d", head.Width, head.Height, h.Width, h.Height)}
	}
	if head.Space != turbo.Gray && head.Space != turbo.YCbCr {
		return nil, nil
	}
	o := jpeg.DecodeOptions(h)
	o.Scale, o.ChromaScale, o.Salvage = 1, 1, salvage
	for _, job := range jobs {
		crop := Size{Width: job.Geometry.Crop.Dx(), Height: job.Geometry.Crop.Dy()}
		luma, chroma := dctScales(crop, job.Geometry.Scaled, head.Sampling[0], head.Sampling[1], Orientation(h.Orientation), chromaStep(job))
		o.Scale, o.ChromaScale = max(o.Scale, luma), max(o.ChromaScale, chroma)
	}
	planes, err := p.decoder.Decode(ctx, p.data, o)
	return planes, err
}

// linear says that light is to be averaged, which neither brightness and color nor a decoder that scales can. One such job takes the others
// of its picture with it: they mostly have its recipe, and decoding twice would cost more than they lose.
func (j *ImageJob) linear() bool {
	if j.Recipe == nil || !j.Recipe.Linear {
		return false
	}
	g := j.Geometry
	return g.Crop.Size() != image.Pt(g.Scaled.Width, g.Scaled.Height) || j.Recipe.MaxBytes > 0 && !j.KeepSize // a target size may lead to fewer pixels
}

// read reads the whole file into p.data.
func (p *planar) read(r io.ReaderAt, size int64) error {
	if size > math.MaxInt {
		return kind{ErrTooLarge, fmt.Sprintf("too large: a file of %d bytes", size)}
	}
	p.data = grow(p.data, int(size))
	for at := 0; at < len(p.data); at += readStep { // so that cancelling is felt while a slow disk is read
		part := p.data[at:min(at+readStep, len(p.data))]
		if n, err := r.ReadAt(part, int64(at)); n < len(part) {
			if errors.Is(err, io.EOF) {
				return kind{ErrDamaged, "damaged: unexpected end of file"}
			}
			return err
		}
	}
	return nil
}

const readStep = 4 << 20

// keepFile is how large a file's bytes are kept as room for the next one's: most photos have fewer.
const keepFile = 8 << 20

// forget lets go of the bytes of a large file once it is decoded, while its results are made and until there is another one.
func (p *planar) forget() {
	if cap(p.data) > keepFile {
		p.data = nil
	}
}

// keepBytes is how much memory is kept for the next picture. It serves pictures of up to some 40 megapixels that become smaller; what
// a panorama takes is given back.
const keepBytes = 64 << 20

// kept is the memory that p keeps, in bytes.
func (p *planar) kept() int {
	n := cap(p.data) + cap(p.rgba) + p.decoder.Kept() + p.encoder.Kept() + p.scaler.Kept() + p.sharpener.Kept()
	for i := range p.scaled {
		n += cap(p.scaled[i]) + cap(p.turned[i])
	}
	return n
}

// grow is b with n bytes of any content.
func grow(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}

// chromaStep is how many pixels of the result, in each direction, share a sample of color.
func chromaStep(job planarJob) int {
	if job.planes {
		return 2
	}
	return 1
}

// halved resamples the planes, color to half the size, and turns them upright, ready to be encoded.
func (p *planar) halved(job ImageJob, planes *turbo.Planes, o Orientation) (rendered, error) {
	out := turbo.Planes{Width: job.Width, Height: job.Height, Space: planes.Space}
	for i := range planes.Plane {
		h := turbo.Sampling{H: 2, V: 2}
		if i > 0 || planes.Space == turbo.Gray {
			h = turbo.Sampling{H: 1, V: 1}
		}
		step := 1
		if i > 0 {
			step = 2
		}
		s, err := p.plane(job, planes, i, o, step)
		if err != nil {
			return rendered{}, err
		}
		if i == 0 {
			p.sharpener.Plane(s, job.Recipe.Sharpen.strength())
		}
		out.Plane = append(out.Plane, turbo.Plane{Pix: s.Pix, Stride: s.Stride, Width: s.Width, Height: s.Height, Sampling: h})
	}
	return rendered{encoder: planarEncoder{&p.encoder, &out, job.Format}, frames: 1}, nil
}

// planarEncoder encodes halved planes.
type planarEncoder struct {
	encoder *codec.PlaneEncoder
	planes  *turbo.Planes
	format  Format
}

func (e planarEncoder) encode(ctx context.Context, w io.Writer, o format.Options) error {
	return e.encoder.Encode(ctx, w, e.planes, e.format, o)
}

// image resamples the planes to full size each, turns them upright, and makes an opaque picture of them: an *image.Gray or an
// *image.NRGBA, in p's memory until the next one.
func (p *planar) image(job ImageJob, planes *turbo.Planes, o Orientation) (image.Image, error) {
	var s [3]resample.Plane
	for i := range planes.Plane {
		var err error
		if s[i], err = p.plane(job, planes, i, o, 1); err != nil {
			return nil, err
		}
	}
	rect := image.Rect(0, 0, s[0].Width, s[0].Height)
	if planes.Space == turbo.Gray {
		return &image.Gray{Pix: s[0].Pix, Stride: s[0].Stride, Rect: rect}, nil
	}
	p.rgba = grow(p.rgba, 4*s[0].Width*s[0].Height)
	m := &image.NRGBA{Pix: p.rgba, Stride: 4 * s[0].Width, Rect: rect}
	for y := range s[0].Height {
		luma := s[0].Pix[y*s[0].Stride:][:s[0].Width]
		yccRow(m.Pix[y*m.Stride:][:m.Stride], luma, s[1].Pix[y*s[1].Stride:][:len(luma)], s[2].Pix[y*s[2].Stride:][:len(luma)])
	}
	return m, nil
}

// plane resamples the i'th plane and turns it upright. step is how many pixels of the result share one of its samples.
func (p *planar) plane(job ImageJob, planes *turbo.Planes, i int, o Orientation, step int) (resample.Plane, error) {
	src := planes.Plane[i]
	upright := job.Source.Upright
	crop := o.toStored(job.Geometry.Crop, upright)
	target := job.Geometry.Scaled
	if o.SwapsSides() {
		target = target.Turned()
	}
	t := o.turn()
	width, height := (target.Width+step-1)/step, (target.Height+step-1)/step
	p.scaled[i] = grow(p.scaled[i], width*height)
	dst := resample.Plane{Pix: p.scaled[i], Stride: width, Width: width, Height: height, Channels: 1}
	from := resample.Plane{Pix: src.Pix, Stride: src.Stride, Width: src.Width, Height: src.Height, Channels: 1}
	x := planeAxis(crop.Min.X, crop.Dx(), target.Width, step, src.StepX, t.MirrorX)
	y := planeAxis(crop.Min.Y, crop.Dy(), target.Height, step, src.StepY, t.MirrorY)
	if err := p.scaler.Scale(dst, from, x, y, job.Recipe.Filter); err != nil {
		return dst, fmt.Errorf("resample: %w", err)
	}
	if t == (raster.Turn{}) {
		return dst, nil
	}
	p.turned[i] = grow(p.turned[i], width*height)
	return t.Plane(p.turned[i], dst), nil
}

// planeAxis maps a plane of the result, as stored, onto one of the source. The crop begins at the pixel from and has length pixels,
// which become target; step pixels of the result share a sample, and span of the source. Samples are counted from the end
// that will be left or on top: where the axis is mirrored, it is the first stored sample that may hang over the edge.
func planeAxis(from, length, target, step int, span float64, mirrored bool) resample.Axis {
	perPixel := float64(length) / float64(target) / span
	start := float64(from) / span
	if hangs := (target+step-1)/step*step - target; mirrored && hangs > 0 {
		start -= float64(hangs) * perPixel
	}
	return resample.Axis{Start: start, Step: perPixel * float64(step)}
}
