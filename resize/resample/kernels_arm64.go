//go:build !purego

package resample

// Every arm64 processor has NEON.

//go:noescape
func widen8NEON(dst *int16, src *uint8, blocks int)

//go:noescape
func split8NEON(red, green, blue, alpha *int16, src *uint8, blocks int)

//go:noescape
func merge8NEON(dst, red, green, blue, alpha *uint8, blocks int)

//go:noescape
func horizontalNEON(dst, src, limit *int16, first *int32, weight, low *int16, groups, chunks int,
	round, roundLow int32, shift, shiftLow, floor int)

//go:noescape
func vertical8NEON(dst *uint8, ring *int16, limit *uint8, offset *int, weight *int16, taps,
	blocks int, round int32, shift int)

//go:noescape
func vertical16NEON(dst *uint16, ring *int16, limit *uint16, offset *int, weight, low *int16, taps,
	blocks int, round, roundLow int32, shift, shiftLow int)

// simd returns the NEON kernels. They process whole blocks; the portable ones process the rest of a
// row.
func simd() (kernels, bool) {
	k := portable()
	k.name = "neon"
	k.bits8.widen = func(dst []int16, src []uint8) {
		n := len(dst) / 16
		if n > 0 {
			widen8NEON(&dst[0], &src[:16*n][0], n)
		}
		widen8(dst[16*n:], src[16*n:])
	}
	k.bits8.split = func(r, g, b, a []int16, src []uint8) {
		n := len(r) / 8
		if n > 0 {
			split8NEON(&r[0], &g[:8*n][0], &b[:8*n][0], &a[:8*n][0], &src[:32*n][0], n)
		}
		split8(r[8*n:], g[8*n:], b[8*n:], a[8*n:], src[32*n:])
	}
	k.bits8.merge = func(dst, r, g, b, a []uint8) {
		n := len(dst) / 64
		if n > 0 {
			merge8NEON(&dst[0], &r[:16*n][0], &g[:16*n][0], &b[:16*n][0], &a[:16*n][0], n)
		}
		merge(dst[64*n:], r[16*n:], g[16*n:], b[16*n:], a[16*n:])
	}
	k.bits8.horizontal = func(dst, src, limit []int16, t *table) {
		n := len(t.first)
		horizontalNEON(&dst[:n][0], &src[0], &limit[:n][0], &t.first[0], &t.weight[0], nil,
			n/lanes, t.taps/lanes, half(t.shift), 0, t.shift, 0, 0)
	}
	k.bits16.horizontal = func(dst, src, limit []int16, t *table) {
		n := len(t.first)
		horizontalNEON(&dst[:n][0], &src[0], &limit[:n][0], &t.first[0], &t.weight[0], &t.low[0],
			n/lanes, t.taps/lanes, half(t.shift), half(t.lowBits), t.shift, t.lowBits, -1<<15)
	}
	k.bits8.vertical = func(
		dst []uint8, ring []int16, limit []uint8, offset []int, t *table, j int,
	) {
		if n := len(dst); n > 0 {
			vertical8NEON(&dst[0], &ring[0], &limit[:n][0], &offset[0], &t.weight[j*t.taps],
				t.taps, n/16, half(t.shift), t.shift)
		}
	}
	k.bits16.vertical = func(
		dst []uint16, ring []int16, limit []uint16, offset []int, t *table, j int,
	) {
		if n := len(dst); n > 0 {
			vertical16NEON(&dst[0], &ring[0], &limit[:n][0], &offset[0], &t.weight[j*t.taps],
				&t.low[j*t.taps],
				t.taps, n/16, half(t.shift), half(t.lowBits), t.shift, t.lowBits)
		}
	}
	return k, true
}
