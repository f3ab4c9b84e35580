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
	Size      int64 // of the file, in bytes, for taking the right memory at once; 0 where it is not known
	MaxPixels int64 // width × height; more is ErrTooLarge, before memory is taken for it. 0 is no limit
}

// Decode reads the picture at the beginning of r. Errors are ErrDamaged, ErrTooLarge, ErrUnsupported or r's own.
// What is wrong with the file, but costs no pixel, is among the faults.
func Decode(r io.Reader, o DecodeOptions) (image.Image, Faults, error) {
	c := chunks{r: bufio.NewReaderSize(r, 1<<16), size: o.Size, maxPixels: o.MaxPixels}
	f, err := c.read()
	if err != nil {
		return nil, 0, err
	}
	u, err := newUnfolder(f, DeflateRatio)
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

// unfolder makes a picture's pixels of inflated bytes. Where the picture is not interlaced, the bytes lie at the end of the pixels'
// own memory: no row is longer than what is free before it.
type unfolder struct {
	*file
	pixel     int // bytes a pixel of the picture
	way       way
	pix       []byte // the picture, without gaps
	raw       []byte // rows of filtered bytes, each behind its filter
	have      int    // how many bytes of raw there are
	at        int    // the next row in raw
	cur, prev []byte // rows of unfiltered bytes
	line      []byte // a row of pixels of a pass
	blocks    bool   // a pixel of a pass also stands for those of later ones
}

// slack is free before the inflated bytes, so that no store overtakes its loads, and behind them, so that three bytes may be
// loaded as four, and six as eight.
const slack = 16

// newUnfolder takes the memory for a picture, unless that is more than ratio times what the file holds.
func newUnfolder(f *file, ratio int64) (*unfolder, error) {
	u := &unfolder{file: f, pixel: f.pixelBytes(), way: f.way()}
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

// pass unfolds one pass, as far as there are bytes and known filters, and says how many rows that is.
func (u *unfolder) pass(p pass) int {
	n := int(u.rowBytes(p.width))
	widest := max(n, p.width*u.pixel)
	u.cur, u.prev = make([]byte, widest+slack)[:widest], make([]byte, widest+slack)[:widest]
	if u.interlaced {
		u.line = make([]byte, p.width*u.pixel)
	}
	end := u.at + p.height*(1+n)
	defer func() { u.at = end }()
	prev := u.prev // the row above in the form that the filter works on: zeros at first
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
		switch u.way {
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
