// Package planar resizes JPEG pictures as planes of brightness and color, as they are stored.
// Decoded at a fraction of its size, each plane is resampled straight to the size in the result.
// Nothing is converted to RGB on the way to another JPEG or a lossy WebP.
package planar

import (
	"fmt"
	"image"

	"sizemill/resize/codec/format"
	"sizemill/resize/raster"
	"sizemill/resize/resample"
)

// Resizer resamples planes, and keeps its memory between pictures. The zero value is ready. It must
// not be copied, nor used by two goroutines at once.
type Resizer struct {
	scaler    resample.Scaler
	sharpener raster.Sharpener
	scaled    [3][]byte
	turned    [3][]byte
	rgba      []byte
}

// Job is what is done to the planes of a picture.
type Job struct {
	Upright image.Point     // the picture's size, upright pixels
	Crop    image.Rectangle // the part that is used, upright pixels
	Scaled  image.Point     // the size of that part in the result, upright pixels
	Turn    raster.Turn     // makes stored pixels upright
	Filter  resample.Filter
	Sharpen raster.Strength
	Halved  bool // the result is encoded from planes, whose color has half the size
}

// Kept returns the memory that r keeps for the next picture, in bytes.
func (r *Resizer) Kept() int {
	n := cap(r.rgba) + r.scaler.Kept() + r.sharpener.Kept()
	for i := range r.scaled {
		n += cap(r.scaled[i]) + cap(r.turned[i])
	}
	return n
}

// Halve resamples the planes, color to half the size, and turns them upright. They are valid until
// the next call.
func (r *Resizer) Halve(job Job, planes format.Planes) (format.Planes, error) {
	out := make(format.Planes, 0, len(planes))
	step := 1
	for i := range planes {
		s, err := r.plane(job, planes, i, step)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			r.sharpener.Plane(s, job.Sharpen)
		}
		out = append(out, format.Plane{
			Pix: s.Pix, Stride: s.Stride, Width: s.Width, Height: s.Height,
		})
		step = 2
	}
	return out, nil
}

// Image resamples all planes to full size, turns them upright, and returns them as an opaque
// picture: an *image.Gray or an *image.NRGBA, valid until the next call.
func (r *Resizer) Image(job Job, planes format.Planes) (image.Image, error) {
	var s [3]resample.Plane
	for i := range planes {
		var err error
		if s[i], err = r.plane(job, planes, i, 1); err != nil {
			return nil, err
		}
	}
	rect := image.Rect(0, 0, s[0].Width, s[0].Height)
	if len(planes) == 1 {
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
// a sample.
func (r *Resizer) plane(job Job, planes format.Planes, i, step int) (resample.Plane, error) {
	src, t := planes[i], job.Turn
	crop, target := t.Stored(job.Crop, job.Upright), job.Scaled
	if t.Swap {
		target = image.Pt(target.Y, target.X)
	}
	width, height := (target.X+step-1)/step, (target.Y+step-1)/step
	r.scaled[i] = resample.Grow(r.scaled[i], width*height)
	dst := resample.Plane{
		Pix: r.scaled[i], Stride: width, Width: width, Height: height, Channels: 1,
	}
	from := resample.Plane{
		Pix: src.Pix, Stride: src.Stride, Width: src.Width, Height: src.Height, Channels: 1,
	}
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
// from and has length pixels, which become target. A sample covers step pixels of the result and
// span pixels of the source. Samples are counted from the upright left or top edge: on a mirrored
// axis the first stored sample may hang over the edge.
func axis(from, length, target, step int, span float64, mirrored bool) resample.Axis {
	perPixel := float64(length) / float64(target) / span
	start := float64(from) / span
	if hangs := (target+step-1)/step*step - target; mirrored && hangs > 0 {
		start -= float64(hangs) * perPixel
	}
	return resample.Axis{Start: start, Step: perPixel * float64(step)}
}
