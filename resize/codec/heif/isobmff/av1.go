package isobmff

import (
	"image"
	"io"

	"sizemill/resize/fault"
)

// The types of open bitstream units that are read (AV1, 6.2.2).
const (
	obuSequence    = 1
	obuFrameHeader = 3
	obuFrame       = 6
)

// av1Sizes are the sizes that coded pixels state. room is the largest that sequence headers allow,
// including those after frames, because a decoder follows each. frame is the largest frame.
type av1Sizes struct{ room, frame image.Point }

// av1Size reads the sizes in coded pixels of AV1.
func av1Size(data []byte) (av1Sizes, error) {
	s, err := av1Front(data)
	if err == nil && s.frame.X == 0 {
		err = fault.Damaged("no frame")
	}
	return s, err
}

// av1Front is av1Size for the first bytes of coded pixels. It returns io.ErrUnexpectedEOF if a unit
// is cut.
func av1Front(data []byte) (av1Sizes, error) {
	var sizes av1Sizes
	var current sequence
	for len(data) > 0 {
		kind, payload, rest, cut := obu(data)
		switch kind {
		case obuSequence:
			if cut != nil {
				return sizes, cut
			}
			var err error
			if current, err = readSequence(payload); err != nil {
				return sizes, err
			}
			sizes.room = larger(sizes.room, current.size)
		case obuFrameHeader, obuFrame:
			if current.size.X == 0 {
				return sizes, fault.Damaged("a frame without a sequence header")
			}
			sizes.frame = larger(sizes.frame, current.frame(payload))
		}
		if cut != nil {
			return sizes, cut
		}
		data = rest
	}
	return sizes, nil
}

func larger(a, b image.Point) image.Point { return image.Pt(max(a.X, b.X), max(a.Y, b.Y)) }

// obu reads an open bitstream unit (AV1, 5.3). For one that is cut it returns the rest and
// io.ErrUnexpectedEOF.
func obu(b []byte) (kind int, payload, rest []byte, err error) {
	f := fields{b: b}
	head := f.u8()
	kind = int(head >> 3 & 15)
	if head&4 != 0 {
		f.u8() // layers
	}
	size := uint64(len(f.b))
	if head&2 != 0 {
		size = 0
		for i := range 8 {
			v := f.u8()
			size |= uint64(v&0x7f) << (7 * i)
			if v&0x80 == 0 {
				break
			}
		}
	}
	if f.short || size > uint64(len(f.b)) {
		return kind, f.b, nil, io.ErrUnexpectedEOF
	}
	return kind, f.b[:size], f.b[size:], nil
}

// sequence is what a sequence header states about the sizes of frames.
type sequence struct {
	size       image.Point // of the largest frame
	wide, high int         // bits of a frame's own width and height
	reduced    bool        // a still picture whose frame is as large as the sequence
	model      bool        // frames have a decoder model's times
	id         int         // bits of a frame's number
	order      int         // bits of a frame's order hint
	// each frame states its screen content tools and integer motion vectors
	screen, motion bool
	hasScreen      bool // otherwise
}

// readSequence reads a sequence header (AV1, 5.5).
func readSequence(payload []byte) (sequence, error) {
	var s sequence
	b := bits{b: payload}
	b.read(3 + 1) // profile, still picture
	if s.reduced = b.flag(); s.reduced {
		b.read(5)
	} else {
		s.model = b.operatingPoints()
	}
	s.wide, s.high = int(b.read(4))+1, int(b.read(4))+1
	s.size = image.Pt(int(b.read(s.wide))+1, int(b.read(s.high))+1)
	if b.short {
		return s, io.ErrUnexpectedEOF
	}
	if !s.reduced {
		s.tools(&b)
	}
	return s, nil
}

// tools reads what follows the size. A header that ends earlier leaves zeros.
func (s *sequence) tools(b *bits) {
	if b.flag() {
		s.id = int(b.read(4)) + 2
		s.id += int(b.read(3)) + 1
	}
	b.read(3 + 4) // superblocks and filters, compounds
	order := b.flag()
	if order {
		b.read(2)
	}
	if s.screen = b.flag(); !s.screen {
		s.hasScreen = b.flag()
	}
	s.motion = true
	if s.screen || s.hasScreen {
		if s.motion = b.flag(); !s.motion {
			b.read(1)
		}
	}
	if order {
		s.order = int(b.read(3)) + 1
	}
}

// frame reads the size from a frame's header (AV1, 5.9.2). A predicted frame, or one with a decoder
// model, counts as large as its sequence.
func (s *sequence) frame(header []byte) image.Point {
	const key = 0
	b := bits{b: header}
	// shows another frame; kind; is shown
	if s.reduced || s.model || b.flag() || b.read(2) != key || !b.flag() {
		return s.size
	}
	b.read(1) // keeps probabilities
	if s.screen && b.flag() || !s.screen && s.hasScreen {
		if s.motion {
			b.read(1)
		}
	}
	b.read(s.id)
	own := b.flag()
	b.read(s.order)
	if !own || b.short {
		return s.size
	}
	size := image.Pt(int(b.read(s.wide))+1, int(b.read(s.high))+1)
	if b.short {
		return s.size
	}
	return size
}

// operatingPoints skips timing and layers of a sequence header, and reports whether there is a
// decoder model.
func (b *bits) operatingPoints() (model bool) {
	delay := 0
	if b.flag() { // timing
		b.read(32)
		b.read(32)
		if b.flag() {
			b.golomb()
		}
		if model = b.flag(); model {
			delay = int(b.read(5)) + 1
			b.read(32 + 5 + 5)
		}
	}
	initial := b.flag()
	for n := b.read(5) + 1; n > 0; n-- {
		b.read(12)
		if b.read(5) > 7 {
			b.read(1)
		}
		if model && b.flag() {
			b.read(delay)
			b.read(delay)
			b.read(1)
		}
		if initial && b.flag() {
			b.read(4)
		}
	}
	return model
}
