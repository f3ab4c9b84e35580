package gif

import (
	"compress/lzw"
	"errors"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// dataReader reads what an image's sub-blocks hold, up to the empty one or the end of the file.
type dataReader struct {
	c    *format.Cursor
	held []byte // of the current sub-block
	done bool
}

// fill moves on to the next sub-block.
func (d *dataReader) fill() error {
	if d.done {
		return io.EOF
	}
	n, err := d.c.Byte()
	if err != nil || n == 0 {
		d.done = true
		return io.EOF
	}
	d.held, err = d.c.Bytes(int(min(int64(n), d.c.Size-d.c.Off)))
	if err != nil || len(d.held) == 0 {
		d.done = true
		return io.EOF
	}
	return nil
}

// ReadByte keeps the LZW reader from reading ahead.
func (d *dataReader) ReadByte() (byte, error) {
	if len(d.held) == 0 {
		if err := d.fill(); err != nil {
			return 0, err
		}
	}
	b := d.held[0]
	d.held = d.held[1:]
	return b, nil
}

func (d *dataReader) Read(p []byte) (int, error) {
	if len(d.held) == 0 {
		if err := d.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, d.held)
	d.held = d.held[n:]
	return n, nil
}

// surplus is how many bytes behind the last code are of no account: writers pad.
const surplus = 2

// behind reads what lies behind the last pixel in z, which decodes d. It reports whether that is
// the end: the code for it or no more data, and nothing behind.
func (d *dataReader) behind(z io.Reader) bool {
	var one [1]byte
	n, err := z.Read(one[:])
	if n > 0 || !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false
	}
	for range surplus + 1 {
		if _, err := d.ReadByte(); err != nil {
			return true
		}
	}
	return false
}

// ends reports whether the data of an image is just its pixels, so that the file has been read
// rightly up to its end.
func ends(c *format.Cursor, p part) bool {
	b := stored{descriptor: p.descriptor}
	size := b.rect().Size()
	pixels := int64(size.X) * int64(size.Y)
	if format.CheckClaim(pixels, p.to-p.rest, format.LZWPixelsPerByte) != nil ||
		pixels > format.DefaultLimits().Pixels || c.SeekTo(p.data-1) != nil {
		return false
	}
	width, err := c.Byte()
	if err != nil || width < 2 || width > 8 {
		return false
	}
	d := dataReader{c: c}
	z := lzw.NewReader(&d, lzw.LSB, int(width))
	if _, err := io.CopyN(io.Discard, z, pixels); err != nil {
		return false
	}
	return d.behind(z)
}

// pixels decodes the pixels of a frame, in the order in which they are stored: n of them in a row
// are there. What ends them before the last, if anything does, is the error. Indexes beyond the
// colors end them too. Table is the one of the screen.
func (b *stored) pixels(c *format.Cursor, table []byte) (m *image.Paletted, n int, err error) {
	area := image.Rectangle{Max: b.rect().Size()}
	if err := c.SeekTo(b.rest); err != nil {
		return nil, 0, err
	}
	own, err := c.Block(colors(b.descriptor[8]), format.WindowBytes)
	if err != nil {
		return nil, 0, err
	}
	if len(own) > 0 {
		table = own
	}
	width, err := c.Byte() // of the first codes
	if err != nil {
		return nil, 0, err
	}
	if len(table) == 0 || width < 2 || width > 8 {
		return nil, 0, fault.Damaged("no colors")
	}
	m = image.NewPaletted(area, colorTable(table, b.control))
	d := dataReader{c: c}
	z := lzw.NewReader(&d, lzw.LSB, int(width))
	n, err = io.ReadFull(z, m.Pix)
	if len(m.Palette) < maxColors {
		for i, v := range m.Pix[:n] {
			if int(v) >= len(m.Palette) {
				return m, i, fault.Damaged("a pixel value outside the palette")
			}
		}
	}
	switch {
	case c.Failure != nil:
		return m, n, c.Failure
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return m, n, fault.Damaged("not enough image data")
	case err == nil && !d.behind(z):
		c.Flaws |= format.FlawLengths
	}
	return m, n, err
}
