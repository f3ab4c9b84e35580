package webp_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// webpChunk returns a chunk with its padding.
func webpChunk(kind string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(data)))
	return append(append(b, data...), make([]byte, len(data)%2)...)
}

// riff returns a file of chunks.
func riff(chunks ...[]byte) []byte {
	body := bytes.Join(chunks, nil)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(b, "WEBP"...), body...)
}

// claiming returns a file that states another length, by so many bytes.
func claiming(b []byte, more int) []byte {
	b = bytes.Clone(b)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8+more))
	return b
}

// without returns b without its last n bytes, whose number the RIFF header still counts.
func without(b []byte, n int) []byte { return bytes.Clone(b[:len(b)-n]) }

// vp8x returns an extended header.
func vp8x(flags byte, w, h int) []byte {
	return webpChunk("VP8X", []byte{flags, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1), byte((h - 1) >> 8), 0})
}

// animatedParts returns the chunks of an animation: its headers, and its frames.
func animatedParts(b []byte) (head, anim []byte, frames [][]byte) {
	for b = b[12:]; len(b) > 0; {
		n := 8 + int(binary.LittleEndian.Uint32(b[4:]))
		n += n & 1
		switch string(b[:4]) {
		case "VP8X":
			head = b[:n]
		case "ANIM":
			anim = b[:n]
		case "ANMF":
			frames = append(frames, b[:n])
		}
		b = b[n:]
	}
	return head, anim, frames
}

const (
	webpSecret = "48.2083 16.3731"
	damage     = format.Flaws(1 << 15)
)

// webpCase is a file, one that shows the same pixels, and what is to be said; the header's flags are Flaws.
type webpCase struct {
	name     string
	b, shows []byte
	flaws    format.Flaws
}

