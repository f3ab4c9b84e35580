package png

import (
	"cmp"
	"encoding/binary"
	"slices"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// frameIndex lists the parts of a PNG's animation: where they lie, and the numbers that order them.
type frameIndex struct {
	announced bool // by acTL, before the pixels
	claimed   int  // frames
	loops     int
	begun     int  // frames
	stray     bool // parts without an acTL
	parts     []indexPart
	shown     bool        // the default picture's pixels have begun
	pixels    []pixelData // of the default picture
	broken    bool        // the checksum of an fcTL is wrong
	misfit    bool        // a part has a wrong length for its kind
}

// indexPart is an fcTL or fdAT chunk.
type indexPart struct {
	number  uint32
	control *frameControl // nil for pixels
	early   bool          // before the default picture's pixels
	data    pixelData
}

// pixelData is the place of a chunk's pixels.
type pixelData struct {
	start, end int64
	// what the checksum covers before them: the type, and the number if there is one
	before string
}

// indexFrame is a frame whose pixels were found.
type indexFrame struct {
	frameControl
	data []pixelData
}

// chunk notes an acTL chunk in its place, or one of fcTL, fdAT and IDAT. The cursor does not move
// on.
func (x *frameIndex) chunk(c *format.Cursor, kind string, n int64) error {
	be := binary.BigEndian
	if !x.announced && (kind == "fcTL" || kind == "fdAT") {
		x.stray = true
		return nil
	}
	switch kind {
	case "acTL":
		b, err := data(c, kind, n)
		if err != nil || b == nil {
			return err
		}
		x.announced = true
		x.claimed, x.loops = int(min(be.Uint32(b), 1<<30)), int(min(be.Uint32(b[4:]), 1<<31-1))
	case "IDAT":
		x.shown = true
		if x.announced {
			x.pixels = append(x.pixels, pixelData{c.Off, c.Off + n, kind})
		}
	case "fcTL":
		return x.control(c, n)
	case "fdAT":
		if n < 4 {
			x.misfit = true
			return nil
		}
		b, err := c.Peek(4)
		if err != nil {
			return err
		}
		x.parts = append(x.parts,
			indexPart{number: be.Uint32(b),
				data: pixelData{c.Off + 4, c.Off + n, kind + string(b)}})
	}
	return nil
}

func (x *frameIndex) control(c *format.Cursor, n int64) error {
	if n != frameControlBytes {
		x.misfit = true
		return nil
	}
	b, err := c.Peek(frameControlBytes + 4)
	if err != nil {
		return err
	}
	x.broken = x.broken || !right("fcTL", b)
	f := parseFrameControl(b)
	x.parts = append(x.parts,
		indexPart{number: binary.BigEndian.Uint32(b), control: &f, early: !x.shown})
	x.begun++
	return nil
}

// arrange returns the frames in the order of their numbers. It returns none if the picture is
// still, or if the order is unknown: then the default picture counts. Errors are those of damaged
// frames.
func (x *frameIndex) arrange(h format.Header) ([]indexFrame, format.Flaws, error) {
	switch {
	case !x.announced && !x.stray:
		return nil, 0, nil
	case !x.announced, x.claimed == 0:
		return nil, format.FlawAnimation, nil
	case x.broken:
		return nil, 0, errChecksum()
	case x.misfit:
		return nil, format.FlawAnimation, nil
	}
	parts := slices.Clone(x.parts)
	slices.SortStableFunc(parts,
		func(a, b indexPart) int { return cmp.Compare(a.number, b.number) })
	list, ok := x.collect(parts)
	if !ok {
		return nil, format.FlawAnimation, nil
	}
	for _, f := range list {
		if !f.fits(h) {
			return nil, 0, fault.Damaged("a frame reaches beyond its picture")
		}
	}
	if len(list) != x.claimed || !x.numbered() {
		return list, format.FlawFrames, nil
	}
	return list, 0, nil
}

// collect assigns the pixels to the frames, and reports whether each has some.
func (x *frameIndex) collect(parts []indexPart) (list []indexFrame, ok bool) {
	whole := func() bool { return len(list) == 0 || len(list[len(list)-1].data) > 0 }
	for i, p := range parts {
		if i > 0 && p.number == parts[i-1].number {
			return nil, false
		}
		switch {
		case p.control != nil:
			if !whole() {
				return nil, false
			}
			f := indexFrame{frameControl: *p.control}
			if p.early {
				if i > 0 {
					return nil, false
				}
				f.data = x.pixels
			}
			list = append(list, f)
		case len(list) == 0, i == 1 && parts[0].early:
			// a frame without fcTL, or pixels of the default picture
			return nil, false
		default:
			f := &list[len(list)-1]
			f.data = append(f.data, p.data)
		}
	}
	return list, len(list) > 0 && whole()
}

// dropLast removes the frame in which a file is cut.
func (x *frameIndex) dropLast() {
	for i := len(x.parts) - 1; i >= 0; i-- {
		if x.parts[i].control != nil {
			x.parts = x.parts[:i]
			return
		}
	}
}

// numbered reports whether the parts lie in the order of their numbers, without a gap.
func (x *frameIndex) numbered() bool {
	for i, p := range x.parts {
		if p.number != uint32(i) {
			return false
		}
	}
	return true
}
