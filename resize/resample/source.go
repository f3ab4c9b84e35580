package resample

func (p Plane) plane() plane[uint8] {
	return plane[uint8]{
		pix: p.Pix, stride: p.Stride, width: p.Width, height: p.Height, channels: p.Channels,
	}
}

func (p Plane16) plane() plane[uint16] {
	return plane[uint16]{
		pix: p.Pix, stride: p.Stride, width: p.Width, height: p.Height, channels: p.Channels,
	}
}

func (s Source[T]) plane() plane[T] {
	return plane[T]{width: s.Width, height: s.Height, channels: s.Channels, rows: s.Row}
}

// kept returns the memory of all tables, in bytes.
func (c *cache) kept() int {
	n := 8 * (cap(c.taps.first) + cap(c.taps.count) + cap(c.taps.weight))
	for _, e := range c.entries {
		n += 4*cap(e.table.first) + 2*cap(e.table.weight) + 2*cap(e.table.low)
	}
	return n
}

func (r *rows) kept() int {
	n := cap(r.ring) + cap(r.white) + 4*cap(r.offset)
	for _, s := range r.source {
		n += cap(s)
	}
	return 2 * n
}

// kept returns how many samples o has room for.
func (o *out[T]) kept() int {
	n := cap(o.white) + cap(o.mid)
	for _, c := range o.channel {
		n += cap(c)
	}
	return n
}
