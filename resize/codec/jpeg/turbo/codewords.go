//go:build cgo && !purego

package turbo

import "context"

// part is a channel of a scan, with its tables.
type part struct {
	*component
	dc, ac *huffman
}

// scan is the header of a scan.
type scan struct {
	parts     []part
	from, to  int // coefficients
	high, low int // bits of precision before and after
	run       int // following blocks without further coefficients
}

// scan reads the coded data after the header b of a scan.
func (w *walker) scan(ctx context.Context, b []byte) bool {
	if len(b) < 1 || len(b) != 4+2*int(b[0]) {
		return false
	}
	var s scan
	for at := 1; at < len(b)-3; at += 2 {
		for i := range w.components {
			if c := &w.components[i]; c.id == b[at] && b[at+1]>>4 < 4 && b[at+1]&15 < 4 {
				s.parts = append(s.parts, part{c, w.tables[0][b[at+1]>>4], w.tables[1][b[at+1]&15]})
				break
			}
		}
	}
	tail := b[len(b)-3:]
	s.from, s.to, s.high, s.low = int(tail[0]), int(tail[1]), int(tail[2]>>4), int(tail[2]&15)
	if len(s.parts) != int(b[0]) || len(s.parts) == 0 || s.to > 63 ||
		w.progressive && s.from > 0 && len(s.parts) > 1 {
		return false
	}
	units := ceil(w.width, 8*w.most.H) * ceil(w.height, 8*w.most.V)
	if len(s.parts) == 1 {
		units = s.parts[0].width * s.parts[0].height
	}
	step := w.restart
	if step == 0 {
		step = units
	}
	for first, number := 0, 0; first < units; first, number = first+step, number+1 {
		if ctx.Err() != nil {
			return false
		}
		end := min(first+step, units)
		start := w.at
		coded, marker := w.marker()
		if marker < 0 {
			coded, w.at = w.data[start:], len(w.data)
		}
		found, ok := w.interval(&s, coded, first, end)
		switch {
		case !ok:
			return false
		case end == units:
			w.ending = append(w.ending, found)
			w.at = start + len(coded)
		case marker != markerRST0+number%8:
			return false
		default:
			w.intervals = append(w.intervals, found)
		}
	}
	return true
}

// interval reads the units of a scan from first up to end; ok is false if data is missing or
// invalid.
func (w *walker) interval(s *scan, coded []byte, first, end int) (found interval, ok bool) {
	r := bitReader{data: coded}
	s.run = 0
	for unit := first; unit < end; unit++ {
		for i := range s.parts {
			p := &s.parts[i]
			blocks := 1
			if len(s.parts) > 1 {
				blocks = p.h * p.v
			}
			for range blocks {
				if !w.block(s, p, &r, unit) || r.cut {
					return found, false
				}
			}
		}
	}
	if s.run != 0 {
		return found, false
	}
	found.last = r.last
	found.padding, found.filled, found.strays = r.rest()
	found.size = r.read - len(found.strays)
	return found, true
}

func (w *walker) block(s *scan, p *part, r *bitReader, unit int) bool {
	switch {
	case !w.progressive:
		var unused uint64
		return difference(p.dc, r) && coefficients(p.ac, r, &scan{from: 1, to: 63}, &unused, false)
	case s.from == 0 && s.high == 0:
		return difference(p.dc, r)
	case s.from == 0:
		r.bits(1)
		return true
	case s.high == 0:
		return coefficients(p.ac, r, s, &p.nonzero[unit], true)
	}
	return refine(p.ac, r, s, &p.nonzero[unit])
}

// difference reads the first coefficient of a block.
func difference(h *huffman, r *bitReader) bool {
	n, ok := h.read(r)
	if !ok || n > 15 {
		return false
	}
	r.bits(n)
	return true
}

// coefficients reads those from s.from to s.to. With runs, an end of block can stand for several
// blocks.
func coefficients(h *huffman, r *bitReader, s *scan, nonzero *uint64, runs bool) bool {
	if s.run > 0 {
		s.run--
		return true
	}
	for k := s.from; k <= s.to; k++ {
		v, ok := h.read(r)
		zeros, n := v>>4, v&15
		switch {
		case !ok:
			return false
		case n == 0 && zeros == 15:
			k += 15
			continue
		case n == 0 && !runs:
			return true // end of block, whatever its zeros
		case n == 0:
			s.run = 1<<zeros - 1 + r.bits(zeros)
			return true
		}
		if k += zeros; k > s.to {
			return false
		}
		r.bits(n)
		*nonzero |= 1 << k
	}
	return true
}

// refine reads one more bit of the nonzero coefficients, and of those that become so.
func refine(h *huffman, r *bitReader, s *scan, nonzero *uint64) bool {
	k := s.from
	for ; s.run == 0 && k <= s.to; k++ {
		v, ok := h.read(r)
		zeros, n := v>>4, v&15
		if !ok || n > 1 {
			return false
		}
		if n == 0 && zeros < 15 {
			s.run = 1<<zeros + r.bits(zeros)
			break
		}
		r.bits(n) // its sign
		for ; k <= s.to; k++ {
			if *nonzero&(1<<k) != 0 {
				r.bits(1)
				continue
			}
			if zeros == 0 {
				break
			}
			zeros--
		}
		if n == 1 {
			if k > s.to {
				return false
			}
			*nonzero |= 1 << k
		}
	}
	if s.run == 0 {
		return true
	}
	for ; k <= s.to; k++ {
		if *nonzero&(1<<k) != 0 {
			r.bits(1)
		}
	}
	s.run--
	return true
}
