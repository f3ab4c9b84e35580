package libwebp

import (
	"errors"
	"image"

	"sizemill/resize/fault"
)

// Planes are luma and chroma as in a JPEG: full range, chroma subsampled in both directions. Planes
// may have gaps between their rows.
type Planes struct {
	Width, Height         int
	Y, Cb, Cr             []byte // Cb and Cr nil for a gray picture
	YStride, ChromaStride int
}

// check returns an error unless the planes have the necessary length.
func (p *Planes) check() error {
	w, h := p.Width, p.Height
	if w < 1 || h < 1 || w > MaxSide || h > MaxSide {
		return fault.TooLarge("more pixels per side than WebP allows")
	}
	cw, ch := (w+1)/2, (h+1)/2
	fits := func(b []byte, stride, w, h int) bool { return stride >= w && len(b) >= (h-1)*stride+w }
	if !fits(p.Y, p.YStride, w, h) ||
		p.Cb != nil &&
			(!fits(p.Cb, p.ChromaStride, cw, ch) || !fits(p.Cr, p.ChromaStride, cw, ch)) {
		return errors.New("planes too short for their picture")
	}
	return nil
}

// video returns the picture in video range, in one piece of memory.
func (p *Planes) video() *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, p.Width, p.Height), image.YCbCrSubsampleRatio420)
	luma, chroma := ranges()
	cw, ch := (p.Width+1)/2, (p.Height+1)/2
	convert(m.Y, p.Y, p.Width, p.Height, p.YStride, luma)
	if p.Cb == nil {
		for i := range m.Cb {
			m.Cb[i], m.Cr[i] = 128, 128
		}
		return m
	}
	convert(m.Cb, p.Cb, cw, ch, p.ChromaStride, chroma)
	convert(m.Cr, p.Cr, cw, ch, p.ChromaStride, chroma)
	return m
}

func convert(dst, src []byte, w, h, stride int, table *[256]byte) {
	for y := range h {
		to := dst[y*w:][:w]
		for x, v := range src[y*stride:][:w] {
			to[x] = table[v]
		}
	}
}

// ranges returns the tables from full range to video range.
func ranges() (luma, chroma *[256]byte) {
	luma, chroma = new([256]byte), new([256]byte)
	for v := range 256 {
		luma[v] = byte(16 + (v*219+127)/255)
		chroma[v] = byte((128*255 + (v-128)*224 + 127) / 255)
	}
	return luma, chroma
}
