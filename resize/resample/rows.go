package resample

// rows are the rows between the passes: a ring of as many as the vertical pass reads, each of one
// sample row per channel. They stay in the second-level cache even for wide pictures, since a large
// reduction makes many but short rows.
type rows struct {
	source [4][]int16 // a source row, one slice per channel, with room for a kernel's last chunk
	ring   []int16
	length int     // samples in a channel's row, padded
	slot   int     // samples in all channels' rows
	next   int     // the next source row to fill
	offset []int   // where the rows of a destination row's taps start in the ring
	white  []int16 // a row of the largest value
}

func (r *rows) prepare(across, down *table, width, channels int, white int16) {
	r.length = roundUp(width, columns)
	r.slot = r.length * channels
	r.next = down.lo
	for c := range channels {
		r.source[c] = Grow(r.source[c], across.hi-across.lo+across.taps)
	}
	r.ring = Grow(r.ring, r.slot*down.taps)
	r.offset = Grow(r.offset, down.taps)
	r.white = Grow(r.white, r.length)
	for i := range r.white {
		r.white[i] = white
	}
}

// channel returns a row of channel c in the ring.
func (r *rows) channel(slot, c int) []int16 {
	return r.ring[slot*r.slot+c*r.length:][:r.length]
}

// fill runs the horizontal pass over the source rows that destination row j needs and the ring
// lacks.
func fill[T uint8 | uint16](r *rows, k *depth[T], src plane[T], across, down *table, j int) {
	first := down.lo + int(down.first[j])
	end := min(first+down.taps, down.hi)
	for y := max(r.next, first); y < end; y++ {
		from := src.part(y, across.lo, across.hi)
		slot := y % down.taps
		n := across.hi - across.lo
		if src.channels == 1 {
			k.widen(r.source[0][:n], from)
			k.horizontal(r.channel(slot, 0), r.source[0], r.white, across)
			continue
		}
		k.split(r.source[0][:n], r.source[1][:n], r.source[2][:n], r.source[3][:n], from)
		alpha := r.channel(slot, 3)
		k.horizontal(alpha, r.source[3], r.white, across)
		for c := range 3 {
			k.horizontal(r.channel(slot, c), r.source[c], alpha, across)
		}
	}
	r.next = max(r.next, end)
	for i := range r.offset {
		// Padding has no weight, so any row serves.
		r.offset[i] = min(first+i, end-1) % down.taps * r.slot
	}
}

// out are the rows of the destination before they are merged.
type out[T uint8 | uint16] struct {
	channel [4][]T
	white   []T // a row of the largest value
	mid     []T // a picture that has its final height
}

func (o *out[T]) prepare(width, channels int) {
	n := roundUp(width, columns)
	for c := range channels {
		o.channel[c] = Grow(o.channel[c], n)
	}
	o.white = Grow(o.white, n)
	for i := range o.white {
		o.white[i] = ^T(0)
	}
}

// column runs the vertical pass for destination row j, whose rows are in the ring.
func column[T uint8 | uint16](r *rows, k *depth[T], o *out[T], dst []T, down *table, j int) {
	if r.slot == r.length {
		// Whole blocks are written in place. The last one may be wider than the destination.
		whole := len(dst) / columns * columns
		k.vertical(dst[:whole], r.ring, o.white, r.offset, down, j)
		if whole < len(dst) {
			rest := o.channel[0][:columns]
			k.vertical(rest, r.ring[whole:], o.white, r.offset, down, j)
			copy(dst[whole:], rest)
		}
		return
	}
	alpha := o.channel[3]
	k.vertical(alpha, r.ring[3*r.length:], o.white, r.offset, down, j)
	for c := range 3 {
		k.vertical(o.channel[c], r.ring[c*r.length:], alpha, r.offset, down, j)
	}
	k.merge(dst, o.channel[0], o.channel[1], o.channel[2], alpha)
}
