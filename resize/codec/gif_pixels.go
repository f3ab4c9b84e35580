package codec

import (
	"compress/lzw"
	"errors"
	"image"
	"io"
)

// gifData reads what an image's sub-blocks hold, up to the empty one or the end of the file.
type gifData struct {
	c    *cursor
	held []byte // of the current sub-block
	done bool
}

// fill moves on to the next sub-block.
func (d *gifData) fill() error {
	if d.done {
		return io.EOF
	}
	n, err := d.c.byte()
	if err != nil || n == 0 {
		d.done = true
		return io.EOF
	}
	d.held, err = d.c.bytes(int(min(int64(n), d.c.size-d.c.off)))
	if err != nil || len(d.held) == 0 {
		d.done = true
		return io.EOF
	}
	return nil
}

// ReadByte keeps the LZW reader from reading ahead.
func (d *gifData) ReadByte() (byte, error) {
	if len(d.held) == 0 {
		if err := d.fill(); err != nil {
			return 0, err
		}
	}
	b := d.held[0]
	d.held = d.held[1:]
	return b, nil
}

func (d *gifData) Read(p []byte) (int, error) {
	if len(d.held) == 0 {
		if err := d.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, d.held)
	d.held = d.held[n:]
	return n, nil
}

// gifSurplus is how many bytes behind the last code are of no account: writers pad.
const gifSurplus = 2

// behind reads what lies behind the last pixel in z, which decodes d. It reports whether that is the end: the code for it or
// no more data, and nothing behind.
func (d *gifData) behind(z io.Reader) bool {
	var one [1]byte
	if n, err := z.Read(one[:]); n > 0 || !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false
	}
	for range gifSurplus + 1 {
		if _, err := d.ReadByte(); err != nil {
			return true
		}
	}
	return false
}

// gifEnds reports whether the data of an image is just its pixels, so that the file has been read rightly up to its end.
func gifEnds(c *cursor, p gifPart) bool {
	b := gifStored{descriptor: p.descriptor}
	size := b.rect().Size()
	pixels := int64(size.X) * int64(size.Y)
	if boundClaim(pixels, p.to-p.rest, gifPixelsPerByte) != nil || pixels > DefaultLimits().Pixels || c.seek(p.data-1) != nil {
		return false
	}
	width, err := c.byte()
	if err != nil || width < 2 || width > 8 {
		return false
	}
	d := gifData{c: c}
	z := lzw.NewReader(&d, lzw.LSB, int(width))
	if _, err := io.CopyN(io.Discard, z, pixels); err != nil {
		return false
	}
	return d.behind(z)
}

// pixels decodes the pixels of a frame, in the order in which they are stored: n of them in a row are there. What ends them
// before the last, if anything does, is the error. Indexes beyond the colors end them too. Table is the one of the screen.
func (b *gifStored) pixels(c *cursor, table []byte) (m *image.Paletted, n int, err error) {
	area := image.Rectangle{Max: b.rect().Size()}
	if err := c.seek(b.rest); err != nil {
		return nil, 0, err
	}
	own, err := c.block(gifColors(b.descriptor[8]), windowBytes)
	if err != nil {
		return nil, 0, err
	}
	if len(own) > 0 {
		table = own
	}
	width, err := c.byte() // of the first codes
	if err != nil {
		return nil, 0, err
	}
	if len(table) == 0 || width < 2 || width > 8 {
		return nil, 0, damaged("no colors")
	}
	m = image.NewPaletted(area, gifTable(table, b.control))
	d := gifData{c: c}
	z := lzw.NewReader(&d, lzw.LSB, int(width))
	n, err = io.ReadFull(z, m.Pix)
	if len(m.Palette) < maxColors {
		for i, v := range m.Pix[:n] {
			if int(v) >= len(m.Palette) {
				return m, i, damaged("a pixel of no color")
			}
		}
	}
	switch {
	case c.failure != nil:
		return m, n, c.failure
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return m, n, damaged("not enough image data")
	case err == nil && !d.behind(z):
		c.flaws |= FlawLengths
	}
	return m, n, err
}