// checkWebP wants a file to show the frames that it should, with the flaws given, salvage to lose nothing, and a copy without metadata
// to have the same header and pixels, no flaws and no secret.
func checkWebP(t *testing.T, tt webpCase) {
	t.Helper()
	got, h, err := codectest.Frames(tt.b)
	if tt.flaws == damage {
		if !errors.Is(err, fault.ErrDamaged) {
			t.Fatalf("%d frames, flaws %q, %v", len(got.Images), h.Flaws.Warnings(), err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	walked, err := codec.Frames(t.Context(), bytes.NewReader(tt.b), int64(len(tt.b)), h, func(format.Frame) error { return nil })
	if err != nil || h.Flaws|walked != tt.flaws {
		t.Errorf("flaws %q and %q, want %q (%v)", h.Flaws.Warnings(), walked.Warnings(), tt.flaws.Warnings(), err)
	}
	codectest.SameFrames(t, got, tt.shows)
	still, err := codectest.Decode(tt.b)
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameImage(t, still, got.Images[0], 0)
	if _, lost, err := codectest.Salvage(tt.b); err != nil || len(got.Images) == 1 && lost != "" {
		t.Errorf("salvage lost %q, %v", lost, err)
	}
	out, err := codectest.Rewrite(tt.b, metadata.Set{})
	if err != nil {
		t.Fatal(err)
	}
	copied, again, err := codectest.Frames(out)
	if err != nil {
		t.Fatal(err)
	}
	codectest.SameFrames(t, copied, tt.shows)
	h.Flaws, h.Extras, h.Orientation = 0, 0, 1
	if again != h {
		t.Errorf("rewritten: %+v (flaws %q), want %+v", again, again.Flaws.Warnings(), h)
	}
	if bytes.Contains(out, []byte(webpSecret)) {
		t.Error("rewritten, it still holds what had to go")
	}
}

// TestWebPFlaws lists what may be missing, too much, wrong or misplaced beside the pixels of a still picture, and what may not.
func TestWebPFlaws(t *testing.T) {
	const w, h = 20, 10
	simple, lossless := imgtest.LossyWebP(t, w, h), imgtest.WebP(t, w, h)
	clear := imgtest.LossyWebP(t, w, h, imgtest.Of(imgtest.Translucent(w, h)))
	body, pixels := simple[12:], lossless[12:]
	alpha := clear[30 : 30+8+int(binary.LittleEndian.Uint32(clear[34:]))]
	alpha = append(bytes.Clone(alpha), make([]byte, len(alpha)%2)...)
	rest := clear[30+len(alpha):]
	odd := riff(vp8x(0, w, h), body)
	unknown := webpChunk("SECR", []byte(webpSecret))
	exif := webpChunk("EXIF", append(imgtest.EXIF(1), webpSecret...))
	xmp := webpChunk("XMP ", []byte(webpSecret))
	icc := webpChunk("ICCP", []byte(webpSecret))
	cut := func(b []byte, n int) []byte { return without(riff(b), n)[12:] }
	long := func(b []byte, n uint32) []byte {
		b = bytes.Clone(b)
		binary.LittleEndian.PutUint32(b[4:], n)
		return b
	}
	const exifFlag, xmpFlag, iccFlag, alphaFlag, moving = 8, 4, 32, 16, 2
	ext := func(flags byte, chunks ...[]byte) []byte {
		return riff(append([][]byte{vp8x(flags, w, h)}, chunks...)...)
	}
	for _, tt := range []webpCase{
		{"simple", simple, simple, 0},
		{"lossless", lossless, lossless, 0},
		{"transparent", clear, clear, 0},
		{"extended", odd, simple, 0},
		{"all metadata", ext(exifFlag|xmpFlag|iccFlag, icc, body, exif, xmp), simple, 0},
		{"XMP before EXIF", ext(exifFlag|xmpFlag, body, xmp, exif), simple, 0},
		{"unknown chunk behind, extended", ext(0, body, unknown), simple, 0},

		{"length too large", claiming(simple, 1000), simple, format.FlawEnd},
		{"length too large by the RIFF header", claiming(odd, 8), simple, format.FlawEnd},
		{"length unknown", claiming(odd, -1+8-len(odd)), simple, format.FlawLengths},
		{"length 0", claiming(odd, 8-len(odd)), simple, format.FlawLengths},
		{"length too small", claiming(odd, -2), simple, format.FlawLengths},
		{"length too small, lossless", claiming(lossless, -len(lossless)/2), lossless, format.FlawLengths},
		{"length without metadata", claiming(ext(exifFlag, body, exif), -len(exif)), simple, format.FlawLengths},

		{"cut in EXIF", without(ext(exifFlag, body, exif), 9), simple, format.FlawEnd},
		{"cut before EXIF", without(ext(exifFlag, body, exif), len(exif)), simple, format.FlawEnd | format.FlawLayout},
		{"cut in a chunk's header", without(ext(0, body, unknown), len(unknown)-5), simple, format.FlawEnd},
		{"cut in an unknown chunk", without(ext(0, body, unknown), 3), simple, format.FlawEnd},
		{"EXIF longer than the file", ext(exifFlag, body, long(exif, 1<<30)), simple, format.FlawEnd},
		{"bytes behind the end", append(bytes.Clone(simple), webpSecret...), simple, format.FlawStray},
		{"zeros behind the end", append(bytes.Clone(odd), make([]byte, 5000)...), simple, format.FlawStray},
		{"a file behind the end", append(bytes.Clone(odd), lossless...), simple, format.FlawStray},
		{"counted bytes behind the pixels", ext(0, body, []byte(webpSecret)), simple, format.FlawStray},
		{"counted zeros behind the pixels", ext(0, body, make([]byte, 5000)), simple, format.FlawStray},
		{"a few counted bytes behind the pixels", ext(0, body, []byte("abc")), simple, format.FlawStray},

		{"unknown chunk before the pixels", riff(unknown, body), simple, format.FlawPart},
		{"unknown chunk before lossless pixels", riff(unknown, pixels), lossless, format.FlawPart},
		{"unknown chunk before the pixels, extended", ext(0, unknown, body), simple, format.FlawPart},
		{"unknown chunk before the header", riff(unknown, vp8x(0, w, h), body), simple, format.FlawPart | format.FlawLayout},
		{"unknown chunk before transparency", ext(alphaFlag, unknown, alpha, rest), clear, format.FlawPart},
		{"unknown chunk behind transparency", ext(alphaFlag, alpha, unknown, rest), clear, format.FlawPart},
		{"stray bytes before the pixels", ext(0, make([]byte, 33), body), simple, format.FlawStray},
		{"profile longer than the file", ext(iccFlag, long(icc, 1<<30), body), simple, format.FlawPart | format.FlawLayout},
		{"profile shorter than stated", ext(iccFlag, long(icc, 4), body), simple, format.FlawStray},
		{"EXIF before the pixels", ext(exifFlag, exif, body), simple, format.FlawLayout},
		{"XMP before the pixels", ext(xmpFlag, xmp, body), simple, format.FlawLayout},
		{"profile behind the pixels", ext(iccFlag, body, icc), simple, format.FlawLayout},
		{"EXIF twice", ext(exifFlag, body, exif, exif), simple, format.FlawPart},
		{"two pictures", ext(0, body, pixels), simple, format.FlawStray},
		{"header twice", ext(0, vp8x(0, 5, 5), body), simple, format.FlawPart},
		{"header behind the pixels", riff(body, vp8x(0, 5, 5)), simple, format.FlawPart},
		{"header too short", riff(webpChunk("VP8X", make([]byte, 8)), body), simple, format.FlawPart},
		{"header too long", riff(webpChunk("VP8X", append(vp8x(0, w, h)[8:], webpSecret...)), body), simple, format.FlawLengths},

		{"EXIF that is not announced", ext(0, body, exif), simple, format.FlawLayout},
		{"EXIF without a header", riff(body, exif), simple, format.FlawLayout},
		{"announced EXIF is missing", ext(exifFlag, body), simple, format.FlawLayout},
		{"announced XMP is missing", ext(xmpFlag, body), simple, format.FlawLayout},
		{"announced profile is missing", ext(iccFlag, body), simple, format.FlawLayout},
		{"announced transparency is missing", ext(alphaFlag, body), simple, format.FlawLayout},
		{"announced animation is missing", ext(moving, body), simple, format.FlawLayout},
		{"loops without an animation", ext(0, webpChunk("ANIM", make([]byte, 6)), body), simple, format.FlawPart},
		{"transparency that is not announced", ext(0, alpha, rest), clear, format.FlawLayout},
		{"transparency without a header", riff(alpha, rest), clear, format.FlawLayout},
		{"transparency behind the pixels", ext(0, body, alpha), simple, format.FlawAlpha},
		{"transparency twice", ext(alphaFlag, alpha, alpha, rest), clear, format.FlawPart},
		{"transparency beside lossless pixels", ext(0, alpha, pixels), lossless, format.FlawPart},

		{"another canvas", riff(vp8x(0, w+1, h), body), nil, damage},
		{"cut in the pixels", without(riff(vp8x(0, w, h), body), 7), nil, damage},
		{"cut in lossless pixels", without(lossless, 9), nil, damage},
		{"cut in the pixels, length too small", claiming(without(riff(vp8x(0, w, h), body), 30), 0), nil, damage},
		{"cut in transparency", without(ext(alphaFlag, alpha), 4), nil, damage},
		{"cut before the pixels", without(ext(alphaFlag, alpha, rest), len(rest)), nil, damage},
		{"pixels that claim to be longer than the file", riff(vp8x(0, w, h), long(body, uint32(len(body)))), nil, damage},
		{"pixels that claim to be shorter", ext(0, long(body, uint32(len(body)-8-40))), nil, damage},
		{"no pixels", ext(0, exif), nil, damage},
		{"no pixels, length too large", claiming(ext(0, exif), 1000), nil, damage},
		{"transparency cut, pixels behind", ext(alphaFlag, cut(alpha, 6), rest), nil, damage},
	} {
		t.Run(tt.name, func(t *testing.T) { checkWebP(t, tt) })
	}
}

// TestWebPPadding: the padding behind the last chunk, and between chunks, may be missing.
func TestWebPPadding(t *testing.T) {
	const w, h = 20, 10
	var simple []byte
	for n := 0; len(simple) == 0 || binary.LittleEndian.Uint32(simple[16:])%2 == 0; n++ { // lossy ones are always even
		m := imgtest.Picture(w, h)
		imgtest.Fill(m, image.Rect(0, 0, n, h), color.NRGBA{R: 9, A: 255})
		simple = imgtest.WebP(t, w, h, imgtest.Of(m))
	}
	pixels := simple[12 : len(simple)-1]
	var moving []byte
	for n := 1; len(moving) == 0 || moving[len(moving)-1] != 0 || binary.LittleEndian.Uint32(moving[bytes.LastIndex(moving, []byte("VP8L"))+4:])%2 == 0; n++ {
		moving = imgtest.Moving(w+n, h, 2).WebP(t)
	}
	exif := webpChunk("EXIF", imgtest.EXIF(1))
	for _, tt := range []webpCase{
		{"whole", simple, simple, 0},
		{"missing", without(simple, 1), simple, format.FlawEnd},
		{"missing and not counted", claiming(without(simple, 1), 0), simple, format.FlawEnd},
		{"not counted", claiming(simple, -1), simple, format.FlawLengths},
		{"missing before EXIF", riff(vp8x(8, w, h), pixels, exif), simple, format.FlawLengths},
		{"missing in the last frame", without(moving, 1), moving, format.FlawEnd},
		{"missing in the last frame and not counted", claiming(without(moving, 1), 0), moving, format.FlawEnd},
		{"missing twice", riff(vp8x(8, w, h), pixels, webpChunk("EXIF", append(imgtest.EXIF(1), 0))[:8+len(imgtest.EXIF(1))+1]), simple, format.FlawLengths | format.FlawEnd},
	} {
		t.Run(tt.name, func(t *testing.T) { checkWebP(t, tt) })
	}
}

// TestAnimatedWebPFlaws is TestWebPFlaws of animations.
func TestAnimatedWebPFlaws(t *testing.T) {
	const w, h = 40, 30
	whole := imgtest.Moving(w, h, 3).WebP(t)
	head, anim, cels := animatedParts(whole)
	shorter := riff(head, anim, cels[0], cels[1])
	last := cels[2]
	exif := webpChunk("EXIF", append(imgtest.EXIF(1), webpSecret...))
	unknown := webpChunk("SECR", []byte(webpSecret))
	all := bytes.Join(cels, nil)
	still := imgtest.WebP(t, w, h)
	flagged := func(flags byte) []byte { return vp8x(flags, w, h) }
	inside := func(cel, more []byte, at int) []byte { // a chunk more in a frame
		return webpChunk("ANMF", imgtest.Insert(cel[8:], at, more))
	}
	named := func(cel []byte) []byte { return append([]byte("ANMX"), cel[4:]...) }
	const moving, alpha, withEXIF = 2, 16, 8
	for _, tt := range []webpCase{
		{"whole", whole, whole, 0},
		{"EXIF", riff(flagged(moving|alpha|withEXIF), anim, all, exif), whole, 0},
		{"unknown chunk behind", riff(head, anim, all, unknown), whole, 0},
		{"unknown chunk behind the pixels of a frame", riff(head, anim, cels[0], cels[1], inside(last, unknown, len(last)-8)), whole, 0},
		{"metadata behind the pixels of a frame", riff(head, anim, cels[0], cels[1], inside(last, exif, len(last)-8)), whole, 0},

		{"bytes behind the end", append(bytes.Clone(whole), webpSecret...), whole, format.FlawStray},
		{"counted bytes behind the frames", riff(head, anim, all, make([]byte, 333)), whole, format.FlawStray},
		{"stray bytes between frames", riff(head, anim, cels[0], make([]byte, 33), cels[1], last), whole, format.FlawStray},
		{"length too large by the RIFF header", claiming(whole, 8), whole, format.FlawEnd},
		{"length unknown", claiming(whole, -1+8-len(whole)), whole, format.FlawLengths},
		{"length 0", claiming(whole, 8-len(whole)), whole, format.FlawLengths},
		{"length without the last frame", claiming(whole, -len(last)), whole, format.FlawLengths},
		{"cut in EXIF", without(riff(flagged(moving|alpha|withEXIF), anim, all, exif), 11), whole, format.FlawEnd},
		{"cut behind EXIF", without(riff(flagged(moving|alpha|withEXIF), anim, all, exif, make([]byte, 900)), 900), whole, format.FlawEnd},
		{"cut in an unknown chunk", without(riff(head, anim, all, unknown), 5), whole, format.FlawEnd},
		{"cut behind the pixels of the last frame", without(riff(head, anim, cels[0], cels[1], inside(last, unknown, len(last)-8)), 5), whole, format.FlawEnd},

		{"no loops", riff(head, all), whole, format.FlawLayout},
		{"loops too short", riff(head, webpChunk("ANIM", make([]byte, 4)), all), whole, format.FlawPart | format.FlawLayout},
		{"loops too long", riff(head, webpChunk("ANIM", append(make([]byte, 6), webpSecret...)), all), whole, 0},
		{"loops behind the frames", riff(head, all, anim), whole, format.FlawLayout},
		{"loops twice", riff(head, anim, anim, all), whole, format.FlawPart},
		{"a frame behind metadata", riff(flagged(moving|alpha|withEXIF), anim, cels[0], cels[1], exif, last), whole, format.FlawLayout},
		{"EXIF before the frames", riff(flagged(moving|alpha|withEXIF), exif, anim, all), whole, format.FlawLayout},
		{"unknown chunk before the frames", riff(head, unknown, anim, all), whole, format.FlawPart},
		{"unknown chunk between frames", riff(head, anim, cels[0], unknown, cels[1], last), whole, format.FlawPart},
		{"unknown chunk before the pixels of a frame", riff(head, anim, cels[0], cels[1], inside(last, unknown, 16)), whole, format.FlawPart},
		{"a frame of an unknown kind", riff(head, anim, cels[0], cels[1], named(last)), shorter, 0},
		{"EXIF that claims to be too long, between frames", riff(flagged(moving|alpha|withEXIF), anim, cels[0], append([]byte("EXIF\x00\x00\x00\x40"), exif[8:]...), cels[1], last), whole,
			format.FlawPart | format.FlawLayout},
		{"an animation that is not announced", riff(flagged(alpha), anim, all), whole, format.FlawLayout},
		{"a picture beside the frames", riff(head, anim, still[12:], all), whole, format.FlawStray},
		{"a picture behind the frames", riff(head, anim, all, still[12:]), whole, format.FlawStray},
		{"frames that are not announced behind a picture", riff(flagged(0), still[12:], anim, all), still, format.FlawAnimation | format.FlawPart},

		{"cut in the last frame", without(whole, 9), nil, damage},
		{"cut in the last frame, length right", claiming(without(whole, 9), 0), nil, damage},
		{"cut before the last frame", without(whole, len(last)), nil, damage},
		{"cut in the header of the last frame", without(whole, len(last)-5), nil, damage},
		{"cut in an unknown chunk before the last frame", without(riff(head, anim, cels[0], cels[1], unknown, last), len(last)+3), nil, damage},
		{"length too large by a frame", claiming(whole, len(last)), nil, damage},
		{"no header", riff(anim, all), nil, damage},
		{"header too short", riff(webpChunk("VP8X", head[8:16]), anim, all), nil, damage},
		{"frame without pixels", riff(head, anim, cels[0], webpChunk("ANMF", last[8:24])), nil, damage},
		{"no frames", riff(head, anim), nil, damage},
	} {
		t.Run(tt.name, func(t *testing.T) { checkWebP(t, tt) })
	}
}
