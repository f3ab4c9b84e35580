// Command asm writes ../kernels_amd64.s and its declarations. It is a module of its own, so that
// Sizemill does not depend on avo. See the go:generate line in ../kernels_amd64.go.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("!purego")
	widen8()
	widen16()
	split8()
	merge8()
	horizontal("horizontal8AVX2", false)
	horizontal("horizontal16AVX2", true)
	vertical("vertical8AVX2", false)
	vertical("vertical16AVX2", true)
	Generate()
}

// broadcast fills a register with a parameter of 32 bits.
func broadcast(param string) reg.VecVirtual {
	v := YMM()
	VMOVD(Load(Param(param), GP32()), v.AsX())
	VPBROADCASTD(v.AsX(), v)
	return v
}

// shift loads a shift count.
func shift(param string) reg.VecVirtual {
	v := XMM()
	VMOVQ(Load(Param(param), GP64()), v)
	return v
}

// ptr loads a pointer or a count.
func ptr(param string) reg.GPVirtual {
	return Load(Param(param), GP64()).(reg.GPVirtual)
}

func at(base reg.Register, disp int) Mem {
	return Mem{Base: base, Disp: disp}
}

func indexed(base, index reg.Register, scale uint8, disp int) Mem {
	return Mem{Base: base, Index: index, Scale: scale, Disp: disp}
}

// repeat runs body for each step of count, which it uses up; at least once.
func repeat(label string, count reg.GPVirtual, body func()) {
	Label(label)
	body()
	DECQ(count)
	JNZ(LabelRef(label))
}
