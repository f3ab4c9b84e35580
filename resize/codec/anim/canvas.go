package anim

import (
	"image"
	"image/color"
	"time"

	"sizemill/resize/codec/format"
)

// Disposal is what happens to a frame's area before the next frame is drawn.
type Disposal int

// The disposals.
const (
	DisposeNone       Disposal = iota
	DisposeBackground          // clears the area to transparent
	DisposePrevious            // restores what was there before the frame
)

// Frame is a frame as it is stored: a part of the canvas, and how to composite it.
type Frame struct {
	Image   image.Image // of a kind that Decode returns, except CMYK and YCbCr
	At      image.Point // of its first pixel; what lies outside of the canvas is clipped
	Blend   bool        // composited over the canvas; otherwise it replaces the area
	Dispose Disposal
	Delay   time.Duration
}

// Canvas is the canvas on which an animation is shown.
type Canvas struct {
	Image *image.NRGBA
	saved *image.NRGBA
}

// NewCanvas returns a transparent canvas of the size in h.
func NewCanvas(h format.Header) *Canvas {
	return &Canvas{Image: image.NewNRGBA(image.Rect(0, 0, h.Width, h.Height))}
}

// Show draws a frame, calls visit, and disposes of the frame.
func (c *Canvas) Show(f Frame, visit func(format.Frame) error) error {
	b := f.Image.Bounds()
	area := image.Rectangle{Min: f.At, Max: f.At.Add(b.Size())}.Intersect(c.Image.Rect)
	if f.Dispose == DisposePrevious {
		if c.saved == nil {
			c.saved = image.NewNRGBA(c.Image.Rect)
		}
		copyArea(c.saved, c.Image, area)
	}
	c.Draw(f, area)
	if err := visit(format.Frame{Image: c.Image, Delay: f.Delay}); err != nil {
		return err
	}
	switch f.Dispose {
	case DisposeBackground:
		ClearArea(c.Image, area)
	case DisposePrevious:
		copyArea(c.Image, c.saved, area)
	case DisposeNone:
	}
	return nil
}

// Draw draws the part of a frame inside area, in pixels of the canvas.
func (c *Canvas) Draw(f Frame, area image.Rectangle) {
	if area.Empty() {
		return
	}
	line := make([]byte, 4*area.Dx())
	read := rowReader(f.Image)
	from := area.Min.Sub(f.At)
	for y := range area.Dy() {
		to := c.Image.Pix[c.Image.PixOffset(area.Min.X, area.Min.Y+y):][:len(line)]
		if !f.Blend {
			read(to, from.X, from.Y+y)
			continue
		}
		read(line, from.X, from.Y+y)
		for i := 0; i < len(line); i += 4 {
			blend(to[i:i+4:i+4], line[i:i+4:i+4])
		}
	}
}

// blend composites one straight-alpha pixel over another.
func blend(dst, src []byte) {
	sa, da := uint32(src[3]), uint32(dst[3])
	switch {
	case sa == 0:
		return
	case sa == 255 || da == 0:
		copy(dst, src)
		return
	}
	below := da * (255 - sa) // what shows through, in 255ths of 255
	a := sa*255 + below
	for i := range 3 {
		dst[i] = byte((uint32(src[i])*sa*255 + uint32(dst[i])*below + a/2) / a)
	}
	dst[3] = byte((a + 127) / 255)
}

func copyArea(dst, src *image.NRGBA, area image.Rectangle) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		i := src.PixOffset(area.Min.X, y)
		copy(dst.Pix[i:i+4*area.Dx()], src.Pix[i:])
	}
}

// ClearArea makes an area transparent.
func ClearArea(m *image.NRGBA, area image.Rectangle) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		clear(m.Pix[m.PixOffset(area.Min.X, y):][:4*area.Dx()])
	}
}

// rowReader returns a function that reads pixels of m, from (x, y) relative to its first, as 8-bit
// straight alpha.
func rowReader(m image.Image) func(dst []byte, x, y int) {
	switch m := m.(type) {
	case *image.NRGBA:
		return func(dst []byte, x, y int) { copy(dst, m.Pix[y*m.Stride+4*x:]) }
	case *image.Paletted:
		var colors [256][4]byte
		for i, c := range m.Palette {
			n := color.NRGBAModel.Convert(c).(color.NRGBA)
			colors[i&0xFF] = [4]byte{n.R, n.G, n.B, n.A}
		}
		return func(dst []byte, x, y int) {
			for i, v := range m.Pix[y*m.Stride+x:][:len(dst)/4] {
				copy(dst[4*i:4*i+4], colors[v][:])
			}
		}
	case *image.Gray:
		return func(dst []byte, x, y int) {
			for i, v := range m.Pix[y*m.Stride+x:][:len(dst)/4] {
				copy(dst[4*i:4*i+4], []byte{v, v, v, 0xFF})
			}
		}
	case *image.NRGBA64:
		// image.NRGBA64's own conversion premultiplies, which loses color
		return func(dst []byte, x, y int) {
			for i := range dst {
				at := y*m.Stride + 8*x + 2*i
				dst[i] = eight(m.Pix[at], m.Pix[at+1])
			}
		}
	}
	b := m.Bounds()
	return func(dst []byte, x, y int) {
		for i := 0; i < len(dst); i += 4 {
			r, g, bl, a := m.At(b.Min.X+x+i/4, b.Min.Y+y).RGBA()
			if a != 0 && a != 0xFFFF {
				r, g, bl = r*0xFFFF/a, g*0xFFFF/a, bl*0xFFFF/a
			}
			for ch, v := range [4]uint32{r, g, bl, a} {
				dst[i+ch] = eight(byte(v>>8), byte(v))
			}
		}
	}
}

// eight rounds 16 bits to 8.
func eight(hi, lo byte) byte { return byte(((uint32(hi)<<8|uint32(lo))*255 + 0x7FFF) / 0xFFFF) }
