package png

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image/color"
	"io"
	"math"
)

// readStep is how much is read at once, so that a reader that looks at a context is asked now and then.
const readStep = 4 << 20

// DeflateRatio is the most that deflate compresses (1,032 to 1), rounded up.
const DeflateRatio = 1040

// mostPixels have, with their filters and what compression may add to them, no more bytes than 64 bits can count.
const mostPixels = math.MaxInt64 / 16

// file is what the chunks of a file say.
type file struct {
	header
	palette     color.Palette
	alpha       bool   // tRNS makes some of the pixels transparent:
	transparent []byte // those of this colour, one or three samples of two bytes
	compressed  []byte // nil before the first IDAT
}

// chunks reads a file chunk by chunk. salvage reads on where a checksum is wrong, and takes what there is of pixels that end early.
type chunks struct {
	r         io.Reader
	size      int64 // of the file, in bytes, or 0
	maxPixels int64
	salvage   bool
	kind      string
	left      int // bytes of the chunk that are still to be read
	sum       uint32
	wrong     bool // salvage has passed over a checksum of a chunk that makes pixels
	closed    bool // a chunk follows the pixels, so that further ones are none
	scratch   [4096]byte
}

// read reads a file up to its end mark.
func (c *chunks) read() (*file, error) {
	f, err := c.start()
	for err == nil && c.kind != "IEND" {
		err = c.chunk(f)
	}
	switch {
	case c.salvage && errors.Is(err, ErrDamaged) && f != nil && len(f.compressed) > 0:
		err = nil
	case err == nil && f.compressed == nil:
		err = damaged("no pixels")
	}
	return f, err
}

// start reads the signature and IHDR.
func (c *chunks) start() (*file, error) {
	if err := c.full(c.scratch[:len(signature)]); err != nil {
		return nil, err
	}
	if string(c.scratch[:len(signature)]) != signature {
		return nil, damaged("no PNG signature")
	}
	if err := c.begin(); err != nil {
		return nil, err
	}
	if c.kind != "IHDR" || c.left != ihdrBytes {
		return nil, damaged("no header")
	}
	b := c.scratch[:ihdrBytes]
	if err := c.data(b); err != nil {
		return nil, err
	}
	h, err := readHeader(b)
	if err != nil {
		return nil, err
	}
	switch pixels := int64(h.width) * int64(h.height); {
	case c.maxPixels > 0 && pixels > c.maxPixels:
		return nil, &reason{ErrTooLarge, "more pixels than allowed"}
	case pixels > mostPixels:
		return nil, &reason{ErrTooLarge, "more pixels than memory"}
	}
	return &file{header: h}, c.end()
}

// chunk reads the next chunk.
func (c *chunks) chunk(f *file) error {
	err := c.begin()
	if err != nil {
		return err
	}
	c.closed = c.closed || f.compressed != nil && c.kind != "IDAT"
	switch {
	case c.kind == "IHDR":
		return damaged("a second header")
	case c.kind == "PLTE" && f.compressed == nil:
		err = c.plte(f)
	case c.kind == "tRNS" && f.compressed == nil:
		err = c.trns(f)
	case c.kind == "IDAT" && !c.closed:
		err = c.idat(f)
	}
	if err != nil {
		return err
	}
	for c.left > 0 {
		if err := c.data(c.scratch[:min(c.left, len(c.scratch))]); err != nil {
			return err
		}
	}
	return c.end()
}

func (c *chunks) plte(f *file) error {
	if f.color == gray || f.color == grayAlpha || f.palette != nil {
		return damaged("a palette out of place")
	}
	n := c.left / 3
	if c.left%3 != 0 || n == 0 || n > 256 || f.color == indexed && n > 1<<f.depth {
		return damaged("a palette of %d bytes", c.left)
	}
	b := c.scratch[:c.left]
	if err := c.data(b); err != nil || f.color != indexed {
		return err
	}
	f.palette = make(color.Palette, n, 256)
	for i := range f.palette {
		f.palette[i] = color.RGBA{R: b[3*i], G: b[3*i+1], B: b[3*i+2], A: 0xFF}
	}
	return nil
}

func (c *chunks) trns(f *file) error {
	n := c.left
	if f.alpha {
		return damaged("transparency twice")
	}
	f.alpha = true
	switch {
	case f.color == gray && n == 2, f.color == rgb && n == 6:
		f.transparent = make([]byte, n)
		return c.data(f.transparent)
	case f.color != indexed || f.palette == nil || n > 256:
		return damaged("transparency out of place, of %d bytes", n)
	}
	b := c.scratch[:n]
	if err := c.data(b); err != nil {
		return err
	}
	f.extend(n)
	for i, a := range b {
		p, _ := f.palette[i].(color.RGBA)
		f.palette[i] = color.NRGBA{R: p.R, G: p.G, B: p.B, A: a}
	}
	return nil
}

// extend gives the palette at least n colours. Files exist whose pixels go beyond it; as with libpng such pixels are black.
func (f *file) extend(n int) {
	for len(f.palette) < n {
		f.palette = append(f.palette, color.RGBA{A: 0xFF})
	}
}

// idat appends the chunk to the compressed pixels.
func (c *chunks) idat(f *file) error {
	if f.color == indexed && f.palette == nil {
		return damaged("no palette")
	}
	// Stored as they are, pixels become a little longer; what goes beyond that is none of theirs.
	raw := f.inflated()
	most := raw + raw/8 + 64<<10
	if f.compressed == nil {
		f.compressed = make([]byte, 0, min(most, c.size, math.MaxInt))
	}
	if int64(len(f.compressed))+int64(c.left) > most {
		return damaged("more compressed bytes than pixels")
	}
	for c.left > 0 {
		at := len(f.compressed)
		n := min(c.left, readStep)
		if cap(f.compressed)-at < n {
			f.compressed = append(f.compressed, make([]byte, n)...)[:at]
		}
		part := f.compressed[at : at+n]
		got, err := c.part(part)
		f.compressed = f.compressed[:at+got]
		if err != nil {
			return err
		}
	}
	return nil
}

// begin reads the length and the kind of the next chunk.
func (c *chunks) begin() error {
	b := c.scratch[:8]
	if err := c.full(b); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(b)
	if n > 1<<31-1 {
		return damaged("a chunk of %d bytes", n)
	}
	c.left, c.kind, c.sum = int(n), string(b[4:]), crc32.ChecksumIEEE(b[4:])
	return nil
}

// data reads some of the chunk's data, all of b.
func (c *chunks) data(b []byte) error {
	_, err := c.part(b)
	return err
}

// part is data that says how much it has read before an error.
func (c *chunks) part(b []byte) (int, error) {
	n, err := io.ReadFull(c.r, b)
	c.sum = crc32.Update(c.sum, crc32.IEEETable, b[:n])
	c.left -= n
	return n, short(err)
}

// end reads the checksum.
func (c *chunks) end() error {
	b := c.scratch[:4]
	if err := c.full(b); err != nil {
		return err
	}
	switch {
	case binary.BigEndian.Uint32(b) == c.sum:
	case !c.salvage:
		return damaged("a wrong checksum of chunk %q", c.kind)
	case c.kind[0]&0x20 == 0 || c.kind == "tRNS": // one that is needed to show the picture
		c.wrong = true
	}
	return nil
}

func (c *chunks) full(b []byte) error {
	_, err := io.ReadFull(c.r, b)
	return short(err)
}

// short says of a file that ends early that it is damaged; other errors are the reader's.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("unexpected end of file")
	}
	return err
}
