package isobmff

import (
	"image"
	"io"

	"sizemill/resize/fault"
)

// bits reads a stream from its highest bit on. After its end it returns zeros and remembers that.
type bits struct {
	b     []byte
	at    int // in bits
	short bool
}

func (b *bits) read(n int) uint32 {
	var v uint32
	for range n {
		v <<= 1
		if b.at>>3 >= len(b.b) {
			b.short = true
			continue
		}
		v |= uint32(b.b[b.at>>3]>>(7-b.at&7)) & 1
		b.at++
	}
	return v
}

func (b *bits) flag() bool { return b.read(1) == 1 }

// golomb reads an unsigned number in Exp-Golomb code (HEVC's ue(v), AV1's uvlc).
func (b *bits) golomb() uint32 {
	zeros := 0
	for !b.flag() {
		if zeros++; zeros > 31 || b.short {
			b.short = true
			return 0
		}
	}
	return 1<<zeros - 1 + b.read(zeros)
}

// hevcSize returns the largest frame that the sequence parameter sets of a configuration and of
// coded pixels allow (HEVC, 7.3.2.2).
func hevcSize(config, data []byte) (image.Point, error) {
	var size image.Point
	add := func(unit []byte) error {
		if len(unit) < 2 || unit[0]>>1&0x3f != 33 {
			return nil
		}
		s, err := parameterSize(unit[2:])
		size.X, size.Y = max(size.X, s.X), max(size.Y, s.Y)
		return err
	}
	f := fields{b: config}
	f.take(21)
	if lengths := f.u8()&3 + 1; !f.short && lengths != 4 {
		// decoders treat them as four
		return size, unsupported("HEVC with lengths of %d bytes is not supported", lengths)
	}
	for arrays := f.u8(); arrays > 0; arrays-- {
		f.u8() // the kind of units, which each states itself
		for n := f.u16(); n > 0 && !f.short; n-- {
			if err := add(f.take(int(f.u16()))); err != nil {
				return size, err
			}
		}
	}
	if f.short || size.X == 0 {
		return size, fault.Damaged("no size in the HEVC configuration")
	}
	for f := (fields{b: data}); len(f.b) > 0; {
		n := f.u32()
		if f.short || uint64(n) > uint64(len(f.b)) {
			return size, io.ErrUnexpectedEOF
		}
		if err := add(f.take(int(n))); err != nil {
			return size, err
		}
	}
	return size, nil
}

// parameterSize reads a sequence parameter set up to the size of its frames.
func parameterSize(unit []byte) (image.Point, error) {
	b := bits{b: unescaped(unit[:min(len(unit), 256)])}
	b.read(4)
	layers := int(b.read(3))
	b.read(1)
	b.read(32) // profile, 88 bits, and level
	b.read(32)
	b.read(32)
	var profiles, levels int
	for range layers {
		profiles += int(b.read(1))
		levels += int(b.read(1))
	}
	if layers > 0 {
		b.read(2 * (8 - layers))
	}
	for range profiles*11 + levels {
		b.read(8)
	}
	b.golomb()           // its number
	if b.golomb() == 3 { // 4:4:4
		b.read(1)
	}
	w, h := b.golomb(), b.golomb()
	if b.short || w == 0 || h == 0 || w > 1<<30 || h > 1<<30 {
		return image.Point{}, fault.Damaged("no size in the HEVC configuration")
	}
	return image.Pt(int(w), int(h)), nil
}

// unescaped removes the bytes that keep a unit from looking like the beginning of another: a 3
// after two zeros.
func unescaped(b []byte) []byte {
	out := make([]byte, 0, len(b))
	zeros := 0
	for _, c := range b {
		if zeros >= 2 && c == 3 {
			zeros = 0
			continue
		}
		if c == 0 {
			zeros++
		} else {
			zeros = 0
		}
		out = append(out, c)
	}
	return out
}
