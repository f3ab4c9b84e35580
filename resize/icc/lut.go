package icc

import (
	"encoding/binary"
	"math"
)

// stage is a step of a table tag: a function from numbers of 0…1 to numbers of 0…1.
type stage func(vec) vec

// lut is a tag of stages between device values and the connection space.
type lut struct {
	in, out int
	curves  []curve // the first stage, one curve per channel
	sides   [4]int  // points per side of the table after the curves; 0 for none
	rest    []stage
	last    []curve // then a curve per result; nil for none,
	matrix  matrix  // and finally a matrix
	offset  vec
	legacy  bool // Lab is encoded as in version 2: 100 is 65280, not 65535
}

func (l lut) apply(v vec) vec { return l.after(each(l.curves)(v)) }

// after applies the stages after the first curves.
func (l lut) after(v vec) vec {
	v = each(l.last)(l.table(v))
	if l.out == 4 { // inks have no matrix
		return v
	}
	return affine(l.matrix, l.offset)(v)
}

// table applies the stages between the first curves and the last.
func (l lut) table(v vec) vec {
	for _, s := range l.rest {
		v = s(v)
	}
	return v
}

// each returns a stage that applies a curve to each number.
func each(curves []curve) stage {
	return func(v vec) vec {
		for i, c := range curves {
			v[i] = c(v[i])
		}
		return v
	}
}

// affine returns a stage that multiplies by a matrix and adds.
func affine(m matrix, add vec) stage {
	return func(v vec) vec {
		out := m.apply(v)
		for i := range 3 {
			out[i] += add[i]
		}
		return out
	}
}

// readLUT reads an A2B or a B2A tag from in channels to out channels.
func readLUT(b []byte, in, out int) (lut, error) {
	if len(b) < 32 {
		return lut{}, broken("a table of %d bytes", len(b))
	}
	if got := [2]int{int(b[8]), int(b[9])}; got != [2]int{in, out} {
		return lut{}, broken("a table from %d to %d channels", got[0], got[1])
	}
	switch kind := string(b[:4]); kind {
	case "mft1", "mft2":
		return readMFT(b, kind == "mft2")
	case "mAB ", "mBA ":
		return readModular(b, kind == "mAB ")
	default:
		return lut{}, unsupported("a table of kind %q", kind)
	}
}

// readMFT reads lut8Type and lut16Type (ICC.1:2022 10.11 and 10.10): matrix, curves, table, curves.
func readMFT(b []byte, wide bool) (lut, error) {
	l := lut{in: int(b[8]), out: int(b[9]), legacy: wide}
	grid := int(b[10])
	head, width, before, after := 48, 1, 256, 256
	if wide {
		head, width = 52, 2
		if len(b) < head {
			return l, broken("a table of %d bytes", len(b))
		}
		before, after = int(binary.BigEndian.Uint16(b[48:])), int(binary.BigEndian.Uint16(b[50:]))
	}
	points := int64(1)
	for range l.in {
		points *= int64(grid)
	}
	sizes := []int64{int64(l.in * before), points * int64(l.out), int64(l.out * after)}
	if grid < 2 || before < 2 || after < 2 ||
		int64(head)+int64(width)*(sizes[0]+sizes[1]+sizes[2]) > int64(len(b)) {
		return l, broken("a table of %d points per side in %d bytes", grid, len(b))
	}
	var parts [3][]uint16
	at := head
	for i, n := range sizes {
		end := at + int(n)*width
		parts[i] = samples(b[at:end], width)
		at = end
	}
	m := readMatrix(b[12:]) // of the connection space's XYZ, before everything else
	l.curves = tables(parts[0], before)
	table := clut{in: l.in, out: l.out, points: parts[1]}
	for i := range l.in {
		table.sides[i] = grid
	}
	l.sides = table.sides
	l.rest, l.last, l.matrix = []stage{table.apply}, tables(parts[2], after), diagonal(vec{1, 1, 1})
	if l.in == 3 && m != (matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}) {
		l.rest = []stage{affine(m, vec{}), each(l.curves), table.apply}
		l.curves, l.sides = []curve{identity, identity, identity}, [4]int{}
	}
	return l, nil
}

