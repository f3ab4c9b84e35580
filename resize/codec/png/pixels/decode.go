package pixels

import (
	"bufio"
	"errors"
	"image"
	"io"
	"math"

	"sizemill/resize/fault"
)

// DecodeOptions bound a picture.
type DecodeOptions struct {
	Size      int64 // of the file, in bytes, to allocate once; 0 if unknown
	MaxPixels int64 // width × height; more is ErrTooLarge, before allocation. 0 is no limit
}

// Decode reads the picture at the beginning of r. Errors are ErrDamaged, ErrTooLarge,
// ErrUnsupported or r's own. Faults of the file that cost no pixel are returned as such.
func Decode(r io.Reader, o DecodeOptions) (image.Image, Faults, error) {
	c := chunks{r: bufio.NewReaderSize(r, 1<<16), size: o.Size, maxPixels: o.MaxPixels}
	f, err := c.read()
	if err != nil {
		return nil, 0, err
	}
	u, err := newReconstructor(f, DeflateRatio)
	if err != nil {
		return nil, 0, err
	}
	faults, err := inflatePixels(u.raw, f.compressed)
	switch {
	case err != nil && c.ended != nil && !errors.Is(err, fault.ErrTooLarge):
		return nil, 0, c.ended // which is why they are too few
	case err != nil:
		return nil, 0, err
	}
	f.compressed = nil
	for _, p := range f.passes() {
		if u.pass(p) < p.height {
			return nil, 0, fault.Damaged("an unknown filter")
		}
	}
	return u.image(), c.faults | faults, nil
}

// reconstructor makes a picture's pixels from inflated bytes. Unless the picture is interlaced, the
// bytes lie at the end of the pixels' own memory: no row is longer than the free space before it.
type reconstructor struct {
	*file
	pixel     int // bytes per pixel of the picture
	layout    layout
	pix       []byte // the picture, without gaps
	raw       []byte // rows of filtered bytes, each after its filter type
	have      int    // valid bytes of raw
	at        int    // offset of the next row in raw
	cur, prev []byte // rows of unfiltered bytes
	line      []byte // a row of pixels of a pass
	replicate bool   // a pixel of a pass also fills the places of later ones
}

// slack is free space around the inflated bytes: before them, so that stores do not overtake loads,
// and after them, so that three bytes can be loaded as four and six as eight.
const slack = 16

// newReconstructor allocates the memory for a picture, unless that is more than ratio times the
// file's data.
func newReconstructor(f *file, ratio int64) (*reconstructor, error) {
	u := &reconstructor{file: f, pixel: f.pixelBytes(), layout: f.layout()}
	out, raw := int64(f.width)*int64(f.height)*int64(u.pixel), f.inflated()
	if raw > int64(len(f.compressed))*ratio {
		return nil, fault.Damaged("more pixels than the file can hold")
	}
	if f.interlaced && out < math.MaxInt-raw-slack {
		u.pix = make([]byte, out)
		u.raw = make([]byte, raw+slack)[:raw]
	} else if total := max(out, raw) + 2*slack; total <= math.MaxInt {
		memory := make([]byte, total)
		u.raw = memory[total-slack-raw:][:raw]
		u.pix = memory[:out:out]
	} else {
		return nil, fault.TooLarge("more pixels than memory")
	}
	u.have = len(u.raw)
	return u, nil
}

// pass reconstructs one pass, as far as there are bytes and known filters, and returns the number
// of rows.
func (u *reconstructor) pass(p pass) int {
	n := int(u.rowBytes(p.width))
	widest := max(n, p.width*u.pixel)
	u.cur, u.prev = make([]byte, widest+slack)[:widest], make([]byte, widest+slack)[:widest]
	if u.interlaced {
		u.line = make([]byte, p.width*u.pixel)
	}
	end := u.at + p.height*(1+n)
	defer func() { u.at = end }()
	prev := u.prev // the row above in the form that the filter uses: zeros at first
	for y := range p.height {
		if u.at+1+n > u.have || u.raw[u.at] > paeth {
			return y
		}
		filter, raw := u.raw[u.at], u.raw[u.at+1:][:n]
		u.at += 1 + n
		if u.interlaced {
			unfilter(filter, u.cur[:n], u.prev[:n], raw, u.step())
			u.expand(u.line, u.cur[:n])
			u.scatter(p, y)
			u.cur, u.prev = u.prev, u.cur
			continue
		}
		dst := u.pix[y*p.width*u.pixel:][:p.width*u.pixel]
		switch u.layout {
		case asIs:
			unfilter(filter, dst, prev[:len(dst)], raw, u.step())
			prev = dst
		case widened:
			widen(filter, dst, prev[:len(dst)], raw, u.step())
			prev = dst
		default:
			unfilter(filter, u.cur[:n], u.prev[:n], raw, u.step())
			u.expand(dst, u.cur[:n])
			u.cur, u.prev = u.prev, u.cur
		}
	}
	return p.height
}
