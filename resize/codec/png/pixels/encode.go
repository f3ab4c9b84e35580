package pixels

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"io"
	"slices"

	"github.com/klauspost/compress/zlib"
)

// EncodeOptions are what is written beside the pixels.
type EncodeOptions struct {
	// Chunks are whole chunks, which follow IHDR as they are.
	Chunks []byte
	// Colored keeps pictures without color from being stored as grayscale; their profile may be for
	// color.
	Colored bool
}

// level is the compression level, on libdeflate's scale.
type level int

const (
	// quick is for filtered rows: at level 6 photos become 5 % smaller, in four times the time.
	quick level = 1
	// thorough is for drawings, which repeat themselves: they become up to 40 % smaller than at
	// level 1, at little cost.
	thorough level = 6
)

// inGo returns the nearest level of Go's compressor.
func (l level) inGo() int {
	if l == quick {
		return 5
	}
	return 7
}

// wholeBytes is the most pixels that are compressed in one piece, which is fastest. It needs them
// twice more, filtered and compressed.
const wholeBytes = 128 << 20

// chunkBytes is the length of IDAT chunks: a reader may hold one at a time.
const chunkBytes = 1 << 20

// Encode writes m, an *image.Gray, *image.Gray16, *image.NRGBA or *image.NRGBA64. It uses the
// smallest exact form: without alpha if m is opaque, grayscale, a palette, fewer bits for gray. 16
// bits stay 16. Errors are w's own.
func Encode(w io.Writer, m image.Image, o EncodeOptions) error {
	s, err := newSource(m, o.Colored)
	if err != nil {
		return err
	}
	out := &chunkWriter{w: w}
	out.raw([]byte(signature))
	out.chunk("IHDR", s.ihdr())
	out.raw(o.Chunks)
	if s.palette != nil {
		colors, alphas := s.paletteChunks()
		out.chunk("PLTE", colors)
		if len(alphas) > 0 {
			out.chunk("tRNS", alphas)
		}
	}
	if out.err != nil {
		return out.err
	}
	if err := s.pixels(out); err != nil {
		return err
	}
	out.chunk("IEND", nil)
	return out.err
}

// CompressRGBA returns m's pixels as the data of IDAT chunks, always as 8-bit RGBA: the frames of
// an animation share one form.
func CompressRGBA(m *image.NRGBA) ([]byte, error) {
	s := &source{header: header{width: m.Rect.Dx(), height: m.Rect.Dy(), depth: 8, color: rgbAlpha},
		pack: copyRow}
	s.rows = func(y int) []byte { return m.Pix[y*m.Stride:][:4*s.width] }
	f := &filtering{source: s}
	f.choose()
	return f.compress(0, s.height, f.level)
}

// pixels writes the IDAT chunks.
func (s *source) pixels(out *chunkWriter) error {
	f := &filtering{source: s}
	f.choose()
	if Native && f.inflated() <= wholeBytes {
		z, err := f.compress(0, s.height, f.level)
		if err != nil {
			return err
		}
		_, err = out.Write(z)
		return firstError(err, out.flush())
	}
	return f.stream(out)
}

// stream compresses row by row.
func (f *filtering) stream(out *chunkWriter) error {
	z, err := zlib.NewWriterLevel(out, f.level.inGo())
	if err != nil {
		return err
	}
	row := make([]byte, 1+f.rowBytes(f.width))
	for y := range f.height {
		f.row(row, y)
		if _, err := z.Write(row); err != nil {
			return err
		}
	}
	return firstError(z.Close(), out.flush())
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// chunkWriter writes chunks; Write collects IDAT chunks, which flush ends. It keeps the first
// error.
type chunkWriter struct {
	w   io.Writer
	err error
	buf []byte // an unfinished IDAT chunk, after its length and kind
}

func (c *chunkWriter) raw(b []byte) {
	if c.err == nil && len(b) > 0 {
		_, c.err = c.w.Write(b)
	}
}

func (c *chunkWriter) chunk(kind string, data []byte) { c.raw(AppendChunk(nil, kind, data)) }

// AppendChunk appends a chunk: length, four letters of kind, data and checksum.
func AppendChunk(b []byte, kind string, data []byte) []byte {
	b = binary.BigEndian.AppendUint32(slices.Grow(b, 12+len(data)), uint32(len(data)))
	start := len(b)
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
}

func (c *chunkWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 && c.err == nil {
		if c.buf == nil {
			c.buf = append(make([]byte, 0, 12+chunkBytes), "\x00\x00\x00\x00IDAT"...)
		}
		k := min(len(p), 8+chunkBytes-len(c.buf))
		c.buf = append(c.buf, p[:k]...)
		p = p[k:]
		if len(c.buf) == 8+chunkBytes {
			_ = c.flush() // kept in c.err
		}
	}
	return n, c.err
}

func (c *chunkWriter) flush() error {
	if len(c.buf) > 8 {
		binary.BigEndian.PutUint32(c.buf, uint32(len(c.buf)-8))
		c.raw(binary.BigEndian.AppendUint32(c.buf, crc32.ChecksumIEEE(c.buf[4:])))
		c.buf = c.buf[:8]
	}
	return c.err
}

// kindError is for callers that pass another kind of picture.
func kindError(m image.Image) error { return fmt.Errorf("a %T cannot be encoded", m) }
