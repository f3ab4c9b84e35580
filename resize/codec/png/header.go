package png

import (
	"bytes"
	"encoding/binary"
	"errors"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// head reads the header of a PNG chunk by chunk.
type head struct {
	c       *format.Cursor
	limits  format.Limits
	h       format.Header
	order   pixels.Order
	rowBits int64
	texts   *texts
	exif    []byte // of eXIf
	frames  frameIndex
}

// ReadHeader reads the header of a PNG and checks it against limits.
func ReadHeader(c *format.Cursor, limits format.Limits) (format.Header, error) {
	p := &head{c: c, limits: limits, texts: newPNGTexts()}
	err := walk(c, p.chunk)
	p.h.Orientation, _ = metadata.Orientation(exif(p.exif, p.texts.exif))
	cut := errors.Is(err, errNoEnd) && p.order.Pixels()
	switch {
	case cut:
		c.Flaws |= format.FlawEnd
	case err != nil:
		if p.frames.begun > 0 { // Salvage can read the first
			p.h.Frames = p.frames.claimed
		}
		return p.h, err
	case !p.order.Pixels():
		return p.h, fault.Damaged("no pixels")
	case c.Off < c.Size:
		c.Flaws |= format.FlawStray
	}
	if err := p.animation(cut); err != nil {
		return p.h, err
	}
	return p.h, format.CheckClaim(((p.rowBits+7)/8+1)*int64(p.h.Height), c.Size,
		pixels.DeflateRatio)
}

// animation decides whether the picture is an animation, and of how many frames.
func (p *head) animation(cut bool) error {
	list, flaws, err := p.frames.arrange(p.h)
	if err != nil { // a frame is damaged, which Frames reports
		p.h.Frames, p.h.Loops = p.frames.claimed, p.frames.loops
		return nil //nolint:nilerr // see above
	}
	if cut && p.frames.announced && len(list) < p.frames.claimed {
		p.h.Frames = p.frames.claimed
		return fault.Damaged("%d of %d frames", len(list), p.frames.claimed)
	}
	p.c.Flaws |= flaws
	p.h.Frames = len(list)
	if len(list) > 1 {
		p.h.Loops = p.frames.loops
	}
	return nil
}

func (p *head) chunk(kind string, n int64) error {
	if p.h.Width == 0 && kind != "IHDR" {
		return p.before(kind)
	}
	if p.h.Width == 0 {
		return p.ihdr(n)
	}
	if kind == "IHDR" && !p.order.Pixels() {
		return fault.Damaged("a second header")
	}
	if !p.order.Takes(kind, n) {
		p.c.Flaws |= format.FlawPart
		return nil
	}
	switch kind {
	case "tRNS":
		data, err := data(p.c, kind, n)
		p.h.Alpha = p.h.Alpha || data != nil
		return err
	case "eXIf":
		return p.block(kind, n,
			func(b []byte) { p.exif = bytes.TrimPrefix(b, []byte(format.EXIFPrefix)) })
	case "tEXt", "zTXt", "iTXt":
		return p.text(kind, n)
	case "caBX":
		p.h.Extras |= format.Provenance
	case "acTL", "fdAT", "IDAT":
		return p.frames.chunk(p.c, kind, n)
	case "fcTL":
		if err := p.frames.chunk(p.c, kind, n); err != nil {
			return err
		}
		return p.limits.Check(format.Header{Width: p.h.Width, Height: p.h.Height,
			Frames: p.frames.begun})
	}
	if pixels.Critical(kind) && !pixels.Known(kind) {
		return p.unknown(kind, n)
	}
	return nil
}

// before skips what precedes the header.
func (p *head) before(kind string) error {
	switch {
	case kind == "CgBI":
		return pixels.UnknownChunk(kind)
	case pixels.Critical(kind):
		return fault.Damaged("%s chunk out of place", kind)
	}
	p.c.Flaws |= format.FlawPart
	return nil
}

func (p *head) ihdr(n int64) error {
	if n != 13 {
		return fault.Damaged("a header of %d bytes", n)
	}
	b, err := p.c.Peek(13)
	if err != nil {
		return err
	}
	if p.rowBits, err = ihdrFields(b, &p.h); err != nil {
		return err
	}
	p.order.Header(b)
	return p.limits.Check(p.h)
}

// unknown refuses a critical chunk that the standard does not define. With a wrong checksum it is
// damage instead.
func (p *head) unknown(kind string, n int64) error {
	intact, err := intact(p.c, kind, n)
	switch {
	case err != nil:
		return err
	case intact:
		return pixels.UnknownChunk(kind)
	}
	return errNoEnd
}

// block reads a chunk of metadata, unless it is damaged or too large.
func (p *head) block(kind string, n int64, take func([]byte)) error {
	if n > metadata.MaxBlock {
		return nil
	}
	data, err := data(p.c, kind, n)
	if data != nil {
		take(data)
	}
	return err
}

// text reads a text chunk that may hold EXIF; of all others it reads the keyword.
func (p *head) text(kind string, n int64) error {
	head, err := p.c.Peek(int(min(n, int64(len(rawProfile)))))
	if err != nil || string(head) != rawProfile {
		return err
	}
	return p.block(kind, n, func(b []byte) { p.texts.chunk(kind, b) })
}

// ihdrFields fills h from IHDR's data and returns the bits per row.
func ihdrFields(b []byte, h *format.Header) (rowBits int64, err error) {
	w, hh := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || hh == 0 || w > 1<<31-1 || hh > 1<<31-1 {
		return 0, fault.Damaged("a picture of %d × %d pixels", w, hh)
	}
	h.Width, h.Height = int(w), int(hh)
	depth := int64(b[8])
	if depth == 16 {
		h.Depth = 16
	}
	h.Interlaced = b[12] == 1
	channels := int64(1)
	switch b[9] {
	case 0:
		h.Gray = true
	case 2:
		channels = 3
	case 3:
	case 4:
		channels, h.Gray, h.Alpha = 2, true, true
	case 6:
		channels, h.Alpha = 4, true
	default:
		return 0, fault.Damaged("color type %d", b[9])
	}
	return int64(w) * channels * depth, nil
}

// exif chooses between the EXIF of an eXIf chunk and that of a raw profile. The chunk wins, as in
// Pillow and exiftool, unless it is not EXIF or only the profile states an orientation.
func exif(chunk, raw []byte) []byte {
	if raw == nil {
		return chunk
	}
	if !format.TIFFMagic(chunk) ||
		!metadata.StatesOrientation(chunk) && metadata.StatesOrientation(raw) {
		return raw
	}
	return chunk
}
