//go:build !purego

#include "textflag.h"

// The assembler has no names for the widening multiplications, the variable shift and the saturating narrowing; they
// stand as WORD with GNU's spelling beside them.

// func widen8NEON(dst *int16, src *uint8, blocks int)
TEXT ·widen8NEON(SB), NOSPLIT, $0-24
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD blocks+16(FP), R2

widen:
	VLD1.P 16(R1), [V0.B16]
	VUXTL  V0.B8, V1.H8
	VUXTL2 V0.B16, V2.H8
	VST1.P [V1.H8, V2.H8], 32(R0)
	SUBS   $1, R2
	BNE    widen
	RET

// func split8NEON(red, green, blue, alpha *int16, src *uint8, blocks int)
TEXT ·split8NEON(SB), NOSPLIT, $0-48
	MOVD red+0(FP), R0
	MOVD green+8(FP), R1
	MOVD blue+16(FP), R2
	MOVD alpha+24(FP), R3
	MOVD src+32(FP), R4
	MOVD blocks+40(FP), R5

split:
	VLD4.P 32(R4), [V0.B8, V1.B8, V2.B8, V3.B8]
	VUXTL  V0.B8, V0.H8
	VUXTL  V1.B8, V1.H8
	VUXTL  V2.B8, V2.H8
	VUXTL  V3.B8, V3.H8
	VST1.P [V0.H8], 16(R0)
	VST1.P [V1.H8], 16(R1)
	VST1.P [V2.H8], 16(R2)
	VST1.P [V3.H8], 16(R3)
	SUBS   $1, R5
	BNE    split
	RET

// func merge8NEON(dst, red, green, blue, alpha *uint8, blocks int)
TEXT ·merge8NEON(SB), NOSPLIT, $0-48
	MOVD dst+0(FP), R0
	MOVD red+8(FP), R1
	MOVD green+16(FP), R2
	MOVD blue+24(FP), R3
	MOVD alpha+32(FP), R4
	MOVD blocks+40(FP), R5

merge:
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R2), [V1.B16]
	VLD1.P 16(R3), [V2.B16]
	VLD1.P 16(R4), [V3.B16]
	VST4.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(R0)
	SUBS   $1, R5
	BNE    merge
	RET

// SOURCES points R12 to R15 at the windows of the 4 samples at R3.
#define SOURCES \
	MOVW (R3), R12 \
	MOVW 4(R3), R13 \
	MOVW 8(R3), R14 \
	MOVW 12(R3), R15 \
	ADD  R12<<1, R1, R12 \
	ADD  R13<<1, R1, R13 \
	ADD  R14<<1, R1, R14 \
	ADD  R15<<1, R1, R15

// WEIGH sums up the windows of 4 samples by the weights at base, chunk by chunk, into V0. A sample's 4 partial sums
// are added up at the end.
#define WEIGH(base, loop) \
	SOURCES \
	MOVD   base, R10 \
	ADD    R9, base, R16 \
	MOVD   R7, R11 \
	VEOR   V0.B16, V0.B16, V0.B16 \
	VEOR   V1.B16, V1.B16, V1.B16 \
	VEOR   V2.B16, V2.B16, V2.B16 \
	VEOR   V3.B16, V3.B16, V3.B16 \
loop: \
	VLD1.P 16(R12), [V4.H8] \
	VLD1.P 16(R13), [V5.H8] \
	VLD1.P 16(R14), [V6.H8] \
	VLD1.P 16(R15), [V7.H8] \
	VLD1.P 32(R10), [V16.H8, V17.H8] \
	VLD1.P 32(R16), [V18.H8, V19.H8] \
	WORD $0x0e708080 /* smlal v0.4s, v4.4h, v16.4h */ \
	WORD $0x0e7180a1 /* smlal v1.4s, v5.4h, v17.4h */ \
	WORD $0x0e7280c2 /* smlal v2.4s, v6.4h, v18.4h */ \
	WORD $0x0e7380e3 /* smlal v3.4s, v7.4h, v19.4h */ \
	WORD $0x4e708080 /* smlal2 v0.4s, v4.8h, v16.8h */ \
	WORD $0x4e7180a1 /* smlal2 v1.4s, v5.8h, v17.8h */ \
	WORD $0x4e7280c2 /* smlal2 v2.4s, v6.8h, v18.8h */ \
	WORD $0x4e7380e3 /* smlal2 v3.4s, v7.8h, v19.8h */ \
	SUBS   $1, R11 \
	BNE    loop \
	ADD    R9<<1, base, base \
	VADDP  V1.S4, V0.S4, V0.S4 \
	VADDP  V3.S4, V2.S4, V2.S4 \
	VADDP  V2.S4, V0.S4, V0.S4

