package webp

import (
	"bytes"
	"encoding/binary"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// part is a chunk of a WebP.
type part struct {
	kind string
	from int64 // where its data begin
	n    int64 // bytes of its data, as stated
	open bool  // the file ends within its data
}

// end returns where its data ends, as stated, with padding.
func (p part) end() int64 { return p.from + p.n + p.n&1 }

// known reports whether the specification describes chunks of that kind.
func known(kind string) bool {
	switch kind {
	case "VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L", "EXIF", "XMP ":
		return true
	}
	return false
}

// shortest is the size of the smallest frame of an animation: the headers of two chunks and of the
// frame, and a pixel.
const shortest = 8 + anmfHeader + 8 + 6

// walker reads the chunks of a WebP one after another.
type walker struct {
	c        *format.Cursor
	end      int64 // of the file, as it states
	last     part
	pixels   bool // seen so far, in frames or outside
	frames   bool
	metadata bool // seen after frames: no frame follows
}

// walk visits the chunks, with the cursor at their data. Faults after the last pixel are flaws, and
// stray bytes are skipped. If pixels may be missing, the error is io.ErrUnexpectedEOF or damage,
// after all chunks were visited; the last one may be open.
func walk(c *format.Cursor, visit func(p part) error) error {
	if err := c.SeekTo(4); err != nil {
		return err
	}
	b, err := c.Bytes(8)
	if err != nil {
		return err
	}
	w := walker{c: c, end: int64(binary.LittleEndian.Uint32(b)) + 8}
	if w.end > most+8 { // written before the length was known
		w.end = c.Size
		c.Flaws |= format.FlawLengths
	}
	for range format.MaxChunks {
		p, err := w.next()
		if err != nil || p.kind == "" {
			return err
		}
		if err := visit(p); err != nil {
			return err
		}
		if err := w.settle(p); err != nil || p.open {
			return err
		}
	}
	return fault.Damaged("more than %d chunks", format.MaxChunks)
}

// settle moves on after p, which has been visited.
func (w *walker) settle(p part) error {
	w.last = p
	if p.open && !w.spared(p) {
		if w.end > w.c.Size {
			return io.ErrUnexpectedEOF
		}
		return fault.DamagedAfterHeader("a chunk reaches beyond the end of the file")
	}
	switch p.kind {
	case "VP8 ", "VP8L":
		w.pixels = true
	case "ANMF":
		w.pixels, w.frames = true, true
	case "EXIF", "XMP ":
		w.metadata = w.frames
	}
	if p.open {
		return w.missing(w.end - p.end())
	}
	return w.c.SeekTo(w.behind(p))
}

// spared reports whether no pixel of p, which is open, is missing.
func (w *walker) spared(p part) bool {
	switch p.kind {
	case "VP8 ", "VP8L", "ALPH":
		return w.pixels && !w.frames
	case "ANMF":
		if w.c.SeekTo(p.from+anmfHeader) != nil {
			return false
		}
		_, err := frameParts(w.c, p)
		return err == nil
	}
	return w.pixels
}

// behind returns where the chunk after p begins. Some writers do not pad chunks.
func (w *walker) behind(p part) int64 {
	next := p.from + p.n
	if p.n%2 == 0 {
		return next
	}
	if next >= w.c.Size {
		w.c.Flaws |= format.FlawEnd
		return w.c.Size
	}
	if w.c.SeekTo(next) == nil {
		if b, err := w.c.Peek(4); err == nil && known(string(b)) {
			w.c.Flaws |= format.FlawLengths
			return next
		}
	}
	return next + 1
}

// missing judges n missing bytes after the visited chunks: damage if they may have held pixels.
func (w *walker) missing(n int64) error {
	if !w.pixels || w.frames && !w.metadata && n >= shortest {
		return io.ErrUnexpectedEOF
	}
	w.c.Flaws |= format.FlawEnd
	return nil
}

// next reads the header of the next chunk; a part without a kind is the end.
func (w *walker) next() (part, error) {
	c := w.c
	if c.Off > w.end || c.Off == c.Size && w.end < c.Size {
		c.Flaws |= format.FlawLengths
	}
	if c.Off == c.Size {
		if n := w.end - max(c.Size, w.last.end()); n > 0 {
			return part{}, w.missing(n)
		}
		return part{}, nil
	}
	p, err := w.peek()
	if err != nil {
		return part{}, err
	}
	known := known(p.kind)
	switch {
	case c.Off+8 > w.end: // after the stated end
		if known && !p.open {
			c.Flaws |= format.FlawLengths
			break
		}
		if !w.pixels && w.end < c.Size { // it cannot be the end
			w.end = c.Size
			c.Flaws |= format.FlawLengths
			return w.next()
		}
		c.Flaws |= format.FlawStray
		return part{}, nil
	case p.kind == "" && w.end > c.Size:
		return part{}, w.missing(w.end - c.Off)
	case !named(p.kind), p.open && !known && (w.end <= c.Size || !w.pixels):
		return w.restart(c.Off, format.FlawStray)
	case p.open && !pixels(p.kind) && (!w.pixels || w.frames && w.end <= c.Size):
		return w.restart(p.from, format.FlawPart)
	}
	return p, c.SeekTo(p.from)
}

// peek reads a chunk's header at the cursor; none if the file ends within the header.
func (w *walker) peek() (part, error) {
	if w.c.Size-w.c.Off < 8 {
		return part{}, nil
	}
	b, err := w.c.Peek(8)
	if err != nil {
		return part{}, err
	}
	p := part{kind: string(b[:4]), from: w.c.Off + 8, n: int64(binary.LittleEndian.Uint32(b[4:]))}
	p.open = p.from+p.n > w.c.Size
	return p, nil
}

// pixels reports whether chunks of that kind hold pixels.
func pixels(kind string) bool {
	return kind == "VP8 " || kind == "VP8L" || kind == "ALPH" || kind == "ANMF"
}

// named reports whether four bytes can be a kind: printable characters.
func named(kind string) bool {
	return len(kind) == 4 &&
		bytes.IndexFunc([]byte(kind), func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// restart searches from an offset on for the next chunk with pixels that lies in the file, or for
// metadata. The skipped bytes are a flaw. If there is none, the file ends; before the first pixel,
// that is damage.
func (w *walker) restart(from int64, flaw format.Flaws) (part, error) {
	c := w.c
	for off := from; off+8 <= min(w.end, c.Size); {
		if err := c.SeekTo(off); err != nil {
			return part{}, err
		}
		n := int(min(format.WindowBytes, c.Size-off))
		b, err := c.Peek(n)
		if err != nil {
			return part{}, err
		}
		for i := range n - 7 {
			at := off + int64(i) + 8
			size := int64(binary.LittleEndian.Uint32(b[i+4:]))
			if kind := string(b[i : i+4]); known(kind) && at+size <= c.Size {
				c.Flaws |= flaw
				return part{kind: kind, from: at, n: size}, c.SeekTo(at)
			}
		}
		off += int64(n - 7)
	}
	if !w.pixels {
		if w.end > c.Size {
			return part{}, io.ErrUnexpectedEOF
		}
		return part{}, fault.DamagedAfterHeader("a chunk reaches beyond the end of the file")
	}
	c.Flaws |= flaw
	return part{}, nil
}
