package codec

import (
	"bufio"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/bmp"
)

// bmpSalvage reads the rows before a file's end. To the decoders, which give nothing of a file that is too short, the rest is zeros.
func bmpSalvage(r *io.SectionReader, h Header) (image.Image, string, error) {
	i, err := bmpReadInfo(newCursor(r, r.Size()))
	if err != nil {
		return nil, "", err
	}
	if i.offset >= r.Size() {
		return nil, "", damaged("no pixels")
	}
	rows := (r.Size() - i.offset) / max(i.rowBytes(), 1)
	behind := i.rowBytes() * i.height
	if i.compression == bmpRLE4 || i.compression == bmpRLE8 {
		if rows, err = bmpCheckRLE(io.NewSectionReader(r, i.offset, r.Size()-i.offset), i); err == nil {
			return nil, "", damaged("the run-length coding is broken")
		}
		behind = 2*i.height + windowBytes // each pair of zeros ends a row
	}
	if rows == 0 {
		return nil, "", damaged("not a row of pixels is left")
	}
	padded := func() io.Reader {
		return io.MultiReader(io.NewSectionReader(r, 0, r.Size()), io.LimitReader(zeros{}, behind))
	}
	m, err := bmp.Decode(bufio.NewReaderSize(padded(), 1<<16))
	if err != nil {
		if m, err = bmpRare(padded()); err != nil {
			return nil, "", err
		}
	}
	n, ok := m.(*image.NRGBA)
	alpha := ok && h.Alpha && !allClear(n)
	m = bmpAlpha(m, h)
	lost, area, side := int(i.height-min(rows, i.height)), m.Bounds(), "upper"
	if i.topDown {
		side, area.Min.Y = "lower", area.Max.Y-lost
	} else {
		area.Max.Y = lost
	}
	blank(m, area, alpha)
	if lost == 0 {
		return m, "", nil
	}
	return m, fmt.Sprintf("the %s %d of %d rows are missing", side, lost, i.height), nil
}

// zeros reads as zeros without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