// HALF weighs 4 samples into out; by low parts first, if there are any.
#define HALF(out, lowLoop, high, highLoop) \
	VEOR V29.B16, V29.B16, V29.B16 \
	CBZ  R5, high \
	WEIGH(R5, lowLoop) \
	VADD V25.S4, V0.S4, V0.S4 \
	WORD $0x4ebb441d /* sshl v29.4s, v0.4s, v27.4s */ \
high: \
	WEIGH(R4, highLoop) \
	ADD  $16, R3 \
	VADD V29.S4, V0.S4, V0.S4 \
	VADD V24.S4, V0.S4, V0.S4 \
	WORD $0x4eba4414 /* sshl v20.4s, v0.4s, v26.4s */ \
	VMOV V20.B16, out

// func horizontalNEON(dst, src, limit *int16, first *int32, weight, low *int16, groups, chunks int, round, roundLow int32, shift, shiftLow, floor int)
TEXT ·horizontalNEON(SB), NOSPLIT, $0-96
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD limit+16(FP), R2
	MOVD first+24(FP), R3
	MOVD weight+32(FP), R4
	MOVD low+40(FP), R5
	MOVD groups+48(FP), R6
	MOVD chunks+56(FP), R7
	LSL  $5, R7, R9         // bytes of a pair's weights

	// A shift to the left by less than nothing is one to the right.
	MOVW round+64(FP), R8
	VDUP R8, V24.S4
	MOVW roundLow+68(FP), R8
	VDUP R8, V25.S4
	MOVD shift+72(FP), R8
	NEG  R8, R8
	VDUP R8, V26.S4
	MOVD shiftLow+80(FP), R8
	NEG  R8, R8
	VDUP R8, V27.S4
	MOVD floor+88(FP), R8
	VDUP R8, V28.H8

group:
	HALF(V30.B16, lowLoop0, high0, highLoop0)
	HALF(V31.B16, lowLoop1, high1, highLoop1)
	WORD $0x0e614bc0 // sqxtn v0.4h, v30.4s
	WORD $0x4e614be0 // sqxtn2 v0.8h, v31.4s
	VLD1.P 16(R2), [V1.H8]
	WORD $0x4e7c6400 // smax v0.8h, v0.8h, v28.8h
	WORD $0x4e616c00 // smin v0.8h, v0.8h, v1.8h
	VST1.P [V0.H8], 16(R0)
	SUBS   $1, R6
	BNE    group
	RET

// LOADROW loads 16 columns of the row at the next offset.
#define LOADROW \
	MOVD.P 8(R10), R12 \
	ADD    R12<<1, R1, R12 \
	VLD1   (R12), [V16.H8, V17.H8]

// func vertical8NEON(dst *uint8, ring *int16, limit *uint8, offset *int, weight *int16, taps, blocks int, round int32, shift int)
TEXT ·vertical8NEON(SB), NOSPLIT, $0-72
	MOVD dst+0(FP), R0
	MOVD ring+8(FP), R1
	MOVD limit+16(FP), R2
	MOVD offset+24(FP), R3
	MOVD weight+32(FP), R4
	MOVD taps+40(FP), R6
	MOVD blocks+48(FP), R7
	MOVW round+56(FP), R8
	VDUP R8, V24.S4
	MOVD shift+64(FP), R8
	NEG  R8, R8
	VDUP R8, V26.S4

block:
	MOVD R3, R10
	MOVD R4, R11
	MOVD R6, R13
	VMOV V24.B16, V0.B16
	VMOV V24.B16, V1.B16
	VMOV V24.B16, V2.B16
	VMOV V24.B16, V3.B16

row:
	LOADROW
	VLD1R.P 2(R11), [V18.H8]
	WORD $0x0e728200 // smlal v0.4s, v16.4h, v18.4h
	WORD $0x4e728201 // smlal2 v1.4s, v16.8h, v18.8h
	WORD $0x0e728222 // smlal v2.4s, v17.4h, v18.4h
	WORD $0x4e728223 // smlal2 v3.4s, v17.8h, v18.8h
	SUBS $1, R13
	BNE  row
	WORD $0x4eba4400 // sshl v0.4s, v0.4s, v26.4s
	WORD $0x4eba4421 // sshl v1.4s, v1.4s, v26.4s
	WORD $0x4eba4442 // sshl v2.4s, v2.4s, v26.4s
	WORD $0x4eba4463 // sshl v3.4s, v3.4s, v26.4s
	WORD $0x0e614800 // sqxtn v0.4h, v0.4s
	WORD $0x4e614820 // sqxtn2 v0.8h, v1.4s
	WORD $0x0e614842 // sqxtn v2.4h, v2.4s
	WORD $0x4e614862 // sqxtn2 v2.8h, v3.4s
	WORD $0x2e212800 // sqxtun v0.8b, v0.8h
	WORD $0x6e212840 // sqxtun2 v0.16b, v2.8h
	VLD1.P 16(R2), [V1.B16]
	VUMIN  V1.B16, V0.B16, V0.B16
	VST1.P [V0.B16], 16(R0)
	ADD    $32, R1
	SUBS   $1, R7
	BNE    block
	RET

