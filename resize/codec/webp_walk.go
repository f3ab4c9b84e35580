package codec

import (
	"bytes"
	"encoding/binary"
	"io"
)

// webpPart is a chunk of a WebP.
type webpPart struct {
	kind string
	from int64 // where its data begin
	n    int64 // bytes of its data, as stated
	open bool  // the file ends before its data do
}

// end returns where its data end, as stated, with the padding.
func (p webpPart) end() int64 { return p.from + p.n + p.n&1 }

// webpKnown reports whether the specification describes chunks of that kind.
func webpKnown(kind string) bool {
	switch kind {
	case "VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L", "EXIF", "XMP ":
		return true
	}
	return false
}

// webpShortest is how many bytes the smallest frame of an animation has: two chunks' headers, a frame's, and a pixel's.
const webpShortest = 8 + anmfHeader + 8 + 6

// webpWalker reads the chunks of a WebP one after another.
type webpWalker struct {
	c        *cursor
	end      int64 // of the file, as it states
	last     webpPart
	pixels   bool // seen by now, in frames or outside of them
	frames   bool
	metadata bool // seen behind frames: no frame follows
}

// webpWalk visits the chunks, the cursor standing at their data. What is missing or wrong behind the last pixel is a flaw, and
// stray bytes are skipped. Where pixels may be missing it is io.ErrUnexpectedEOF or damage, after all chunks have been visited; the
// last of them may be open.
func webpWalk(c *cursor, visit func(p webpPart) error) error {
	if err := c.seek(4); err != nil {
		return err
	}
	b, err := c.bytes(8)
	if err != nil {
		return err
	}
	w := webpWalker{c: c, end: int64(binary.LittleEndian.Uint32(b)) + 8}
	if w.end > webpMost+8 { // written before the length was known
		w.end = c.size
		c.flaws |= FlawLengths
	}
	for range maxChunks {
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
	return damaged("more than %d chunks", maxChunks)
}

// settle moves on behind p, which has been visited.
func (w *webpWalker) settle(p webpPart) error {
	w.last = p
	if p.open && !w.spared(p) {
		if w.end > w.c.size {
			return io.ErrUnexpectedEOF
		}
		return damagedBehind("a chunk reaches beyond the end of the file")
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
	return w.c.seek(w.behind(p))
}

// spared reports whether no pixel is missing of p, which is open.
func (w *webpWalker) spared(p webpPart) bool {
	switch p.kind {
	case "VP8 ", "VP8L", "ALPH":
		return w.pixels && !w.frames
	case "ANMF":
		if w.c.seek(p.from+anmfHeader) != nil {
			return false
		}
		_, err := webpFrameParts(w.c, p)
		return err == nil
	}
	return w.pixels
}

// behind returns where the chunk behind p begins. Some writers pad no chunk.
func (w *webpWalker) behind(p webpPart) int64 {
	next := p.from + p.n
	if p.n%2 == 0 {
		return next
	}
	if next >= w.c.size {
		w.c.flaws |= FlawEnd
		return w.c.size
	}
	if w.c.seek(next) == nil {
		if b, err := w.c.peek(4); err == nil && webpKnown(string(b)) {
			w.c.flaws |= FlawLengths
			return next
		}
	}
	return next + 1
}

// missing decides about n bytes that the file lacks behind what was visited: damage where they may have held pixels.
func (w *webpWalker) missing(n int64) error {
	if !w.pixels || w.frames && !w.metadata && n >= webpShortest {
		return io.ErrUnexpectedEOF
	}
	w.c.flaws |= FlawEnd
	return nil
}

// next reads the header of the next chunk; a part of no kind is the end.
func (w *webpWalker) next() (webpPart, error) {
	c := w.c
	if c.off > w.end || c.off == c.size && w.end < c.size {
		c.flaws |= FlawLengths
	}
	if c.off == c.size {
		if n := w.end - max(c.size, w.last.end()); n > 0 {
			return webpPart{}, w.missing(n)
		}
		return webpPart{}, nil
	}
	p, err := w.peek()
	if err != nil {
		return webpPart{}, err
	}
	known := webpKnown(p.kind)
	switch {
	case c.off+8 > w.end: // behind the stated end
		if known && !p.open {
			c.flaws |= FlawLengths
			break
		}
		if !w.pixels && w.end < c.size { // it cannot be the end
			w.end = c.size
			c.flaws |= FlawLengths
			return w.next()
		}
		c.flaws |= FlawStray
		return webpPart{}, nil
	case p.kind == "" && w.end > c.size:
		return webpPart{}, w.missing(w.end - c.off)
	case !named(p.kind), p.open && !known && (w.end <= c.size || !w.pixels):
		return w.restart(c.off, FlawStray)
	case p.open && !webpPixels(p.kind) && (!w.pixels || w.frames && w.end <= c.size):
		return w.restart(p.from, FlawPart)
	}
	return p, c.seek(p.from)
}

// peek reads a chunk's header where the cursor stands, and returns none where the file ends before the header does.
func (w *webpWalker) peek() (webpPart, error) {
	if w.c.size-w.c.off < 8 {
		return webpPart{}, nil
	}
	b, err := w.c.peek(8)
	if err != nil {
		return webpPart{}, err
	}
	p := webpPart{kind: string(b[:4]), from: w.c.off + 8, n: int64(binary.LittleEndian.Uint32(b[4:]))}
	p.open = p.from+p.n > w.c.size
	return p, nil
}

// webpPixels reports whether chunks of that kind hold pixels.
func webpPixels(kind string) bool {
	return kind == "VP8 " || kind == "VP8L" || kind == "ALPH" || kind == "ANMF"
}

// named reports whether a chunk can be of that kind: four printable characters.
func named(kind string) bool {
	return len(kind) == 4 && bytes.IndexFunc([]byte(kind), func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// restart searches, from an offset on, for the next chunk with pixels that lies in the file, or for metadata; what it skips is the flaw.
// Without one it is the end; before the first pixel, that is damage.
func (w *webpWalker) restart(from int64, flaw Flaws) (webpPart, error) {
	c := w.c
	for off := from; off+8 <= min(w.end, c.size); {
		if err := c.seek(off); err != nil {
			return webpPart{}, err
		}
		n := int(min(windowBytes, c.size-off))
		b, err := c.peek(n)
		if err != nil {
			return webpPart{}, err
		}
		for i := range n - 7 {
			at := off + int64(i) + 8
			size := int64(binary.LittleEndian.Uint32(b[i+4:]))
			if kind := string(b[i : i+4]); webpKnown(kind) && at+size <= c.size {
				c.flaws |= flaw
				return webpPart{kind: kind, from: at, n: size}, c.seek(at)
			}
		}
		off += int64(n - 7)
	}
	if !w.pixels {
		if w.end > c.size {
			return webpPart{}, io.ErrUnexpectedEOF
		}
		return webpPart{}, damagedBehind("a chunk reaches beyond the end of the file")
	}
	c.flaws |= flaw
	return webpPart{}, nil
}
