//go:build !purego

package resample

import "golang.org/x/sys/cpu"

//go:generate sh -c "cd asm && go run . -pkg resample -out ../kernels_amd64.s -stubs ../stubs_amd64.go"

// simd returns the AVX2 kernels if the processor has AVX2 (and GODEBUG=cpu.avx2=off does not hide
// it). They process whole blocks; the portable ones process the rest of a row.
func simd() (kernels, bool) {
	if !cpu.X86.HasAVX2 {
		return kernels{}, false
	}
	k := portable()
	k.name = "avx2"
	k.bits8.widen = func(dst []int16, src []uint8) {
		n := len(dst) / 32
		if n > 0 {
			widen8AVX2(&dst[0], &src[:32*n][0], n)
		}
		widen8(dst[32*n:], src[32*n:])
	}
	k.bits16.widen = func(dst []int16, src []uint16) {
		n := len(dst) / 32
		if n > 0 {
			widen16AVX2(&dst[0], &src[:32*n][0], n)
		}
		widen16(dst[32*n:], src[32*n:])
	}
	k.bits8.split = func(r, g, b, a []int16, src []uint8) {
		n := len(r) / 8
		if n > 0 {
			split8AVX2(&r[0], &g[:8*n][0], &b[:8*n][0], &a[:8*n][0], &src[:32*n][0], n)
		}
		split8(r[8*n:], g[8*n:], b[8*n:], a[8*n:], src[32*n:])
	}
	k.bits8.merge = func(dst, r, g, b, a []uint8) {
		n := len(dst) / 64
		if n > 0 {
			merge8AVX2(&dst[0], &r[:16*n][0], &g[:16*n][0], &b[:16*n][0], &a[:16*n][0], n)
		}
		merge(dst[64*n:], r[16*n:], g[16*n:], b[16*n:], a[16*n:])
	}
	k.bits8.horizontal = func(dst, src, limit []int16, t *table) {
		n := len(t.first)
		horizontal8AVX2(&dst[:n][0], &src[0], &limit[:n][0], &t.first[0], &t.weight[0],
			n/lanes, t.taps/lanes, half(t.shift), t.shift)
	}
	k.bits16.horizontal = func(dst, src, limit []int16, t *table) {
		n := len(t.first)
		horizontal16AVX2(&dst[:n][0], &src[0], &limit[:n][0], &t.first[0], &t.weight[0], &t.low[0],
			n/lanes, t.taps/lanes, half(t.shift), half(t.lowBits), t.shift, t.lowBits)
	}
	k.bits8.vertical = func(
		dst []uint8, ring []int16, limit []uint8, offset []int, t *table, j int,
	) {
		if n := len(dst); n > 0 {
			vertical8AVX2(&dst[0], &ring[0], &limit[:n][0], &offset[0], &t.weight[j*t.taps],
				t.taps/2, n/columns, half(t.shift), t.shift)
		}
	}
	k.bits16.vertical = func(
		dst []uint16, ring []int16, limit []uint16, offset []int, t *table, j int,
	) {
		if n := len(dst); n > 0 {
			vertical16AVX2(&dst[0], &ring[0], &limit[:n][0], &offset[0], &t.weight[j*t.taps],
				&t.low[j*t.taps],
				t.taps/2, n/columns, half(t.shift), half(t.lowBits), t.shift, t.lowBits)
		}
	}
	return k, true
}
