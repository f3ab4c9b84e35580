package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// horizontal writes the kernel that weighs groups of 8 samples of a row. A register holds a chunk
// of 8 taps of an even sample and of the odd one after it; two halves of a group hold 2 such pairs
// each. The sums of 32 bits within a register are added up at the end of a half, so that the lanes
// hold even and odd samples.
func horizontal(name string, split bool) {
	if split {
		TEXT(name, NOSPLIT, "func(dst, src, limit *int16, first *int32, weight, low *int16, groups, chunks int, round, roundLow int32, shift, shiftLow int)")
	} else {
		TEXT(name, NOSPLIT, "func(dst, src, limit *int16, first *int32, weight *int16, groups, chunks int, round int32, shift int)")
	}
	Doc(name + " weighs groups of 8 samples of a row by chunks of 8 taps.")
	Pragma("noescape")
	h := across{split: split}
	h.dst, h.limit, h.first, h.weight = ptr("dst"), ptr("limit"), ptr("first"), ptr("weight")
	h.round, h.shift = broadcast("round"), shift("shift")
	if split {
		// The low parts lie at a constant distance from the high parts.
		h.low = ptr("low")
		SUBQ(h.weight, h.low)
		h.roundLow, h.shiftLow = broadcast("roundLow"), shift("shiftLow")
	}
	h.pair = ptr("chunks")
	SHLQ(Imm(5), h.pair)
	groups := ptr("groups")
	if !split {
		// Reducing by up to a third takes Lanczos one chunk, by up to five eighths two.
		for chunks, next := range []string{"notOne", "many"} {
			CMPQ(h.pair, Imm(uint64(32*(chunks+1))))
			JNE(LabelRef(next))
			repeat(next+"Group", groups, func() { h.group("", h.unrolled(chunks+1)) })
			VZEROUPPER()
			RET()
			Label(next)
		}
	}
	repeat("group", groups, func() { h.group("group", h.chunks) })
	VZEROUPPER()
	RET()
}

type across struct {
	split                     bool
	dst, limit, first, weight reg.GPVirtual
	low, pair                 reg.GPVirtual // bytes from high to low parts; bytes of a pair's weights
	round, roundLow           reg.VecVirtual
	shift, shiftLow           reg.VecVirtual
}

// group weighs 8 samples. After adding up, lane 0 has the even samples and lane 1 the odd ones.
func (h across) group(label string, half func(label string, n int) (high, low reg.VecVirtual)) {
	v0, l0 := half(label+"0", 0)
	v1, l1 := half(label+"1", 1)
	sum := YMM()
	VPHADDD(v1, v0, sum)
	if h.split {
		low := YMM()
		VPHADDD(l1, l0, low)
		VPADDD(h.roundLow, low, low)
		VPSRAD(h.shiftLow, low, low)
		VPADDD(low, sum, sum)
	}
	VPADDD(h.round, sum, sum)
	VPSRAD(h.shift, sum, sum)
	odd, even := XMM(), sum.AsX()
	VEXTRACTI128(Imm(1), sum, odd)
	VPACKSSDW(odd, even, even) // the even samples, then the odd ones
	VPSHUFD(Imm(0xee), even, odd)
	VPUNPCKLWD(odd, even, even)
	if !h.split {
		zero := XMM()
		VPXOR(zero, zero, zero)
		VPMAXSW(zero, even, even)
	}
	VPMINSW(at(h.limit, 0), even, even)
	VMOVDQU(even, at(h.dst, 0))
	ADDQ(Imm(16), h.dst)
	ADDQ(Imm(16), h.limit)
	ADDQ(Imm(32), h.first)
}

// starts loads where the windows of 4 samples start.
func (h across) starts(half int) [4]reg.GPVirtual {
	var x [4]reg.GPVirtual
	for i := range x {
		x[i] = GP64()
		MOVLQSX(at(h.first, 16*half+4*i), x[i])
	}
	return x
}

// unrolled weighs 4 samples by a fixed number of chunks.
func (h across) unrolled(chunks int) func(string, int) (high, low reg.VecVirtual) {
	return func(_ string, half int) (high, low reg.VecVirtual) {
		x, src := h.starts(half), ptr("src")
		var sum [2]reg.VecVirtual
		for i := range sum {
			for c := range chunks {
				v := YMM()
				VMOVDQU(indexed(src, x[2*i], 2, 16*c), v.AsX())
				VINSERTI128(Imm(1), indexed(src, x[2*i+1], 2, 16*c), v, v)
				VPMADDWD(at(h.weight, 32*(i*chunks+c)), v, v)
				if c > 0 {
					VPADDD(v, sum[i], v)
				}
				sum[i] = v
			}
		}
		ADDQ(Imm(uint64(64*chunks)), h.weight)
		VPHADDD(sum[1], sum[0], sum[0])
		return sum[0], nil
	}
}

// chunks weighs 4 samples by any number of chunks.
func (h across) chunks(label string, half int) (high, low reg.VecVirtual) {
	x, src := h.starts(half), ptr("src")
	chunks := ptr("chunks")
	var sum, rest [2]reg.VecVirtual
	for i := range sum {
		sum[i] = YMM()
		VPXOR(sum[i], sum[i], sum[i])
		if h.split {
			rest[i] = YMM()
			VPXOR(rest[i], rest[i], rest[i])
		}
	}
	lows := GP64()
	if h.split {
		MOVQ(h.weight, lows)
		ADDQ(h.low, lows)
	}
	repeat(label, chunks, func() {
		for i := range sum {
			v, p := YMM(), YMM()
			VMOVDQU(indexed(src, x[2*i], 2, 0), v.AsX())
			VINSERTI128(Imm(1), indexed(src, x[2*i+1], 2, 0), v, v)
			weight := func(base reg.Register) Mem {
				if i == 0 {
					return at(base, 0)
				}
				return indexed(base, h.pair, 1, 0)
			}
			VPMADDWD(weight(h.weight), v, p)
			VPADDD(p, sum[i], sum[i])
			if h.split {
				VPMADDWD(weight(lows), v, p)
				VPADDD(p, rest[i], rest[i])
			}
		}
		ADDQ(Imm(16), src)
		ADDQ(Imm(32), h.weight)
		if h.split {
			ADDQ(Imm(32), lows)
		}
	})
	ADDQ(h.pair, h.weight) // over the second pair
	VPHADDD(sum[1], sum[0], sum[0])
	if h.split {
		VPHADDD(rest[1], rest[0], rest[0])
	}
	return sum[0], rest[0]
}