func readMatrix(b []byte) matrix {
	var m matrix
	for i := range 9 {
		m[i/3][i%3] = fixed(b[4*i:])
	}
	return m
}

// samples returns numbers of one or two bytes, scaled to two.
func samples(b []byte, width int) []uint16 {
	if width == 2 {
		return words(b)
	}
	w := make([]uint16, len(b))
	for i, v := range b {
		w[i] = uint16(v) * 257
	}
	return w
}

// tables returns the curves of n points each that follow each other in w.
func tables(w []uint16, n int) []curve {
	var out []curve
	for ; len(w) >= n; w = w[n:] {
		out = append(out, sampled(w[:n]))
	}
	return out
}

// readModular reads lutAToBType and lutBToAType (ICC.1:2022 10.12 and 10.13). From device values
// on: A curves, table, M curves, matrix, B curves; to device values the same backwards. All but the
// B curves may be missing.
func readModular(b []byte, toPCS bool) (lut, error) {
	l := lut{in: int(b[8]), out: int(b[9])}
	var offsets [5]int64 // B, matrix, M, table, A
	for i := range offsets {
		offsets[i] = int64(binary.BigEndian.Uint32(b[12+4*i:]))
		if offsets[i] != 0 && (offsets[i] < 32 || offsets[i] >= int64(len(b))) {
			return l, broken("a table with parts outside its data")
		}
	}
	device, pcs := l.in, l.out
	if !toPCS {
		device, pcs = l.out, l.in
	}
	var curves [5][]curve
	for i, n := range []int{pcs, 0, pcs, 0, device} {
		if n == 0 {
			continue
		}
		var err error
		if curves[i], err = readCurves(b, offsets[i], n); err != nil {
			return l, err
		}
	}
	l.matrix = diagonal(vec{1, 1, 1})
	var middle stage
	if at := offsets[1]; at != 0 {
		part := b[at:]
		if len(part) < 48 {
			return l, broken("a matrix of %d bytes", len(part))
		}
		l.matrix = readMatrix(part)
		l.offset = vec{fixed(part[36:]), fixed(part[40:]), fixed(part[44:])}
		middle = affine(l.matrix, l.offset)
	}
	var table stage
	if at := offsets[3]; at != 0 {
		c, err := readCLUT(b[at:], l.in, l.out)
		if err != nil {
			return l, err
		}
		l.sides, table = c.sides, c.apply
	}
	if curves[0] == nil || device != pcs && table == nil {
		return l, broken("a table without its parts")
	}
	if !toPCS {
		l.curves, l.last = curves[0], curves[4]
		l.rest = stages(middle, each(curves[2]), table)
		l.matrix, l.offset = diagonal(vec{1, 1, 1}), vec{}
		return l, nil
	}
	if l.curves = curves[4]; l.curves == nil {
		for range l.in {
			l.curves = append(l.curves, identity)
		}
	}
	l.rest, l.last = stages(table), curves[2]
	if bent(curves[0]) { // the matrix is not the last stage
		l.rest, l.last = stages(table, each(curves[2]), middle), curves[0]
		l.matrix, l.offset = diagonal(vec{1, 1, 1}), vec{}
	}
	return l, nil
}

// stages returns those that are not nil.
func stages(all ...stage) []stage {
	var out []stage
	for _, s := range all {
		if s != nil {
			out = append(out, s)
		}
	}
	return out
}

// bent reports whether a curve differs from the straight line from 0 to 1.
func bent(curves []curve) bool {
	const points = 16
	for _, c := range curves {
		for i := range points + 1 {
			if x := float64(i) / points; math.Abs(c(x)-x) > 1e-4 {
				return true
			}
		}
	}
	return false
}

// readCurves reads n curves, each of which begins at a multiple of four bytes; none at offset 0.
func readCurves(b []byte, at int64, n int) ([]curve, error) {
	if at == 0 {
		return nil, nil
	}
	var out []curve
	for range n {
		if at >= int64(len(b)) {
			return nil, broken("a curve is missing")
		}
		c, size, err := readCurve(b[at:])
		if err != nil {
			return nil, err
		}
		out = append(out, c)
		at += int64(size+3) &^ 3
	}
	return out, nil
}
