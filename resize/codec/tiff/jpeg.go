package tiff

import (
	"bytes"
	"context"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/fault"
)

// openJPEG decodes a JPEG block and returns its samples, those of a pixel side by side.
func (p *picture) openJPEG(ctx context.Context, block, w, h, perPixel int) (io.Reader, error) {
	m, err := p.decodeJPEGBlock(ctx, block, w, h)
	if err != nil {
		return nil, err
	}
	var pix []byte
	var stride, step int
	switch m := m.(type) {
	case *image.Gray:
		pix, stride, step = m.Pix, m.Stride, 1
	case *image.RGBA:
		pix, stride, step = m.Pix, m.Stride, 4
	case *image.NRGBA:
		pix, stride, step = m.Pix, m.Stride, 4
	case *image.CMYK:
		for i := range m.Pix { // decoded as Adobe's programs store it; a TIFF stores ink as ink
			m.Pix[i] = ^m.Pix[i]
		}
		pix, stride, step = m.Pix, m.Stride, 4
	}
	if pix == nil || perPixel > step || perPixel == 1 && step != 1 ||
		perPixel == 4 && p.photometric != cmyk {
		return nil, fault.Unsupported(
			"this kind of JPEG compression in TIFF pictures is not supported by this build")
	}
	row := p.rowBytes(perPixel)
	out := make([]byte, row*h)
	for y := range h {
		from, to := pix[y*stride:], out[y*row:]
		for x := range min(m.Bounds().Dx(), p.blockWidth) {
			copy(to[x*perPixel:(x+1)*perPixel], from[x*step:])
		}
	}
	return bytes.NewReader(out), nil
}

// decodeJPEGBlock decodes one strip or tile, of which w × h pixels are needed.
func (p *picture) decodeJPEGBlock(ctx context.Context, block, w, h int) (image.Image, error) {
	if err := p.c.SeekTo(p.table.at[block]); err != nil {
		return nil, err
	}
	// Bytes beyond the most that a picture can have are something else.
	n := p.table.n[block]
	most := jpeg.UsefulBytes(int64(p.blockWidth)*int64(p.blockHeight), n)
	if p.beyond {
		n = min(n, most)
	}
	if most < n {
		return nil, fault.Damaged("strip or tile %d has far more bytes than pixels", block+1)
	}
	data, err := p.c.Block(n, n)
	if err != nil {
		return nil, err
	}
	if !jpeg.Magic(data) {
		return nil, fault.Damaged("strip or tile %d is not a JPEG", block+1)
	}
	if data, err = p.joinTables(data); err != nil {
		return nil, err
	}
	r := bytes.NewReader(data)
	c := format.NewCursor(r, r.Size())
	inner, err := jpeg.ReadHeader(c, format.DefaultLimits())
	if err != nil {
		return nil, err
	}
	// A block at an edge may be cut there, or be as large as the others, in whole JPEG blocks.
	const slack = 64
	if inner.Width < w || inner.Height < h || inner.Width > p.blockWidth+slack ||
		inner.Height > p.blockHeight+slack {
		return nil, fault.Damaged("strip or tile %d has %d × %d pixels",
			block+1, inner.Width, inner.Height)
	}
	m, err := jpeg.Decode(ctx, c, inner)
	if err != nil {
		return nil, err
	}
	p.c.Flaws |= c.Flaws
	if b := m.Bounds(); b.Dx() != inner.Width || b.Dy() != inner.Height {
		return nil, fault.Damaged("strip or tile %d has %d × %d pixels", block+1, b.Dx(), b.Dy())
	}
	return m, nil
}

// joinTables makes a JPEG of a block and the tables that all blocks share. An Adobe segment with
// the TIFF's color model replaces the block's own application segments.
func (p *picture) joinTables(data []byte) ([]byte, error) {
	transform := byte(0)
	if p.photometric == yCbCr {
		transform = 1
	}
	out := append([]byte{0xFF, jpeg.MarkerSOI, 0xFF, 0xEE, 0, 14},
		"Adobe\x00\x64\x00\x00\x00\x00"...)
	out = append(out, transform)
	if e, ok := p.d.entries[tagJPEGTables]; ok {
		tables, err := p.file.data(e, 1<<16)
		if err != nil || len(tables) < 4 || tables[0] != 0xFF || tables[1] != jpeg.MarkerSOI {
			return nil, fault.Damaged("its JPEG tables are broken")
		}
		out = append(out, bytes.TrimSuffix(tables[2:], []byte{0xFF, jpeg.MarkerEOI})...)
	}
	r := bytes.NewReader(data)
	c := format.NewCursor(r, r.Size())
	err := jpeg.Walk(c, func(marker byte, n int64) (bool, error) {
		if marker >= 0xE0 && marker <= 0xEF {
			return false, nil
		}
		out = append(out, data[c.Off-4:c.Off+min(n, c.Size-c.Off)]...)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return append(out, data[c.Off-2:]...), nil // from the scan's marker on
}

// decodeJPEGColor assembles the picture from blocks of YCbCr, without conversion.
func (p *picture) decodeJPEGColor(ctx context.Context) (image.Image, error) {
	var out *image.YCbCr
	for i := range p.across * p.down {
		area := p.area(i)
		var part *image.YCbCr
		_, err := p.inRoom(i, func() (rows int, err error) {
			part, err = p.decodeJPEGPart(ctx, i, area)
			return 0, err
		})
		if err == nil {
			if out == nil {
				out = image.NewYCbCr(image.Rect(0, 0, p.width, p.height), part.SubsampleRatio)
			}
			err = copyPart(out, part, area)
		}
		if err == nil {
			continue
		}
		if err := p.failed(i, 0, err); err != nil {
			return nil, err
		}
	}
	if out == nil {
		return nil, fault.Damaged("none of its strips or tiles can be read")
	}
	return out, nil
}

// decodeJPEGPart decodes a block of YCbCr.
func (p *picture) decodeJPEGPart(
	ctx context.Context, block int, area image.Rectangle,
) (*image.YCbCr, error) {
	m, err := p.decodeJPEGBlock(ctx, block, area.Dx(), area.Dy())
	if err != nil {
		return nil, err
	}
	part, ok := m.(*image.YCbCr)
	if !ok {
		return nil, fault.Damaged(
			"the color model of strip or tile %d differs from the picture's", block+1)
	}
	return part, nil
}

// copyPart puts a block in its place.
func copyPart(out, part *image.YCbCr, area image.Rectangle) error {
	x, y, w, h := area.Min.X, area.Min.Y, area.Dx(), area.Dy()
	ratio := format.SubsamplingOf(part.SubsampleRatio)
	if part.SubsampleRatio != out.SubsampleRatio || x%ratio.Horiz != 0 || y%ratio.Vert != 0 {
		return fault.Unsupported(
			"TIFF pictures whose strips differ in chroma subsampling are not supported " +
				"by this build")
	}
	copyRows(out.Y[y*out.YStride+x:], out.YStride, part.Y, part.YStride, w, h)
	w, h = (w+ratio.Horiz-1)/ratio.Horiz, (h+ratio.Vert-1)/ratio.Vert
	at := y/ratio.Vert*out.CStride + x/ratio.Horiz
	copyRows(out.Cb[at:], out.CStride, part.Cb, part.CStride, w, h)
	copyRows(out.Cr[at:], out.CStride, part.Cr, part.CStride, w, h)
	return nil
}

func copyRows(to []byte, toStride int, from []byte, fromStride, w, h int) {
	for y := range h {
		copy(to[y*toStride:][:w], from[y*fromStride:])
	}
}
