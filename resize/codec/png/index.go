package png

import (
	"cmp"
	"encoding/binary"
	"slices"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// apngIndex lists the parts of a PNG's animation: where they lie, and the numbers that say how they follow each other.
type apngIndex struct {
	announced bool // by acTL, before the pixels
	claimed   int  // frames
	loops     int
	begun     int  // frames
	stray     bool // parts without an announcement
	parts     []apngPart
	shown     bool       // the default picture's pixels have begun
	pixels    []apngData // of the default picture
	broken    bool       // the checksum of an fcTL is wrong
	misfit    bool       // a part is too short or too long for its kind
}

// apngPart is an fcTL or fdAT chunk.
type apngPart struct {
	number  uint32
	control *apngControl // nil of pixels
	early   bool         // before the default picture's pixels
	data    apngData
}

// apngData is the place of a chunk's pixels.
type apngData struct {
	start, end int64
	before     string // what the chunk's checksum covers before them: its type, and its number if it has one
}

// apngFrame is a frame whose pixels have been found.
type apngFrame struct {
	apngControl
	data []apngData
}

// chunk takes an acTL chunk in its place, or one of fcTL, fdAT and IDAT. The cursor is left where it stands.
func (x *apngIndex) chunk(c *format.Cursor, kind string, n int64) error {
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
			x.pixels = append(x.pixels, apngData{c.Off, c.Off + n, kind})
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
		x.parts = append(x.parts, apngPart{number: be.Uint32(b), data: apngData{c.Off + 4, c.Off + n, kind + string(b)}})
	}
	return nil
}

func (x *apngIndex) control(c *format.Cursor, n int64) error {
	if n != apngControlBytes {
		x.misfit = true
		return nil
	}
	b, err := c.Peek(apngControlBytes + 4)
	if err != nil {
		return err
	}
	x.broken = x.broken || !right("fcTL", b)
	f := parseAPNGControl(b)
	x.parts = append(x.parts, apngPart{number: binary.BigEndian.Uint32(b), control: &f, early: !x.shown})
	x.begun++
	return nil
}

// arrange returns the frames in the order of their numbers. There are none where the picture is still, and where the order
// cannot be told: the default picture remains. Errors are those of frames that are damaged.
func (x *apngIndex) arrange(h format.Header) ([]apngFrame, format.Flaws, error) {
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
	slices.SortStableFunc(parts, func(a, b apngPart) int { return cmp.Compare(a.number, b.number) })
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

// collect gives every frame its pixels, and reports whether each has some.
func (x *apngIndex) collect(parts []apngPart) (list []apngFrame, ok bool) {
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
			f := apngFrame{apngControl: *p.control}
			if p.early {
				if i > 0 {
					return nil, false
				}
				f.data = x.pixels
			}
			list = append(list, f)
		case len(list) == 0, i == 1 && parts[0].early: // a frame without its header, or pixels of the default picture
			return nil, false
		default:
			f := &list[len(list)-1]
			f.data = append(f.data, p.data)
		}
	}
	return list, len(list) > 0 && whole()
}

// dropLast forgets the frame in which a file is cut, with what there is of it.
func (x *apngIndex) dropLast() {
	for i := len(x.parts) - 1; i >= 0; i-- {
		if x.parts[i].control != nil {
			x.parts = x.parts[:i]
			return
		}
	}
}

// numbered reports whether the parts lie in the order of their numbers, without a gap.
func (x *apngIndex) numbered() bool {
	for i, p := range x.parts {
		if p.number != uint32(i) {
			return false
		}
	}
	return true
}
