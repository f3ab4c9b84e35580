package codec

import (
	"bytes"
	"image"
	"io"
)

// openJPEG decodes a block that is a JPEG and gives its samples, those of a pixel side by side.
func (p *tiffPicture) openJPEG(block, w, h, perPixel int) (io.Reader, error) {
	m, err := p.decodeJPEGBlock(block, w, h)
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
		for i := range m.Pix { // decoded as Adobe's programs store it; here it is ink as it is
			m.Pix[i] = ^m.Pix[i]
		}
		pix, stride, step = m.Pix, m.Stride, 4
	}
	if pix == nil || perPixel > step || perPixel == 1 && step != 1 || perPixel == 4 && p.photometric != tiffCMYK {
		return nil, unsupported("this kind of JPEG compression in TIFF pictures is not supported by this build")
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
func (p *tiffPicture) decodeJPEGBlock(block, w, h int) (image.Image, error) {
	if err := p.c.seek(p.table.at[block]); err != nil {
		return nil, err
	}
	// Beyond a picture's most bytes there can only be something else.
	n := p.table.n[block]
	most := JPEGBytes(int64(p.blockWidth)*int64(p.blockHeight), n)
	if p.beyond {
		n = min(n, most)
	}
	if most < n {
		return nil, damaged("strip or tile %d has far more bytes than pixels", block+1)
	}
	data, err := p.c.block(n, n)
	if err != nil {
		return nil, err
	}
	if !jpegMagic(data) {
		return nil, damaged("strip or tile %d is no JPEG", block+1)
	}
	if data, err = p.joinTables(data); err != nil {
		return nil, err
	}
	r := bytes.NewReader(data)
	c := newCursor(r, r.Size())
	inner, err := jpegHeader(c, DefaultLimits())
	if err != nil {
		return nil, err
	}
	// A block at an edge may be cut there, or be as large as the others, in whole blocks of JPEG's.
	const slack = 64
	if inner.Width < w || inner.Height < h || inner.Width > p.blockWidth+slack || inner.Height > p.blockHeight+slack {
		return nil, damaged("strip or tile %d has %d × %d pixels", block+1, inner.Width, inner.Height)
	}
	m, err := jpegDecode(c, inner)
	if err != nil {
		return nil, err
	}
	p.c.flaws |= c.flaws
	if b := m.Bounds(); b.Dx() != inner.Width || b.Dy() != inner.Height {
		return nil, damaged("strip or tile %d has %d × %d pixels", block+1, b.Dx(), b.Dy())
	}
	return m, nil
}

// joinTables makes a whole JPEG of a block and the tables that all blocks share. What the colours are the TIFF says, so a segment of
// Adobe's is put in that says the same, in place of the block's own application segments.
func (p *tiffPicture) joinTables(data []byte) ([]byte, error) {
	transform := byte(0)
	if p.photometric == tiffYCbCr {
		transform = 1
	}
	out := append([]byte{0xFF, markerSOI, 0xFF, 0xEE, 0, 14}, "Adobe\x00\x64\x00\x00\x00\x00"...)
	out = append(out, transform)
	if e, ok := p.d.entries[tagJPEGTables]; ok {
		tables, err := p.tiffFile.data(e, 1<<16)
		if err != nil || len(tables) < 4 || tables[0] != 0xFF || tables[1] != markerSOI {
			return nil, damaged("the tables of its JPEGs")
		}
		out = append(out, bytes.TrimSuffix(tables[2:], []byte{0xFF, markerEOI})...)
	}
	r := bytes.NewReader(data)
	c := newCursor(r, r.Size())
	err := jpegWalk(c, func(marker byte, n int64) (bool, error) {
		if marker >= 0xE0 && marker <= 0xEF {
			return false, nil
		}
		out = append(out, data[c.off-4:c.off+min(n, c.size-c.off)]...)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return append(out, data[c.off-2:]...), nil // from the scan's marker on
}

// decodeJPEGColor puts the picture together from blocks of YCbCr, without converting them.
func (p *tiffPicture) decodeJPEGColor() (image.Image, error) {
	var out *image.YCbCr
	for i := range p.across * p.down {
		area := p.area(i)
		var part *image.YCbCr
		_, err := p.inRoom(i, func() (rows int, err error) {
			part, err = p.decodeJPEGPart(i, area)
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
		return nil, damaged("none of its strips or tiles can be read")
	}
	return out, nil
}

// decodeJPEGPart decodes a block of YCbCr.
func (p *tiffPicture) decodeJPEGPart(block int, area image.Rectangle) (*image.YCbCr, error) {
	m, err := p.decodeJPEGBlock(block, area.Dx(), area.Dy())
	if err != nil {
		return nil, err
	}
	part, ok := m.(*image.YCbCr)
	if !ok {
		return nil, damaged("strip or tile %d has not the picture's colour model", block+1)
	}
	return part, nil
}

// copyPart puts a block in its place.
func copyPart(out, part *image.YCbCr, area image.Rectangle) error {
	x, y, w, h := area.Min.X, area.Min.Y, area.Dx(), area.Dy()
	ratio := ratioFor(part.SubsampleRatio)
	if part.SubsampleRatio != out.SubsampleRatio || x%ratio.h != 0 || y%ratio.v != 0 {
		return unsupported("TIFF pictures whose strips differ in how they sample colour are not supported by this build")
	}
	copyRows(out.Y[y*out.YStride+x:], out.YStride, part.Y, part.YStride, w, h)
	w, h = (w+ratio.h-1)/ratio.h, (h+ratio.v-1)/ratio.v
	at := y/ratio.v*out.CStride + x/ratio.h
	copyRows(out.Cb[at:], out.CStride, part.Cb, part.CStride, w, h)
	copyRows(out.Cr[at:], out.CStride, part.Cr, part.CStride, w, h)
	return nil
}

func copyRows(to []byte, toStride int, from []byte, fromStride, w, h int) {
	for y := range h {
		copy(to[y*toStride:][:w], from[y*fromStride:])
	}
}
