package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

func widen8() {
	TEXT("widen8AVX2", NOSPLIT, "func(dst *int16, src *uint8, blocks int)")
	Doc("widen8AVX2 widens blocks of 32 samples.")
	Pragma("noescape")
	dst, src, blocks := ptr("dst"), ptr("src"), ptr("blocks")
	repeat("loop", blocks, func() {
		for i := range 2 {
			v := YMM()
			VPMOVZXBW(at(src, 16*i), v)
			VMOVDQU(v, at(dst, 32*i))
		}
		ADDQ(Imm(32), src)
		ADDQ(Imm(64), dst)
	})
	VZEROUPPER()
	RET()
}

func widen16() {
	TEXT("widen16AVX2", NOSPLIT, "func(dst *int16, src *uint16, blocks int)")
	Doc("widen16AVX2 takes 2^15 off blocks of 32 samples.")
	Pragma("noescape")
	dst, src, blocks := ptr("dst"), ptr("src"), ptr("blocks")
	sign := YMM()
	VPCMPEQW(sign, sign, sign)
	VPSLLW(Imm(15), sign, sign)
	repeat("loop", blocks, func() {
		for i := range 2 {
			v := YMM()
			VPXOR(at(src, 32*i), sign, v)
			VMOVDQU(v, at(dst, 32*i))
		}
		ADDQ(Imm(64), src)
		ADDQ(Imm(64), dst)
	})
	VZEROUPPER()
	RET()
}

func split8() {
	// Within a lane of 4 pixels: 4 red, 4 green, 4 blue, 4 alpha.
	group := GLOBL("groupChannels", RODATA|NOPTR)
	for lane := range 2 {
		for i := range 16 {
			DATA(16*lane+i, U8(i%4*4+i/4))
		}
	}
	// Across the lanes: 8 red, 8 green, 8 blue, 8 alpha.
	join := GLOBL("joinChannels", RODATA|NOPTR)
	for i := range 8 {
		DATA(4*i, U32(i%2*4+i/2))
	}

	TEXT("split8AVX2", NOSPLIT, "func(red, green, blue, alpha *int16, src *uint8, blocks int)")
	Doc("split8AVX2 widens blocks of 8 pixels and parts their channels.")
	Pragma("noescape")
	r, g, b, a := ptr("red"), ptr("green"), ptr("blue"), ptr("alpha")
	src, blocks := ptr("src"), ptr("blocks")
	grouping, joining := YMM(), YMM()
	VMOVDQU(group, grouping)
	VMOVDQU(join, joining)
	repeat("loop", blocks, func() {
		v, rg, ba := YMM(), YMM(), YMM()
		VMOVDQU(at(src, 0), v)
		VPSHUFB(grouping, v, v)
		VPERMD(v, joining, v)
		VPMOVZXBW(v.AsX(), rg)
		VEXTRACTI128(Imm(1), v, v.AsX())
		VPMOVZXBW(v.AsX(), ba)
		VMOVDQU(rg.AsX(), at(r, 0))
		VEXTRACTI128(Imm(1), rg, at(g, 0))
		VMOVDQU(ba.AsX(), at(b, 0))
		VEXTRACTI128(Imm(1), ba, at(a, 0))
		ADDQ(Imm(32), src)
		for _, p := range []Op{r, g, b, a} {
			ADDQ(Imm(16), p)
		}
	})
	VZEROUPPER()
	RET()
}

func merge8() {
	TEXT("merge8AVX2", NOSPLIT, "func(dst, red, green, blue, alpha *uint8, blocks int)")
	Doc("merge8AVX2 makes blocks of 16 pixels of their channels.")
	Pragma("noescape")
	dst, r, g, b, a := ptr("dst"), ptr("red"), ptr("green"), ptr("blue"), ptr("alpha")
	blocks := ptr("blocks")
	repeat("loop", blocks, func() {
		vr, vb, rg, ba, px := XMM(), XMM(), XMM(), XMM(), XMM()
		VMOVDQU(at(r, 0), vr)
		VMOVDQU(at(b, 0), vb)
		VPUNPCKLBW(at(g, 0), vr, rg)
		VPUNPCKLBW(at(a, 0), vb, ba)
		VPUNPCKLWD(ba, rg, px)
		VMOVDQU(px, at(dst, 0))
		VPUNPCKHWD(ba, rg, px)
		VMOVDQU(px, at(dst, 16))
		VPUNPCKHBW(at(g, 0), vr, rg)
		VPUNPCKHBW(at(a, 0), vb, ba)
		VPUNPCKLWD(ba, rg, px)
		VMOVDQU(px, at(dst, 32))
		VPUNPCKHWD(ba, rg, px)
		VMOVDQU(px, at(dst, 48))
		ADDQ(Imm(64), dst)
		for _, p := range []Op{r, g, b, a} {
			ADDQ(Imm(16), p)
		}
	})
	VZEROUPPER()
	RET()
}
