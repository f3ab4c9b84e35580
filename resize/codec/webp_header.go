package codec

import (
	"encoding/binary"
)

// webpReading is what the chunks of a file say about its picture.
type webpReading struct {
	c       *cursor
	limits  Limits
	h       Header
	place   webpPlace
	flags   byte // that the chunks would make true
	stated  byte // flags that the header states
	anim    bool // how often the animation is shown was stated
	any     bool // a chunk was seen
	unknown bool // the last chunk was unknown, or several were
}

func webpHeader(c *cursor, limits Limits) (Header, error) {
	r := webpReading{c: c, limits: limits}
	err := webpWalk(c, r.take)
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
		err = damaged("no pixels")
	}
	if err == nil {
		r.compare(animated)
	}
	return r.h, err
}

// size reads the size of the picture outside of frames, and whether it has transparency.
func (r *webpReading) size(still webpParts) error {
	if err := webpFrame(r.c, still.pixels, r.place.extended, &r.h); err != nil {
		return err
	}
	if !still.lossless() { // of lossless pixels the header knows as well as they do
		r.h.Alpha = still.alpha.kind != ""
	}
	if r.h.Alpha {
		r.flags |= vp8xAlpha
	}
	if still.lossless() && still.alpha.kind != "" {
		r.c.flaws |= FlawPart
	}
	return nil
}

// compare finds what the header states otherwise than the chunks do, and chunks that are one too many.
func (r *webpReading) compare(animated bool) {
	if animated {
		r.flags |= vp8xAnimation
		if !r.anim {
			r.c.flaws |= FlawLayout
		}
		if r.place.still.pixels.kind != "" {
			r.c.flaws |= FlawStray
		}
		if r.stated&vp8xAlpha != 0 { // of frames it may be, and is, said of any
			r.flags |= vp8xAlpha
		}
	} else {
		if r.place.first.kind != "" {
			r.c.flaws |= FlawAnimation
		}
		if r.anim {
			r.c.flaws |= FlawPart
		}
	}
	const all = vp8xAnimation | vp8xXMP | vp8xEXIF | vp8xAlpha | vp8xICC
	checked := byte(all)
	if !r.place.extended {
		checked &^= vp8xAlpha // lossless pixels need no header
		if r.place.still.alphaUsed() {
			r.c.flaws |= FlawLayout
		}
	}
	if (r.flags^r.stated)&checked != 0 {
		r.c.flaws |= FlawLayout
	}
}

// begun reports whether pixels were seen.
func (r *webpReading) begun() bool {
	return r.place.still.pixels.kind != "" || r.place.first.kind != ""
}

// take takes in a chunk.
func (r *webpReading) take(p webpPart) error {
	first := !r.any
	r.any = true
	if webpPixels(p.kind) && r.unknown { // unknown chunks have their place behind the pixels
		r.c.flaws |= FlawPart
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
		if r.h.Orientation == 0 { // of several the first counts
			var err error
			r.h.Orientation, err = webpOrientation(r.c, p)
			return err
		}
	case "XMP ":
		r.block(vp8xXMP, !r.begun())
	case "ICCP":
		r.block(vp8xICC, r.begun())
	case "VP8 ", "VP8L", "ALPH", "ANMF":
	case "C2PA":
		r.h.Extras |= Provenance
		r.unknown = true
	default:
		r.unknown = true
	}
	return nil
}

// block takes in metadata.
func (r *webpReading) block(flag byte, misplaced bool) {
	if misplaced {
		r.c.flaws |= FlawLayout
	}
	if r.flags&flag != 0 {
		r.c.flaws |= FlawPart
	}
	r.flags |= flag
}

// extended takes in the extended header.
func (r *webpReading) extended(p webpPart, first bool) error {
	if !r.place.extended || r.h.Width != 0 { // place has not accepted it
		r.c.flaws |= FlawPart
		return nil
	}
	if p.n != 10 {
		r.c.flaws |= FlawLengths
	}
	if !first {
		r.c.flaws |= FlawLayout
	}
	b, err := r.c.bytes(10)
	if err != nil {
		return err
	}
	r.stated = b[0]
	r.h.Alpha = b[0]&vp8xAlpha != 0
	r.h.Width, r.h.Height = 1+uint24(b[4:]), 1+uint24(b[7:])
	return r.limits.check(r.h)
}

// loops takes in how often the animation is shown.
func (r *webpReading) loops(p webpPart) error {
	if p.n < 6 || p.open || r.anim {
		r.c.flaws |= FlawPart
		return nil
	}
	if r.place.first.kind != "" {
		r.c.flaws |= FlawLayout
	}
	r.anim = true
	if err := r.c.skip(4); err != nil { // a background color, which viewers ignore
		return err
	}
	n, err := r.c.uint16(binary.LittleEndian)
	r.h.Loops = int(n)
	return err
}

// pixels takes in a chunk with pixels, before it is noted.
func (r *webpReading) pixels(p webpPart) error {
	switch p.kind {
	case "VP8 ", "VP8L":
		if r.place.still.pixels.kind != "" {
			r.c.flaws |= FlawStray
		}
	case "ALPH":
		switch {
		case r.place.still.pixels.kind != "":
			r.c.flaws |= FlawAlpha
		case r.place.still.alpha.kind != "":
			r.c.flaws |= FlawPart
		}
	case "ANMF":
		return r.frame(p)
	}
	return nil
}

// frame counts a frame.
func (r *webpReading) frame(p webpPart) error {
	if !r.place.extended {
		r.c.flaws |= FlawStray
		return nil
	}
	if r.flags&(vp8xEXIF|vp8xXMP) != 0 {
		r.c.flaws |= FlawLayout
	}
	r.h.Frames++
	b, err := r.c.peek(int(min(p.n, anmfHeader+8+5, r.c.size-p.from)))
	if err != nil {
		return err
	}
	if len(b) < anmfHeader+8+5 {
		return r.limits.check(r.h)
	}
	kind := string(b[anmfHeader : anmfHeader+4])
	if r.h.Frames == 1 {
		r.h.Lossless = kind == "VP8L"
	}
	if kind == "ALPH" || kind == "VP8L" && b[anmfHeader+8+4]&0x10 != 0 {
		r.h.Alpha = true
		r.flags |= vp8xAlpha
	}
	return r.limits.check(r.h)
}
