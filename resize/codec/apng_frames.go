package codec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"image"
	"io"
	"time"

	"sizemill/resize/png"
)

// apngControl is an fcTL chunk without its sequence number.
type apngControl struct {
	width, height, x, y  uint32
	numerator, divisor   uint16
	dispose, overlayMode byte
}

const apngControlBytes = 26

func parseAPNGControl(b []byte) apngControl {
	be := binary.BigEndian
	return apngControl{
		width: be.Uint32(b[4:]), height: be.Uint32(b[8:]), x: be.Uint32(b[12:]), y: be.Uint32(b[16:]),
		numerator: be.Uint16(b[20:]), divisor: be.Uint16(b[22:]), dispose: b[24], overlayMode: b[25],
	}
}

// fits says that the frame lies on the canvas and says what the specification knows.
func (f apngControl) fits(h Header) bool {
	return f.width > 0 && f.height > 0 && int64(f.x)+int64(f.width) <= int64(h.Width) && int64(f.y)+int64(f.height) <= int64(h.Height) &&
		f.dispose <= 2 && f.overlayMode <= 1
}

func (f apngControl) delay() time.Duration {
	divisor := time.Duration(f.divisor)
	if divisor == 0 {
		divisor = 100
	}
	return time.Duration(f.numerator) * time.Second / divisor
}

// apngReader walks through an animated PNG and shows a frame as soon as the place of its data is known.
type apngReader struct {
	c      *cursor
	h      Header
	stage  *stage
	visit  func(Frame) error
	ihdr   []byte      // its 13 bytes
	tables []byte      // PLTE and tRNS as chunks, which all frames share
	frame  apngControl // the one whose data is being found
	open   bool
	data   []apngData
	next   uint32 // the sequence number that follows
	count  int
}

// apngData is the place of a chunk's pixels.
type apngData struct {
	start, end int64
	before     string // what the chunk's checksum covers before them: its type, and its number if it has one
}

// pngFrames hands the library small files of one frame each.
func pngFrames(c *cursor, h Header, visit func(Frame) error) error {
	r := &apngReader{c: c, h: h, stage: newStage(h), visit: visit}
	if h.Frames == 1 {
		m, err := pngDecode(c, h)
		if err != nil {
			return err
		}
		return r.stage.show(piece{m: m}, visit)
	}
	return pngWalk(c, r.chunk)
}

func (r *apngReader) chunk(kind string, n int64) error {
	start := r.c.off
	switch kind {
	case "IHDR", "PLTE", "tRNS":
		data, err := r.c.block(n, windowBytes)
		switch {
		case err != nil:
			return err
		case kind == "IHDR" && n != 13:
			return damaged("a header of %d bytes", n)
		case kind == "IHDR":
			r.ihdr = data
		default:
			r.tables = png.AppendChunk(r.tables, kind, data)
		}
	case "fcTL":
		if err := r.show(); err != nil {
			return err
		}
		if n != apngControlBytes {
			return damaged("a frame's header of %d bytes", n)
		}
		b, err := r.sequenced(apngControlBytes + 4)
		if err != nil {
			return err
		}
		if crc32.Update(crc32.ChecksumIEEE([]byte(kind)), crc32.IEEETable, b[:n]) != binary.BigEndian.Uint32(b[n:]) {
			return errChecksum()
		}
		r.frame, r.open = parseAPNGControl(b), true
		if !r.frame.fits(r.h) {
			return damaged("a frame reaches beyond its picture")
		}
	case "IDAT":
		if r.open { // otherwise the picture is not part of the animation
			r.data = append(r.data, apngData{start, start + n, kind})
		}
	case "fdAT":
		if n < 4 || !r.open {
			return damaged("a frame without its header")
		}
		number, err := r.sequenced(4)
		if err != nil {
			return err
		}
		r.data = append(r.data, apngData{start + 4, start + n, kind + string(number)})
	case "IEND":
		return r.show()
	}
	return nil
}

// sequenced reads n bytes, of which the first four are a number.
func (r *apngReader) sequenced(n int) ([]byte, error) {
	b, err := r.c.bytes(n)
	if err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint32(b) != r.next {
		return nil, damaged("its frames are out of order")
	}
	r.next++
	return b, nil
}

// show decodes and shows the frame whose data has been found, if there is one.
func (r *apngReader) show() error {
	if !r.open {
		return nil
	}
	if r.ihdr == nil || len(r.data) == 0 {
		return damaged("a frame without pixels")
	}
	m, err := r.decode()
	if err != nil {
		return err
	}
	p := piece{m: m, at: image.Pt(int(r.frame.x), int(r.frame.y)), over: r.frame.overlayMode == 1, delay: r.frame.delay()}
	switch {
	case r.frame.dispose == 1, r.frame.dispose == 2 && r.count == 0: // there is nothing before the first frame
		p.dispose = wipe
	case r.frame.dispose == 2:
		p.dispose = takeBack
	}
	r.count++
	r.open, r.data = false, r.data[:0]
	return r.stage.show(p, r.visit)
}

func (r *apngReader) decode() (image.Image, error) {
	be := binary.BigEndian
	ihdr := append(be.AppendUint32(be.AppendUint32(nil, r.frame.width), r.frame.height), r.ihdr[8:]...)
	head := append(png.AppendChunk([]byte(pngSignature), "IHDR", ihdr), r.tables...)
	parts := []io.Reader{bytes.NewReader(head)}
	size := int64(len(head))
	for _, d := range r.data {
		parts = append(parts, newPNGData(r.c, d))
		size += 12 + d.end - d.start
	}
	parts = append(parts, bytes.NewReader(png.AppendChunk(nil, "IEND", nil)))
	return pngPicture(io.MultiReader(parts...), size, r.h)
}

// pngData is the pixels of an IDAT or fdAT chunk as an IDAT chunk.
type pngData struct {
	c    *cursor
	end  int64
	head []byte // length and type
	body io.Reader
	sum  hash.Hash32 // of the new chunk
	old  hash.Hash32 // of the old one
	tail []byte
}

func newPNGData(c *cursor, d apngData) io.Reader {
	n := d.end - d.start
	p := &pngData{
		c: c, end: d.end, sum: crc32.NewIEEE(), old: crc32.NewIEEE(),
		head: append(binary.BigEndian.AppendUint32(nil, uint32(n)), "IDAT"...),
	}
	_, _ = p.sum.Write(p.head[4:]) // a hash takes everything
	_, _ = io.WriteString(p.old, d.before)
	p.body = io.TeeReader(io.NewSectionReader(c, d.start, n), io.MultiWriter(p.sum, p.old))
	return p
}

func (p *pngData) Read(b []byte) (int, error) {
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
func (p *pngData) check() error {
	var stored [4]byte
	if n, err := p.c.ReadAt(stored[:], p.end); n < len(stored) {
		return err
	}
	if binary.BigEndian.Uint32(stored[:]) != p.old.Sum32() {
		return errChecksum()
	}
	return nil
}

func errChecksum() error { return damaged("a wrong checksum") }
