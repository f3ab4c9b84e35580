//go:build !cgo || purego

package libwebp

import (
	"bytes"
	"fmt"
	"image"
	"io"

	"sizemill/resize/fault"

	gen2brain "github.com/gen2brain/webp"
)

// Native reports whether this build holds libwebp.
const Native = false

// Encode returns m as a file.
func Encode(m *image.NRGBA, o Options) ([]byte, error) {
	if b := m.Rect; b.Empty() || b.Dx() > MaxSide || b.Dy() > MaxSide {
		return nil, fault.TooLarge("more pixels per side than WebP allows")
	}
	if m.Stride != 4*m.Rect.Dx() { // the library ignores gaps
		whole := image.NewNRGBA(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
		for y := range whole.Rect.Dy() {
			copy(whole.Pix[y*whole.Stride:][:whole.Stride], m.Pix[y*m.Stride:])
		}
		m = whole
	}
	return encode(m, o)
}

// EncodePlanes returns planes as a lossy file; o.Lossless is ignored.
func EncodePlanes(p *Planes, o Options) ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	o.Lossless = false
	m := &image.NYCbCrA{YCbCr: *p.video(), AStride: p.Width}
	m.A = bytes.Repeat([]byte{0xFF}, p.Width*p.Height)
	return encode(m, o)
}

func encode(m image.Image, o Options) ([]byte, error) {
	var buf bytes.Buffer
	// The library takes a quality of 0 for its default.
	options := gen2brain.Options{Quality: min(max(o.Quality, 1), 100), Method: Method,
		Lossless: o.Lossless, Exact: o.Exact}
	if err := gen2brain.Encode(&buf, m, options); err != nil {
		return nil, fmt.Errorf("%w: %w", errEncoder, err)
	}
	return buf.Bytes(), nil
}

// Decode reads the still picture in r, from beginning to end. The caller has checked its size: a
// picture of another size is ErrDamaged before memory is allocated.
func Decode(r io.Reader, size image.Point) (*image.NRGBA, error) { return goDecode(r, size) }

// Salvage needs libwebp: this build's decoder returns nothing for a damaged file.
func Salvage(io.Reader, image.Point) (m *image.NRGBA, rows int, err error) {
	return nil, 0, fault.Damaged("this build reads only complete WebP pictures")
}
