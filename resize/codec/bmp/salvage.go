package bmp

import (
	"bufio"
	"context"
	"image"
	"io"

	"golang.org/x/image/bmp"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Salvage reads the rows before the file's end. The decoders, which return nothing for a short
// file, read zeros after it.
func Salvage(_ context.Context, c *format.Cursor, h format.Header) (image.Image, string, error) {
	f, err := open(c.Whole(), h)
	if err != nil {
		return nil, "", err
	}
	if f.offset >= c.Size {
		return nil, "", fault.Damaged("no pixels")
	}
	rows := (c.Size - f.offset + f.padBytes()) / max(f.rowBytes(), 1)
	behind := f.rowBytes() * f.height
	if f.runs() {
		if rows, err = f.checkRLE(); err == nil {
			return nil, "", fault.Damaged("the run-length coding is broken")
		}
		behind = 2*f.height + format.WindowBytes // each pair of zeros ends a row
	}
	if rows == 0 {
		return nil, "", fault.Damaged("no row of pixels can be read")
	}
	padded := func() io.Reader {
		return io.MultiReader(f.reader(), io.LimitReader(zeros{}, behind))
	}
	m, err := bmp.Decode(bufio.NewReaderSize(padded(), 1<<16))
	if err != nil {
		if m, err = rare(padded()); err != nil {
			return nil, "", err
		}
	}
	n, ok := m.(*image.NRGBA)
	alpha := ok && h.Alpha && !format.AllClear(n)
	m = dropUnusedAlpha(m, h)
	lost, area, side := int(f.height-min(rows, f.height)), m.Bounds(), "first"
	if f.topDown {
		side, area.Min.Y = "last", area.Max.Y-lost
	} else {
		area.Max.Y = lost
	}
	format.Blank(m, area, alpha)
	if lost == 0 {
		return m, "", nil
	}
	return m, format.RowsMissing(side, lost, int(f.height)), nil
}

// zeros is an endless reader of zeros.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
