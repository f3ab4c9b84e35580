package resample

import "github.com/disintegration/imaging"

// Scaler scales planes. It keeps the weights of the axes it met last, and its rows between the passes, so that scaling
// pictures of the same sizes again allocates nothing. The zero Scaler is ready. Not safe for concurrent use: one a worker.
type Scaler struct {
	kernels *kernels // those of this processor if nil
	cache   cache
	rows    rows
	out8    out[uint8]
	out16   out[uint16]
}

// Scale fills dst from src. Both have the same number of channels and must not share memory; x maps columns, y rows.
// With Fit for both axes the result is that of imaging.Resize within one level. Colours above their alpha, which a
// filter with negative weights makes at the edges of what is opaque, are lowered to it.
//
// The error says which size, stride, axis or filter is impossible; dst is then unchanged.
func (s *Scaler) Scale(dst, src Plane, x, y Axis, filter imaging.ResampleFilter) error {
	s.prepare()
	return scale(s, &s.kernels.bits8, &s.out8,
		plane[uint8]{dst.Pix, dst.Stride, dst.Width, dst.Height, dst.Channels},
		plane[uint8]{src.Pix, src.Stride, src.Width, src.Height, src.Channels}, x, y, filter)
}

// Scale16 is Scale for 16-bit samples. The rows between its passes have 16 bits.
func (s *Scaler) Scale16(dst, src Plane16, x, y Axis, filter imaging.ResampleFilter) error {
	s.prepare()
	return scale(s, &s.kernels.bits16, &s.out16,
		plane[uint16]{dst.Pix, dst.Stride, dst.Width, dst.Height, dst.Channels},
		plane[uint16]{src.Pix, src.Stride, src.Width, src.Height, src.Channels}, x, y, filter)
}

func (s *Scaler) prepare() {
	if s.kernels == nil {
		k := fastest()
		s.kernels = &k
	}
}

func scale[T uint8 | uint16](s *Scaler, k *depth[T], o *out[T], dst, src plane[T], x, y Axis, filter imaging.ResampleFilter) error {
	if err := check(dst, src, filter); err != nil {
		return err
	}
	if err := x.check("x", src.width, dst.width); err != nil {
		return err
	}
	if err := y.check("y", src.height, dst.height); err != nil {
		return err
	}
	across, err := s.cache.get(x, src.width, dst.width, filter, k.across)
	if err != nil {
		return err
	}
	down, err := s.cache.get(y, src.height, dst.height, filter, k.down)
	if err != nil {
		return err
	}
	if across.single && down.single {
		pick(dst, src, across, down)
		return nil
	}
	s.rows.prepare(across, down, dst.width, dst.channels, k.white)
	o.prepare(dst.width, dst.channels)
	for j := range dst.height {
		fill(&s.rows, k, src, across, down, j)
		column(&s.rows, k, o, dst.row(j), down, j)
	}
	return nil
}

// pick copies samples where no weights are needed.
func pick[T uint8 | uint16](dst, src plane[T], across, down *table) {
	for j := range dst.height {
		to, from := dst.row(j), src.row(down.lo+int(down.first[j]))
		if across.hi-across.lo == dst.width {
			copy(to, from[across.lo*src.channels:])
			continue
		}
		for i := range dst.width {
			at := across.lo + int(across.first[i])
			copy(to[i*src.channels:][:src.channels], from[at*src.channels:])
		}
	}
}
