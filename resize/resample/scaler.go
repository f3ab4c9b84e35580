package resample

// Scaler scales planes. It keeps the weights of the last axes, and its rows between the passes, so
// that scaling pictures of the same sizes again allocates nothing. The zero Scaler is ready. It is
// not safe for concurrent use: each worker has one.
type Scaler struct {
	kernels *kernels // nil for those of this processor
	cache   cache
	rows    rows
	out8    out[uint8]
	out16   out[uint16]
}

// Scale fills dst from src. Both have the same number of channels and must not share memory; x maps
// columns, y rows. With Fit for both axes the result is that of imaging.Resize within one level. A
// filter with negative weights makes colors above their alpha at opaque edges; they are lowered to
// it.
//
// The error names the size, stride, axis or filter that is impossible; dst is then unchanged.
func (s *Scaler) Scale(dst, src Plane, x, y Axis, filter Filter) error {
	return scale(s, kernels8, &s.out8, dst.plane(), src.plane(), x, y, filter)
}

// ScaleFrom is Scale of rows made on demand.
func (s *Scaler) ScaleFrom(dst Plane, src Source[uint8], x, y Axis, filter Filter) error {
	return scale(s, kernels8, &s.out8, dst.plane(), src.plane(), x, y, filter)
}

// Scale16 is Scale for 16-bit samples. The rows between its passes have 16 bits, too.
func (s *Scaler) Scale16(dst, src Plane16, x, y Axis, filter Filter) error {
	return scale(s, kernels16, &s.out16, dst.plane(), src.plane(), x, y, filter)
}

// ScaleFrom16 is Scale16 of rows made on demand.
func (s *Scaler) ScaleFrom16(dst Plane16, src Source[uint16], x, y Axis, filter Filter) error {
	return scale(s, kernels16, &s.out16, dst.plane(), src.plane(), x, y, filter)
}

// Kept returns the memory that s keeps, in bytes.
func (s *Scaler) Kept() int {
	return s.cache.kept() + s.rows.kept() + s.out8.kept() + 2*s.out16.kept()
}

func kernels8(s *Scaler) *depth[uint8]   { return &s.kernels.bits8 }
func kernels16(s *Scaler) *depth[uint16] { return &s.kernels.bits16 }

// ringSamples limits the rows between the passes to 16 MB. Photos need a fiftieth of that. Reducing
// the height alone, or while the width grows, could take more than source and result together.
const ringSamples = 8 << 20

func scale[T uint8 | uint16](
	s *Scaler, kernels func(*Scaler) *depth[T], o *out[T], dst, src plane[T], x, y Axis,
	filter Filter,
) error {
	if err := check(dst, src, filter); err != nil {
		return err
	}
	if err := x.check("x", src.width, dst.width); err != nil {
		return err
	}
	if err := y.check("y", src.height, dst.height); err != nil {
		return err
	}
	if s.kernels == nil {
		k := fastest()
		s.kernels = &k
	}
	k := kernels(s)
	down, err := s.cache.get(y, src.height, dst.height, filter, k.down)
	if err != nil {
		return err
	}
	strip := max(ringSamples/down.taps/dst.channels/columns, 1) * columns
	if strip < dst.width && x.Step < 1 {
		// Scale the height first: the intermediate picture is no wider than the source and no
		// higher than the result.
		mid := plane[T]{
			stride: src.width * src.channels, width: src.width, height: dst.height,
			channels: src.channels,
		}
		o.mid = Grow(o.mid, mid.stride*mid.height)
		mid.pix = o.mid
		if err := strips(s, k, o, mid, src, Axis{Step: 1}, y, filter, strip); err != nil {
			return err
		}
		src, y, strip = mid, Axis{Step: 1}, dst.width
	}
	return strips(s, k, o, dst, src, x, y, filter, strip)
}

// strips scales dst in strips of so many columns.
func strips[T uint8 | uint16](
	s *Scaler, k *depth[T], o *out[T], dst, src plane[T], x, y Axis, filter Filter, columns int,
) error {
	for from := 0; from < dst.width; from += columns {
		to := min(from+columns, dst.width)
		part, axis := dst.strip(from, to), Axis{x.Start + float64(from)*x.Step, x.Step}
		across, err := s.cache.get(axis, src.width, part.width, filter, k.across)
		if err != nil {
			return err
		}
		down, err := s.cache.get(y, src.height, part.height, filter, k.down)
		if err != nil {
			return err
		}
		if across.single && down.single {
			pick(part, src, across, down)
			continue
		}
		s.rows.prepare(across, down, part.width, part.channels, k.white)
		o.prepare(part.width, part.channels)
		for j := range part.height {
			fill(&s.rows, k, src, across, down, j)
			column(&s.rows, k, o, part.row(j), down, j)
		}
	}
	return nil
}

// pick copies samples, without weights.
func pick[T uint8 | uint16](dst, src plane[T], across, down *table) {
	for j := range dst.height {
		to, from := dst.row(j), src.part(down.lo+int(down.first[j]), across.lo, across.hi)
		if across.hi-across.lo == dst.width {
			copy(to, from)
			continue
		}
		for i := range dst.width {
			copy(to[i*src.channels:][:src.channels], from[int(across.first[i])*src.channels:])
		}
	}
}
