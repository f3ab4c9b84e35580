package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vertical writes the kernel that weighs blocks of 32 columns of the ring. Rows are taken two at a
// time: their samples interleaved, a multiplication weighs both.
func vertical(name string, split bool) {
	if split {
		TEXT(name, NOSPLIT, "func(dst *uint16, ring *int16, limit *uint16, offset *int, weight, low *int16, pairs, blocks int, round, roundLow int32, shift, shiftLow int)")
	} else {
		TEXT(name, NOSPLIT, "func(dst *uint8, ring *int16, limit *uint8, offset *int, weight *int16, pairs, blocks int, round int32, shift int)")
	}
	Doc(name + " weighs blocks of 32 columns of the rows at offsets in the ring.")
	Pragma("noescape")
	dst, ring, limit := ptr("dst"), ptr("ring"), ptr("limit")
	blocks := ptr("blocks")
	repeat("block", blocks, func() {
		offset, weight, pairs := ptr("offset"), ptr("weight"), ptr("pairs")
		var low reg.GPVirtual
		if split {
			low = ptr("low")
		}
		var sum, rest [4]reg.VecVirtual
		for i := range sum {
			sum[i] = YMM()
			VPXOR(sum[i], sum[i], sum[i])
			if split {
				rest[i] = YMM()
				VPXOR(rest[i], rest[i], rest[i])
			}
		}
		repeat("pair", pairs, func() {
			a, b, w, wl := GP64(), GP64(), YMM(), YMM()
			MOVQ(at(offset, 0), a)
			MOVQ(at(offset, 8), b)
			VPBROADCASTD(at(weight, 0), w)
			if split {
				VPBROADCASTD(at(low, 0), wl)
			}
			for i := range 2 {
				va, vb, x, p := YMM(), YMM(), YMM(), YMM()
				VMOVDQU(indexed(ring, a, 2, 32*i), va)
				VMOVDQU(indexed(ring, b, 2, 32*i), vb)
				for j := range 2 {
					if j == 0 {
						VPUNPCKLWD(vb, va, x)
					} else {
						VPUNPCKHWD(vb, va, x)
					}
					VPMADDWD(w, x, p)
					VPADDD(p, sum[2*i+j], sum[2*i+j])
					if split {
						VPMADDWD(wl, x, p)
						VPADDD(p, rest[2*i+j], rest[2*i+j])
					}
				}
			}
			ADDQ(Imm(16), offset)
			ADDQ(Imm(4), weight)
			if split {
				ADDQ(Imm(4), low)
			}
		})
		// What rounds is added last: the loop above leaves no register for it. AVX2 has 16 of them,
		// and avo would take others, which only AVX-512 has.
		round, count := broadcast("round"), shift("shift")
		var roundLow, countLow reg.VecVirtual
		if split {
			roundLow, countLow = broadcast("roundLow"), shift("shiftLow")
		}
		for i := range sum {
			VPADDD(round, sum[i], sum[i])
			if split {
				VPADDD(roundLow, rest[i], rest[i])
				VPSRAD(countLow, rest[i], rest[i])
				VPADDD(rest[i], sum[i], sum[i])
			}
			VPSRAD(count, sum[i], sum[i])
		}
		// Unpacking kept to the lanes and so does packing: the words are in order again.
		VPACKSSDW(sum[1], sum[0], sum[0])
		VPACKSSDW(sum[3], sum[2], sum[2])
		if split {
			sign := YMM()
			VPCMPEQW(sign, sign, sign)
			VPSLLW(Imm(15), sign, sign)
			for i := range 2 {
				VPXOR(sign, sum[2*i], sum[2*i])
				VPMINUW(at(limit, 32*i), sum[2*i], sum[2*i])
				VMOVDQU(sum[2*i], at(dst, 32*i))
			}
			ADDQ(Imm(64), dst)
			ADDQ(Imm(64), limit)
		} else {
			VPACKUSWB(sum[2], sum[0], sum[0])
			VPERMQ(Imm(0xd8), sum[0], sum[0])
			VPMINUB(at(limit, 0), sum[0], sum[0])
			VMOVDQU(sum[0], at(dst, 0))
			ADDQ(Imm(32), dst)
			ADDQ(Imm(32), limit)
		}
		ADDQ(Imm(64), ring)
	})
	VZEROUPPER()
	RET()
}
