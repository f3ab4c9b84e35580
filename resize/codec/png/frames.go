package png

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"image"
	"io"
	"time"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/fault"
)

// frameControl is an fcTL chunk without its sequence number.
type frameControl struct {
	width, height, x, y  uint32
	numerator, divisor   uint16
	dispose, overlayMode byte
}

const frameControlBytes = 26

func parseFrameControl(b []byte) frameControl {
	be := binary.BigEndian
	return frameControl{
		width: be.Uint32(b[4:]), height: be.Uint32(b[8:]),
		x: be.Uint32(b[12:]), y: be.Uint32(b[16:]),
		numerator: be.Uint16(b[20:]), divisor: be.Uint16(b[22:]),
		dispose: b[24], overlayMode: b[25],
	}
}

// fits reports whether the frame lies on the canvas and has values that the specification knows.
func (f frameControl) fits(h format.Header) bool {
	return f.width > 0 && f.height > 0 && int64(f.x)+int64(f.width) <= int64(h.Width) &&
		int64(f.y)+int64(f.height) <= int64(h.Height) &&
		f.dispose <= 2 && f.overlayMode <= 1
}

func (f frameControl) delay() time.Duration {
	divisor := time.Duration(f.divisor)
	if divisor == 0 {
		divisor = 100
	}
	return time.Duration(f.numerator) * time.Second / divisor
}

// frameReader walks through an animated PNG and passes small files of one frame each to the still
// decoder.
type frameReader struct {
	c      *format.Cursor
	h      format.Header
	order  pixels.Order
	ihdr   []byte // its 13 bytes
	tables []byte // PLTE and tRNS as chunks, which all frames share
	index  frameIndex
}

// Frames visits the frames in the order of their numbers. Of a file that is cut within a frame it
// visits those before, and then returns the damage.
func Frames(
	ctx context.Context, c *format.Cursor, h format.Header, visit func(format.Frame) error,
) error {
	s := anim.NewCanvas(h)
	if h.Frames == 1 {
		m, err := Decode(ctx, c, h)
		if err != nil {
			return err
		}
		return s.Show(anim.Frame{Image: m}, visit)
	}
	r := &frameReader{c: c, h: h}
	cut := walk(c, r.chunk)
	switch {
	case errors.Is(cut, errNoEnd):
		cut = nil
	case errors.Is(cut, io.ErrUnexpectedEOF):
		r.index.dropLast()
	case cut != nil:
		return cut
	}
	list, flaws, err := r.index.arrange(h)
	if err != nil {
		return err
	}
	c.Flaws |= flaws
	for i, f := range list {
		m, err := r.decode(f)
		if err != nil {
			return err
		}
		if err := s.Show(f.placed(m, i == 0), visit); err != nil {
			return err
		}
	}
	return cut
}

func (r *frameReader) chunk(kind string, n int64) error {
	takes := r.order.Takes(kind, n)
	switch kind {
	case "IHDR":
		if r.ihdr != nil {
			return nil
		}
		if n != 13 {
			return fault.Damaged("a header of %d bytes", n)
		}
		data, err := data(r.c, kind, n)
		switch {
		case err != nil:
			return err
		case data == nil:
			return errChecksum()
		}
		r.ihdr = data
		r.order.Header(data)
	case "PLTE", "tRNS", "acTL":
		if !takes {
			return nil
		}
		if kind == "acTL" {
			return r.index.chunk(r.c, kind, n)
		}
		return r.table(kind, n)
	case "fcTL", "fdAT", "IDAT":
		return r.index.chunk(r.c, kind, n)
	}
	return nil
}

// table keeps a chunk that all frames need. A wrong checksum is damage, unless pixels have their
// colors without it.
func (r *frameReader) table(kind string, n int64) error {
	data, err := data(r.c, kind, n)
	switch {
	case err != nil:
		return err
	case data != nil:
		r.tables = pixels.AppendChunk(r.tables, kind, data)
	case kind == "tRNS":
		r.c.Flaws |= format.FlawAlpha
	case len(r.ihdr) > 9 && r.ihdr[9] == 3: // pixels are indexes of colors
		return errChecksum()
	default:
		r.c.Flaws |= format.FlawPart
	}
	return nil
}

// placed returns a decoded frame with its place on the canvas.
func (f indexFrame) placed(m image.Image, first bool) anim.Frame {
	p := anim.Frame{Image: m, At: image.Pt(int(f.x), int(f.y)), Blend: f.overlayMode == 1,
		Delay: f.delay()}
	switch {
	case f.dispose == 1, f.dispose == 2 && first: // nothing precedes the first frame
		p.Dispose = anim.DisposeBackground
	case f.dispose == 2:
		p.Dispose = anim.DisposePrevious
	}
	return p
}

func (r *frameReader) decode(f indexFrame) (image.Image, error) {
	be := binary.BigEndian
	if r.ihdr == nil {
		return nil, fault.Damaged("no header")
	}
	ihdr := append(be.AppendUint32(be.AppendUint32(nil, f.width), f.height), r.ihdr[8:]...)
	head := append(pixels.AppendChunk([]byte(signature), "IHDR", ihdr), r.tables...)
	parts := []io.Reader{bytes.NewReader(head)}
	size := int64(len(head))
	for _, d := range f.data {
		parts = append(parts, newIDAT(r.c, d))
		size += 12 + d.end - d.start
	}
	parts = append(parts, bytes.NewReader(pixels.AppendChunk(nil, "IEND", nil)))
	return picture(r.c, io.MultiReader(parts...), size, r.h)
}

// idat reads the pixels of an IDAT or fdAT chunk as an IDAT chunk.
type idat struct {
	c    *format.Cursor
	end  int64
	head []byte // length and type
	body io.Reader
	sum  hash.Hash32 // of the new chunk
	old  hash.Hash32 // of the old one
	tail []byte
}

func newIDAT(c *format.Cursor, d pixelData) io.Reader {
	n := d.end - d.start
	p := &idat{
		c: c, end: d.end, sum: crc32.NewIEEE(), old: crc32.NewIEEE(),
		head: append(binary.BigEndian.AppendUint32(nil, uint32(n)), "IDAT"...),
	}
	_, _ = p.sum.Write(p.head[4:]) // writing to a hash never fails
	_, _ = io.WriteString(p.old, d.before)
	p.body = io.TeeReader(io.NewSectionReader(c, d.start, n), io.MultiWriter(p.sum, p.old))
	return p
}

func (p *idat) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	if p.body != nil {
		n, err := p.body.Read(b)
		if n > 0 || err == nil {
			return n, nil
		}
		if !errors.Is(err, io.EOF) {
			return 0, err
		}
		if err := p.check(); err != nil {
			return 0, err
		}
		p.body, p.tail = nil, p.sum.Sum(nil)
	}
	if len(p.tail) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.tail)
	p.tail = p.tail[n:]
	return n, nil
}

// check compares the old chunk's checksum.
func (p *idat) check() error {
	var stored [4]byte
	if n, err := p.c.ReadAt(stored[:], p.end); n < len(stored) {
		if errors.Is(err, io.EOF) { // cut off, which costs no pixel: zlib has its own checksum
			p.c.Flaws |= format.FlawEnd
			return nil
		}
		return err
	}
	if binary.BigEndian.Uint32(stored[:]) != p.old.Sum32() {
		return errChecksum()
	}
	return nil
}

func errChecksum() error { return pixels.Doubtful("wrong checksum") }
