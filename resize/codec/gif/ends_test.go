package gif_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// TestGIFEnds lists what may be missing, too much or wrong behind the pixels of a frame, and what may not.
func TestGIFEnds(t *testing.T) {
	const frame = "\x21\xF9\x04"
	whole := imgtest.Moving(40, 30, 3).GIF(t)
	body := whole[:len(whole)-1]
	behind := func(more ...byte) []byte { return append(bytes.Clone(body), more...) }
	between := func(stray string) []byte {
		return imgtest.Insert(whole, bytes.LastIndex(whole, []byte(frame)), []byte(stray))
	}
	random := make([]byte, 700)
	for i := range random {
		random[i] = byte(i*i*7 + i>>3)
	}
	random[0] = 'x'
	m := image.NewPaletted(image.Rect(0, 0, 30, 8), nil)
	for i := range m.Pix {
		m.Pix[i] = byte(i*i>>3) % 15
	}
	rows := []int{0, 1, 2, 3, 4, 5, 6, 7}
	raw := func(rows ...int) []byte { return rawGIF(t, m, m.Rect.Max, 0, 0, rows) }
	single, code := raw(rows...), len(raw(rows...))-3 // the last code, the end of the data, the trailer
	const none, damage = format.Flaws(0), format.Flaws(1 << 15)
	for _, tt := range []struct {
		name     string
		b, shows []byte
		flaws    format.Flaws
	}{
		{"no trailer", body, whole, format.FlawEnd},
		{"no trailer and no end of the data", body[:len(body)-1], whole, format.FlawEnd},
		{"cut in a comment", behind(0x21, 0xFE, 9, 'c', 'u'), whole, format.FlawEnd},
		{"cut in an extension", behind(0x21), whole, format.FlawEnd},
		{"a block of an unknown kind", behind(0x77, 4, 1, 2, 3, 4, 0, 0x3B), whole, format.FlawStray},
		{"text behind the frames", behind([]byte("<html>, no; picture!")...), whole, format.FlawStray},
		{"zeros behind the frames", behind(make([]byte, 9000)...), whole, format.FlawStray},
		{"rubbish behind the frames", behind(random...), whole, format.FlawStray},
		{"rubbish behind the trailer", append(bytes.Clone(whole), random...), whole, none},
		{"zeros between frames", between("\x00\x00\x00"), whole, format.FlawStray},
		{"many zeros between frames", between(string(make([]byte, 5000))), whole, format.FlawStray},
		{"text between frames", between("stray, bytes! and " + frame + "more;"), whole, format.FlawStray},
		{"much text between frames", between(string(bytes.Repeat([]byte("stray "), 3000))), whole, format.FlawStray},
		{"rows too many", raw(0, 1, 2, 3, 4, 5, 6, 7, 1, 2), single, format.FlawLengths},
		{"a sub-block too many", imgtest.Insert(single, code+1, []byte("\x05extra")), single, format.FlawLengths},
		{"cut in a graphic control", behind(0x21, 0xF9, 4, 0), nil, damage},
		{"cut behind a graphic control", behind(0x21, 0xF9, 4, 0, 0, 0, 0, 0), nil, damage},
		{"rubbish behind a graphic control", behind(0x21, 0xF9, 4, 0, 0, 0, 0, 0, 'x'), nil, damage},
		{"cut in a descriptor", behind(0x2C, 0, 0), nil, damage},
		{"cut in the data", body[:len(body)-9], nil, damage},
		{"rows too few", raw(0, 1, 2, 3, 4, 5, 6), nil, damage},
		{"rubbish behind rows too few", append(raw(0, 1, 2)[:len(raw(0, 1, 2))-1], "rubbish"...), nil, damage},
		{"rubbish before the first frame", imgtest.Insert(single, 13+48, []byte("rubbish")), nil, damage},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, h, err := codectest.Frames(tt.b)
			if tt.flaws == damage {
				if !errors.Is(err, fault.ErrDamaged) {
					t.Fatalf("%d frames, %v", len(got.Images), err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var walked format.Flaws
			walked, err = codec.Frames(t.Context(), bytes.NewReader(tt.b), int64(len(tt.b)), h, func(format.Frame) error { return nil })
			if h.Flaws|walked != tt.flaws || err != nil {
				t.Errorf("flaws %v and %v, want %v (%v)", h.Flaws.Warnings(), walked.Warnings(), tt.flaws.Warnings(), err)
			}
			codectest.SameFrames(t, got, tt.shows)
			if _, lost, err := codectest.Salvage(tt.b); err != nil || len(got.Images) == 1 && lost != "" {
				t.Errorf("salvage lost %q, %v", lost, err)
			}
			if _, err := codec.ReadMetadata(bytes.NewReader(tt.b), int64(len(tt.b)), h); err != nil {
				t.Errorf("metadata: %v", err)
			}
			var out bytes.Buffer
			if err := codec.Rewrite(t.Context(), &out, bytes.NewReader(tt.b), int64(len(tt.b)), h, metadata.Set{}); err != nil {
				t.Fatal(err)
			}
			rewritten, h, err := codectest.Frames(out.Bytes())
			if err != nil || h.Flaws&^format.FlawLengths != 0 {
				t.Errorf("rewritten: flaws %v, %v", h.Flaws.Warnings(), err)
			}
			codectest.SameFrames(t, rewritten, tt.shows)
		})
	}
}

// TestGIFScreens has first frames that reach beyond the screen, which grows, and later ones, which are clipped, as libvips and
// Pillow show them.
func TestGIFScreens(t *testing.T) {
	cel := func(x, y, w, h int) imgtest.Cel { return imgtest.Cel{Image: imgtest.Steps(w, h), At: image.Pt(x, y)} }
	for _, tt := range []struct {
		screen image.Point
		cels   []imgtest.Cel
		want   image.Point
	}{
		{image.Pt(10, 8), []imgtest.Cel{cel(0, 0, 20, 16)}, image.Pt(20, 16)},
		{image.Pt(10, 8), []imgtest.Cel{cel(0, 0, 20, 4)}, image.Pt(20, 8)},
		{image.Pt(10, 8), []imgtest.Cel{cel(6, 5, 10, 8)}, image.Pt(16, 13)},
		{image.Pt(10, 8), []imgtest.Cel{cel(30, 20, 10, 8)}, image.Pt(40, 28)},
		{image.Pt(10, 8), []imgtest.Cel{cel(2, 2, 4, 4)}, image.Pt(10, 8)},
		{image.Pt(0, 0), []imgtest.Cel{cel(3, 2, 20, 16)}, image.Pt(23, 18)},
		{image.Pt(10, 0), []imgtest.Cel{cel(0, 0, 20, 16), cel(0, 0, 8, 8)}, image.Pt(20, 16)},
		{image.Pt(10, 8), []imgtest.Cel{cel(0, 0, 20, 16), cel(0, 0, 10, 8)}, image.Pt(20, 16)},
		{image.Pt(10, 8), []imgtest.Cel{cel(6, 5, 10, 8), cel(0, 0, 10, 8)}, image.Pt(16, 13)},
		{image.Pt(10, 8), []imgtest.Cel{cel(0, 0, 10, 8), cel(0, 0, 20, 16)}, image.Pt(10, 8)},
		{image.Pt(10, 8), []imgtest.Cel{cel(0, 0, 10, 8), cel(6, 5, 10, 8)}, image.Pt(10, 8)},
	} {
		t.Run(fmt.Sprint(tt.screen, tt.want, len(tt.cels)), func(t *testing.T) {
			a := imgtest.Animation{Width: tt.screen.X, Height: tt.screen.Y, Cels: tt.cels}
			b := a.GIF(t)
			a.Width, a.Height = tt.want.X, tt.want.Y
			got, h, err := codectest.Frames(b)
			if err != nil || h.Width != tt.want.X || h.Height != tt.want.Y || len(got.Images) != len(tt.cels) {
				t.Fatalf("%d × %d pixels, %d frames, %v", h.Width, h.Height, len(got.Images), err)
			}
			for i, want := range a.Shown() {
				imgtest.SameImage(t, got.Images[i], want, 0)
			}
			still, err := codectest.Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			imgtest.SameImage(t, still, a.Shown()[0], 0)
			cut := b[:len(b)-12]
			if _, _, err := codectest.Salvage(cut); err != nil {
				t.Errorf("cut: %v", err)
			}
		})
	}
}

// TestGIFBombScreens: a first frame far larger than its screen is refused from the header.
func TestGIFBombScreens(t *testing.T) {
	b := imgtest.Moving(40, 30, 1).GIF(t)
	at := bytes.Index(b, []byte("\x21\xF9\x04")) + 8 + 5
	binary.LittleEndian.PutUint16(b[at:], 65_535)
	binary.LittleEndian.PutUint16(b[at+2:], 65_535)
	if _, err := codectest.ReadHeader(b); !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("65,535 × 65,535: %v", err)
	}
	binary.LittleEndian.PutUint16(b[at:], 20_000)
	binary.LittleEndian.PutUint16(b[at+2:], 20_000)
	if _, err := codectest.ReadHeader(b); !errors.Is(err, fault.ErrDamaged) {
		t.Errorf("20,000 × 20,000: %v", err)
	}
}
