package pixels

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image/color"
	"io"
	"math"

	"sizemill/resize/fault"
)

// readStep is how much is read at once, so that a reader checks its context often.
const readStep = 4 << 20

// DeflateRatio is the most that deflate compresses (1,032 to 1), rounded up.
const DeflateRatio = 1040

// mostPixels bounds pixels so that their bytes, with filters and compression's overhead, fit in 64
// bits.
const mostPixels = math.MaxInt64 / 16

// file is what the chunks of a file state.
type file struct {
	header
	palette     color.Palette
	alpha       bool   // tRNS makes some of the pixels transparent:
	transparent []byte // those of this color, one or three samples of two bytes
	compressed  []byte // nil before the first IDAT
}

// chunks reads a file chunk by chunk. salvage continues after a wrong checksum of pixels.
type chunks struct {
	r         io.Reader
	size      int64 // of the file, in bytes, or 0
	maxPixels int64
	salvage   bool
	order     Order
	kind      string
	last      string // the kind of the chunk before
	left      int    // bytes of the chunk that are still to be read
	sum       uint32
	wrong     bool   // salvage has passed over a wrong checksum of pixels
	ended     error  // the damage at which reading ended, after the first pixels
	faults    Faults // that cost no pixel
	scratch   [4096]byte
}

// read reads a file up to its end mark, or up to the damage in ended.
func (c *chunks) read() (*file, error) {
	f, err := c.start()
	for err == nil && c.kind != "IEND" {
		err = c.chunk(f)
	}
	switch {
	case err == nil && f.compressed == nil:
		return nil, fault.Damaged("no pixels")
	case f != nil && f.compressed != nil && errors.Is(err, fault.ErrDamaged) &&
		(c.salvage || !errors.Is(err, errDoubt)):
		c.ended, err = err, nil
		c.faults |= BadEnd
	}
	return f, err
}

// start reads the signature and IHDR.
func (c *chunks) start() (*file, error) {
	if err := c.full(c.scratch[:len(signature)]); err != nil {
		return nil, err
	}
	if string(c.scratch[:len(signature)]) != signature {
		return nil, fault.Damaged("no PNG signature")
	}
	if err := c.begin(); err != nil {
		return nil, err
	}
	for !Critical(c.kind) { // misplaced
		c.faults |= BadChunk
		if err := c.skip(); err != nil {
			return nil, err
		}
		if _, err := c.end(); err != nil {
			return nil, err
		}
		if err := c.begin(); err != nil {
			return nil, err
		}
	}
	switch {
	case c.kind == "CgBI":
		return nil, UnknownChunk(c.kind)
	case c.kind != "IHDR" || c.left != ihdrBytes:
		return nil, fault.Damaged("no header")
	}
	b := c.scratch[:ihdrBytes]
	if err := c.data(b); err != nil {
		return nil, err
	}
	h, err := readHeader(b)
	if err != nil {
		return nil, err
	}
	c.order.Header(b)
	switch pixels := int64(h.width) * int64(h.height); {
	case c.maxPixels > 0 && pixels > c.maxPixels:
		return nil, fault.TooLarge("more pixels than allowed")
	case pixels > mostPixels:
		return nil, fault.TooLarge("more pixels than memory")
	}
	return &file{header: h}, c.pixelEnd()
}

// chunk reads the next chunk.
func (c *chunks) chunk(f *file) error {
	c.last = c.kind
	if err := c.begin(); err != nil {
		return err
	}
	pixels := c.order.Pixels()
	takes := c.order.Takes(c.kind, int64(c.left))
	switch {
	case c.kind == "IDAT":
		if pixels && c.last != "IDAT" { // all pixels count, whatever lies between them
			c.faults |= BadChunk
		}
		if err := c.idat(f); err != nil {
			return err
		}
		return c.pixelEnd()
	case c.kind == "IHDR" && !pixels:
		return fault.Damaged("a second header")
	case c.kind == "PLTE" && !pixels && f.color == indexed:
		return c.plte(f, takes)
	case c.kind == "tRNS" && takes:
		return c.trns(f)
	}
	return c.other(takes)
}

// other skips a chunk that makes no pixels.
func (c *chunks) other(takes bool) error {
	right, err := c.rest()
	switch {
	case err != nil:
		return err
	case Critical(c.kind) && !Known(c.kind) && right:
		return UnknownChunk(c.kind)
	case Critical(c.kind) && !Known(c.kind):
		return fault.Damaged("wrong checksum of chunk %q", c.kind)
	case c.kind == "IEND" && !right:
		c.faults |= BadEnd
	case !takes || !right:
		c.faults |= BadChunk
	}
	return nil
}

