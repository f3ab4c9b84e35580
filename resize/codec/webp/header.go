package webp

import (
	"encoding/binary"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// reading is what the chunks of a file state about its picture.
type reading struct {
	c       *format.Cursor
	limits  format.Limits
	h       format.Header
	place   place
	flags   byte // that the chunks imply
	stated  byte // flags that the header states
	anim    bool // the number of loops was stated
	any     bool // a chunk was seen
	unknown bool // the last chunk was unknown, or several were
}

// ReadHeader reads the header of a WebP file and checks it against limits.
func ReadHeader(c *format.Cursor, limits format.Limits) (format.Header, error) {
	r := reading{c: c, limits: limits}
	err := walk(c, r.take)
	animated := r.place.animated()
	if !animated {
		r.h.Loops, r.h.Frames = 0, 0
	}
	if r.h.Frames < 2 {
		r.h.Loops = 0
	}
	switch still := r.place.still; {
	case animated:
	case still.pixels.kind != "":
		if wrong := r.size(still); wrong != nil {
			return r.h, wrong
		}
	case err == nil:
		err = fault.Damaged("no pixels")
	}
	if err == nil {
		r.compare(animated)
	}
	return r.h, err
}

// size reads the size of the picture outside of frames, and whether it has alpha.
func (r *reading) size(still parts) error {
	if err := frame(r.c, still.pixels, r.place.extended, &r.h); err != nil {
		return err
	}
	if !still.lossless() { // for lossless pixels the header is equally good
		r.h.Alpha = still.alpha.kind != ""
	}
	if r.h.Alpha {
		r.flags |= vp8xAlpha
	}
	if still.lossless() && still.alpha.kind != "" {
		r.c.Flaws |= format.FlawPart
	}
	return nil
}

// compare finds where the header differs from the chunks, and superfluous chunks.
func (r *reading) compare(animated bool) {
	if animated {
		r.flags |= vp8xAnimation
		if !r.anim {
			r.c.Flaws |= format.FlawLayout
		}
		if r.place.still.pixels.kind != "" {
			r.c.Flaws |= format.FlawStray
		}
		if r.stated&vp8xAlpha != 0 { // any file may claim it
			r.flags |= vp8xAlpha
		}
	} else {
		if r.place.first.kind != "" {
			r.c.Flaws |= format.FlawAnimation
		}
		if r.anim {
			r.c.Flaws |= format.FlawPart
		}
	}
	const all = vp8xAnimation | vp8xXMP | vp8xEXIF | vp8xAlpha | vp8xICC
	checked := byte(all)
	if !r.place.extended {
		checked &^= vp8xAlpha // lossless pixels need no header
		if r.place.still.alphaUsed() {
			r.c.Flaws |= format.FlawLayout
		}
	}
	if (r.flags^r.stated)&checked != 0 {
		r.c.Flaws |= format.FlawLayout
	}
}

// begun reports whether pixels were seen.
func (r *reading) begun() bool {
	return r.place.still.pixels.kind != "" || r.place.first.kind != ""
}

// take reads a chunk.
func (r *reading) take(p part) error {
	first := !r.any
	r.any = true
	if pixels(p.kind) && r.unknown { // unknown chunks belong after the pixels
		r.c.Flaws |= format.FlawPart
	}
	if err := r.pixels(p); err != nil {
		return err
	}
	if err := r.place.note(r.c, p); err != nil {
		return err
	}
	switch p.kind {
	case "VP8X":
		return r.extended(p, first)
	case "ANIM":
		return r.loops(p)
	case "EXIF":
		r.block(vp8xEXIF, !r.begun())
		if r.h.Orientation == 0 { // the first of several counts
			var err error
			r.h.Orientation, err = orientation(r.c, p)
			return err
		}
	case "XMP ":
		r.block(vp8xXMP, !r.begun())
	case "ICCP":
		r.block(vp8xICC, r.begun())
	case "VP8 ", "VP8L", "ALPH", "ANMF":
	case "C2PA":
		r.h.Extras |= format.Provenance
		r.unknown = true
	default:
		r.unknown = true
	}
	return nil
}

// block reads metadata.
func (r *reading) block(flag byte, misplaced bool) {
	if misplaced {
		r.c.Flaws |= format.FlawLayout
	}
	if r.flags&flag != 0 {
		r.c.Flaws |= format.FlawPart
	}
	r.flags |= flag
}

// extended reads the extended header.
func (r *reading) extended(p part, first bool) error {
	if !r.place.extended || r.h.Width != 0 { // place has not accepted it
		r.c.Flaws |= format.FlawPart
		return nil
	}
	if p.n != 10 {
		r.c.Flaws |= format.FlawLengths
	}
	if !first {
		r.c.Flaws |= format.FlawLayout
	}
	b, err := r.c.Bytes(10)
	if err != nil {
		return err
	}
	r.stated = b[0]
	r.h.Alpha = b[0]&vp8xAlpha != 0
	r.h.Width, r.h.Height = 1+uint24(b[4:]), 1+uint24(b[7:])
	return r.limits.Check(r.h)
}

// loops reads the number of loops.
func (r *reading) loops(p part) error {
	if p.n < 6 || p.open || r.anim {
		r.c.Flaws |= format.FlawPart
		return nil
	}
	if r.place.first.kind != "" {
		r.c.Flaws |= format.FlawLayout
	}
	r.anim = true
	if err := r.c.Skip(4); err != nil { // a background color, which viewers ignore
		return err
	}
	n, err := r.c.Uint16(binary.LittleEndian)
	r.h.Loops = int(n)
	return err
}

// pixels reads a chunk with pixels, before place notes it.
func (r *reading) pixels(p part) error {
	switch p.kind {
	case "VP8 ", "VP8L":
		if r.place.still.pixels.kind != "" {
			r.c.Flaws |= format.FlawStray
		}
	case "ALPH":
		switch {
		case r.place.still.pixels.kind != "":
			r.c.Flaws |= format.FlawAlpha
		case r.place.still.alpha.kind != "":
			r.c.Flaws |= format.FlawPart
		}
	case "ANMF":
		return r.frame(p)
	}
	return nil
}

// frame counts a frame.
func (r *reading) frame(p part) error {
	if !r.place.extended {
		r.c.Flaws |= format.FlawStray
		return nil
	}
	if r.flags&(vp8xEXIF|vp8xXMP) != 0 {
		r.c.Flaws |= format.FlawLayout
	}
	r.h.Frames++
	b, err := r.c.Peek(int(min(p.n, anmfHeader+8+5, r.c.Size-p.from)))
	if err != nil {
		return err
	}
	if len(b) < anmfHeader+8+5 {
		return r.limits.Check(r.h)
	}
	kind := string(b[anmfHeader : anmfHeader+4])
	if r.h.Frames == 1 {
		r.h.Lossless = kind == "VP8L"
	}
	if kind == "ALPH" || kind == "VP8L" && b[anmfHeader+8+4]&0x10 != 0 {
		r.h.Alpha = true
		r.flags |= vp8xAlpha
	}
	return r.limits.Check(r.h)
}