// func vertical16NEON(dst *uint16, ring *int16, limit *uint16, offset *int, weight, low *int16, taps, blocks int, round, roundLow int32, shift, shiftLow int)
TEXT ·vertical16NEON(SB), NOSPLIT, $0-88
	MOVD dst+0(FP), R0
	MOVD ring+8(FP), R1
	MOVD limit+16(FP), R2
	MOVD offset+24(FP), R3
	MOVD weight+32(FP), R4
	MOVD low+40(FP), R5
	MOVD taps+48(FP), R6
	MOVD blocks+56(FP), R7
	MOVW round+64(FP), R8
	VDUP R8, V24.S4
	MOVW roundLow+68(FP), R8
	VDUP R8, V25.S4
	MOVD shift+72(FP), R8
	NEG  R8, R8
	VDUP R8, V26.S4
	MOVD shiftLow+80(FP), R8
	NEG  R8, R8
	VDUP R8, V27.S4
	MOVD $0x8000, R8
	VDUP R8, V28.H8

block:
	MOVD R3, R10
	MOVD R4, R11
	MOVD R5, R14
	MOVD R6, R13
	VMOV V24.B16, V0.B16
	VMOV V24.B16, V1.B16
	VMOV V24.B16, V2.B16
	VMOV V24.B16, V3.B16
	VMOV V25.B16, V4.B16
	VMOV V25.B16, V5.B16
	VMOV V25.B16, V6.B16
	VMOV V25.B16, V7.B16

row:
	LOADROW
	VLD1R.P 2(R11), [V18.H8]
	VLD1R.P 2(R14), [V19.H8]
	WORD $0x0e728200 // smlal v0.4s, v16.4h, v18.4h
	WORD $0x4e728201 // smlal2 v1.4s, v16.8h, v18.8h
	WORD $0x0e728222 // smlal v2.4s, v17.4h, v18.4h
	WORD $0x4e728223 // smlal2 v3.4s, v17.8h, v18.8h
	WORD $0x0e738204 // smlal v4.4s, v16.4h, v19.4h
	WORD $0x4e738205 // smlal2 v5.4s, v16.8h, v19.8h
	WORD $0x0e738226 // smlal v6.4s, v17.4h, v19.4h
	WORD $0x4e738227 // smlal2 v7.4s, v17.8h, v19.8h
	SUBS $1, R13
	BNE  row
	WORD $0x4ebb4484 // sshl v4.4s, v4.4s, v27.4s
	WORD $0x4ebb44a5 // sshl v5.4s, v5.4s, v27.4s
	WORD $0x4ebb44c6 // sshl v6.4s, v6.4s, v27.4s
	WORD $0x4ebb44e7 // sshl v7.4s, v7.4s, v27.4s
	VADD V4.S4, V0.S4, V0.S4
	VADD V5.S4, V1.S4, V1.S4
	VADD V6.S4, V2.S4, V2.S4
	VADD V7.S4, V3.S4, V3.S4
	WORD $0x4eba4400 // sshl v0.4s, v0.4s, v26.4s
	WORD $0x4eba4421 // sshl v1.4s, v1.4s, v26.4s
	WORD $0x4eba4442 // sshl v2.4s, v2.4s, v26.4s
	WORD $0x4eba4463 // sshl v3.4s, v3.4s, v26.4s
	WORD $0x0e614800 // sqxtn v0.4h, v0.4s
	WORD $0x4e614820 // sqxtn2 v0.8h, v1.4s
	WORD $0x0e614842 // sqxtn v2.4h, v2.4s
	WORD $0x4e614862 // sqxtn2 v2.8h, v3.4s
	VEOR   V28.B16, V0.B16, V0.B16
	VEOR   V28.B16, V2.B16, V1.B16
	VLD1.P 32(R2), [V2.H8, V3.H8]
	VUMIN  V2.H8, V0.H8, V0.H8
	VUMIN  V3.H8, V1.H8, V1.H8
	VST1.P [V0.H8, V1.H8], 32(R0)
	ADD    $32, R1
	SUBS   $1, R7
	BNE    block
	RET