// rest skips the rest of a chunk and reports whether its checksum is right.
func (c *chunks) rest() (right bool, err error) {
	if err := c.skip(); err != nil {
		return false, err
	}
	return c.end()
}

// plte reads the colors of a picture that has no others.
func (c *chunks) plte(f *file, takes bool) error {
	if f.palette != nil {
		return fault.Damaged("a palette out of place")
	}
	if !takes {
		return fault.Damaged("a palette of %d bytes", c.left)
	}
	b := c.scratch[:c.left]
	if err := c.data(b); err != nil {
		return err
	}
	n := len(b) / 3
	if most := 1 << f.depth; n > most { // no pixel can use the others
		n = most
		c.faults |= BadChunk
	}
	f.palette = make(color.Palette, n, 256)
	for i := range f.palette {
		f.palette[i] = color.RGBA{R: b[3*i], G: b[3*i+1], B: b[3*i+2], A: 0xFF}
	}
	return c.pixelEnd()
}

// trns reads a tRNS chunk in its place.
func (c *chunks) trns(f *file) error {
	b := make([]byte, c.left)
	if err := c.data(b); err != nil {
		return err
	}
	switch right, err := c.end(); {
	case err != nil:
		return err
	case !right:
		c.faults |= BadAlpha
		return nil
	}
	f.alpha = true
	if f.color != indexed {
		f.transparent = b
		return nil
	}
	for i, a := range b[:min(len(b), len(f.palette))] {
		p, _ := f.palette[i].(color.RGBA)
		f.palette[i] = color.NRGBA{R: p.R, G: p.G, B: p.B, A: a}
	}
	return nil
}

// extend extends the palette to n colors. Some files have pixels beyond it; as with libpng they are
// black.
func (f *file) extend(n int) {
	for len(f.palette) < n {
		f.palette = append(f.palette, color.RGBA{A: 0xFF})
	}
}

// idat appends the chunk to the compressed pixels.
func (c *chunks) idat(f *file) error {
	if f.color == indexed && f.palette == nil {
		return fault.Damaged("no palette")
	}
	// Stored pixels become a little longer; bytes beyond that are not pixels.
	raw := f.inflated()
	most := raw + raw/8 + 64<<10
	if f.compressed == nil {
		f.compressed = make([]byte, 0, min(most, c.size, math.MaxInt))
	}
	for c.left > 0 {
		at := len(f.compressed)
		n := int(min(int64(c.left), readStep, most-int64(at)))
		if n == 0 {
			c.faults |= Surplus
			return c.skip()
		}
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

// skip skips the rest of a chunk's data.
func (c *chunks) skip() error {
	for c.left > 0 {
		if err := c.data(c.scratch[:min(c.left, len(c.scratch))]); err != nil {
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
		return fault.Damaged("a chunk of %d bytes", n)
	}
	if c.left, c.kind, c.sum = int(n), string(b[4:]), crc32.ChecksumIEEE(b[4:]); !IsKind(c.kind) {
		return fault.Damaged("no chunk where one is expected")
	}
	return nil
}

// data reads some of the chunk's data, all of b.
func (c *chunks) data(b []byte) error {
	_, err := c.part(b)
	return err
}

// part is data that knows how much of it was read before an error.
func (c *chunks) part(b []byte) (int, error) {
	n, err := io.ReadFull(c.r, b)
	c.sum = crc32.Update(c.sum, crc32.IEEETable, b[:n])
	c.left -= n
	return n, short(err)
}

// end reads the checksum and reports whether it is right.
func (c *chunks) end() (right bool, err error) {
	b := c.scratch[:4]
	if err := c.full(b); err != nil {
		return false, err
	}
	return binary.BigEndian.Uint32(b) == c.sum, nil
}

// pixelEnd reads the checksum of a chunk that makes pixels.
func (c *chunks) pixelEnd() error {
	right, err := c.end()
	switch {
	case err != nil || right:
		return err
	case c.salvage:
		c.wrong = true
		return nil
	}
	return Doubtful("wrong checksum of chunk %q", c.kind)
}

func (c *chunks) full(b []byte) error {
	_, err := io.ReadFull(c.r, b)
	return short(err)
}

// short returns damage for the early end of a file, and other errors of the reader unchanged.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Damaged("unexpected end of file")
	}
	return err
}
