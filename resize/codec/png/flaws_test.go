package png_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"reflect"
	"testing"
	"time"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// allFlaws reads a file as a whole: its header, its pixels, and what both find wrong with it.
func allFlaws(t *testing.T, b []byte) (format.Header, image.Image, format.Flaws) {
	t.Helper()
	h, err := codectest.ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	m, flaws, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	return h, m, h.Flaws | flaws
}

// TestPNGFlaws: what costs no pixel is a flaw, in the header and in the pixels alike, and a rewritten copy is without it.
func TestPNGFlaws(t *testing.T) {
	const w, h = 20, 10
	chunk := func(kind, data string) []byte { return imgtest.Chunk(kind, []byte(data)) }
	png := imgtest.PNG(t, w, h)
	opaque := imgtest.RawPNG(t, 2, 2, 8, 2, nil, make([]byte, 14))
	first := func(more ...[]byte) []byte { return imgtest.Insert(png, 33, bytes.Join(more, nil)) }
	last := func(more ...[]byte) []byte { return imgtest.Insert(png, len(png)-12, bytes.Join(more, nil)) }
	gamma := "\x00\x00\xb1\x8f"
	for _, tt := range []struct {
		name  string
		b     []byte
		flaws format.Flaws
	}{
		{"whole", png, 0},
		{"no end", withoutEnd(png), format.FlawEnd},
		{"bytes behind the end", append(bytes.Clone(png), "more"...), format.FlawStray},
		{"rubbish behind the pixels", append(withoutEnd(bytes.Clone(png)), make([]byte, 40)...), format.FlawEnd},
		{"text with a wrong checksum", first(codectest.WrongSum(chunk("tEXt", "a\x00b"))), format.FlawPart},
		{"text before the header", imgtest.Insert(png, 8, chunk("tEXt", "a\x00b")), format.FlawPart},
		{"color behind the pixels", last(chunk("gAMA", gamma)), format.FlawPart},
		{"color with a wrong checksum", first(codectest.WrongSum(chunk("gAMA", gamma))), format.FlawPart},
		{"color twice", first(chunk("gAMA", gamma), chunk("gAMA", "\x00\x00\x00\x01")), format.FlawPart},
		{"header behind the pixels", last(png[8:33]), format.FlawPart},
		{"transparency with a wrong checksum", imgtest.Insert(opaque, 33, codectest.WrongSum(chunk("tRNS", "\x00\x00\x00\x00\x00\x00"))), format.FlawAlpha},
		{"transparency too short", imgtest.Insert(opaque, 33, chunk("tRNS", "\x00\x00")), format.FlawPart},
		{"transparency behind the pixels", imgtest.Insert(opaque, len(opaque)-12, chunk("tRNS", "\x00\x00\x00\x00\x00\x00")), format.FlawPart},
		{"a frame that nothing announces", last(chunk("fcTL", string(make([]byte, 26)))), format.FlawAnimation},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, m, flaws := allFlaws(t, tt.b)
			if flaws != tt.flaws {
				t.Errorf("flaws %q, want %q", flaws.Warnings(), tt.flaws.Warnings())
			}
			out, err := codectest.Rewrite(tt.b, metadata.Set{})
			if err != nil {
				t.Fatal(err)
			}
			again, got, flaws := allFlaws(t, out)
			h.Flaws = 0
			if flaws != 0 || again != h {
				t.Errorf("rewritten: flaws %q, header %+v, want %+v", flaws.Warnings(), again, h)
			}
			if !reflect.DeepEqual(got, m) {
				t.Error("rewritten, it has other pixels")
			}
		})
	}
}

// TestPNGUnsupported: a file that is sound, but of a kind that cannot be codectest.Shown, is not damaged.
func TestPNGUnsupported(t *testing.T) {
	png := imgtest.PNG(t, 20, 10)
	for name, b := range map[string][]byte{
		"Apple's":                 imgtest.Insert(png, 8, imgtest.Chunk("CgBI", []byte("\x50\x00\x20\x02"))),
		"critical chunk":          imgtest.Insert(png, 33, imgtest.Chunk("FooA", nil)),
		"critical chunk, behind":  imgtest.Insert(png, len(png)-12, imgtest.Chunk("FooA", nil)),
		"critical chunk, palette": imgtest.Insert(imgtest.PNG(t, 20, 10, imgtest.Of(imgtest.Paletted(20, 10))), 33, imgtest.Chunk("FooA", nil)),
	} {
		if _, err := codectest.ReadHeader(b); !errors.Is(err, fault.ErrUnsupported) || errors.Is(err, fault.ErrDamaged) {
			t.Errorf("%s: %v, want one that is not supported", name, err)
		}
	}
	if _, err := codectest.ReadHeader(imgtest.Insert(png, 33, codectest.WrongSum(imgtest.Chunk("FooA", nil)))); !errors.Is(err, fault.ErrDamaged) {
		t.Errorf("a critical chunk with a wrong checksum: %v, want damage", err)
	}
}

// TestPNGTurnedByRawProfile: the header knows the orientation that only a text states, and so does a rewritten copy's one eXIf chunk.
func TestPNGTurnedByRawProfile(t *testing.T) {
	exif := string(imgtest.EXIF(6))
	png := imgtest.PNG(t, 20, 10)
	raw := codectest.ZText(t, "Raw profile type exif", codectest.RawProfile("exif", codectest.EXIFHead+exif))
	for name, tt := range map[string]struct {
		b    []byte
		want int
	}{
		"before the pixels":      {imgtest.Insert(png, 33, raw), 6},
		"behind the pixels":      {imgtest.Insert(png, len(png)-12, raw), 6},
		"uncompressed":           {imgtest.Insert(png, 33, imgtest.Chunk("tEXt", []byte("Raw profile type APP1\x00"+codectest.RawProfile("APP1", exif)))), 6},
		"beside eXIf":            {imgtest.Insert(png, 33, append(bytes.Clone(raw), imgtest.Chunk("eXIf", imgtest.EXIF(8))...)), 8},
		"beside eXIf, upright":   {imgtest.Insert(png, 33, append(bytes.Clone(raw), imgtest.Chunk("eXIf", imgtest.EXIF(1))...)), 1},
		"with a wrong checksum":  {imgtest.Insert(png, 33, codectest.WrongSum(bytes.Clone(raw))), 1},
		"eXIf, a wrong checksum": {imgtest.Insert(png, 33, append(bytes.Clone(raw), codectest.WrongSum(imgtest.Chunk("eXIf", imgtest.EXIF(8)))...)), 6},
	} {
		h, err := codectest.ReadHeader(tt.b)
		if err != nil || h.Orientation != tt.want {
			t.Errorf("%s: orientation %d, want %d (%v)", name, h.Orientation, tt.want, err)
			continue
		}
		blocks, err := codec.ReadMetadata(bytes.NewReader(tt.b), int64(len(tt.b)), h)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		out, err := codectest.Rewrite(tt.b, blocks)
		if err != nil {
			t.Fatal(err)
		}
		if h, err = codectest.ReadHeader(out); err != nil || h.Orientation != tt.want {
			t.Errorf("%s, rewritten: orientation %d, want %d (%v)", name, h.Orientation, tt.want, err)
		}
		if bytes.Contains(out, []byte("Raw profile")) || bytes.Count(out, []byte("eXIf")) > 1 {
			t.Errorf("%s, rewritten: it has a raw profile or two eXIf chunks", name)
		}
	}
}

// TestPNGResolution: what is read is what was written, by encoding and by rewriting.
func TestPNGResolution(t *testing.T) {
	for name, tt := range map[string]struct {
		r    metadata.Resolution
		pHYs string
	}{
		"300 dpi":       {metadata.Resolution{X: 300, Y: 300, Unit: metadata.Inch}, "\x00\x00\x2e\x23\x00\x00\x2e\x23\x01"},
		"centimeters":   {metadata.Resolution{X: 100.02, Y: 50.01, Unit: metadata.Centimeter}, "\x00\x00\x27\x12\x00\x00\x13\x89\x01"},
		"shape":         {metadata.Resolution{X: 1, Y: 2}, "\x00\x00\x00\x01\x00\x00\x00\x02\x00"},
		"nothing":       {metadata.Resolution{}, ""},
		"far too dense": {metadata.Resolution{X: 1e300, Y: 1, Unit: metadata.Inch}, ""},
	} {
		blocks := metadata.Set{Resolution: tt.r}
		var buf bytes.Buffer
		if err := codec.Encode(&buf, imgtest.Picture(20, 10), format.PNG, format.Options{Metadata: blocks}); err != nil {
			t.Fatal(err)
		}
		out, err := codectest.Rewrite(imgtest.Insert(imgtest.PNG(t, 20, 10), 33, imgtest.Chunk("pHYs", []byte("\x00\x00\x00\x07\x00\x00\x00\x07\x01"))), blocks)
		if err != nil {
			t.Fatal(err)
		}
		for way, b := range map[string][]byte{"encoded": buf.Bytes(), "rewritten": out} {
			i := bytes.Index(b, []byte("pHYs"))
			if got := i >= 0; got != (tt.pHYs != "") || got && string(b[i+4:i+13]) != tt.pHYs {
				t.Errorf("%s, %s: pHYs at %d: %q", name, way, i, b[max(i, 0):][:13])
			}
			if tt.pHYs == "" {
				continue
			}
			if got, err := codectest.ReadBlocks(t, b); err != nil || got.Resolution != tt.r {
				t.Errorf("%s, %s: %+v, want %+v (%v)", name, way, got.Resolution, tt.r, err)
			}
		}
	}
}

// apngParts takes an animated PNG apart and puts some of its chunks together again: numbers of chunks of the file, each of which
// may get another sequence number.
func apngParts(t *testing.T, b []byte) (chunks [][]byte) {
	t.Helper()
	for b = b[8:]; len(b) > 0; {
		n := 12 + int(binary.BigEndian.Uint32(b))
		chunks = append(chunks, b[:n])
		b = b[n:]
	}
	return chunks
}

// numbered gives an fcTL or fdAT chunk another number.
func numbered(chunk []byte, number uint32) []byte {
	data := append(binary.BigEndian.AppendUint32(nil, number), chunk[12:len(chunk)-4]...)
	return imgtest.Chunk(string(chunk[4:8]), data)
}

// TestAPNGOrder: frames are shown in the order of their numbers where that can be told; otherwise the still picture remains.
func TestAPNGOrder(t *testing.T) {
	a := imgtest.Animation{Width: 6, Height: 4}
	for i := range 3 {
		m := image.NewNRGBA(image.Rect(0, 0, 6, 4))
		for j := range m.Pix {
			m.Pix[j] = byte(255 - 60*i*(j%4/3^1))
		}
		a.Cels = append(a.Cels, imgtest.Cel{Image: m, Delay: 50 * time.Millisecond, Replace: true})
	}
	file := a.PNG(t)
	// IHDR acTL fcTL:0 IDAT fcTL:1 fdAT:2 fcTL:3 fdAT:4 IEND
	p := apngParts(t, file)
	actl := func(n byte) []byte { return imgtest.Chunk("acTL", []byte{0, 0, 0, n, 0, 0, 0, 0}) }
	join := func(chunks ...[]byte) []byte { return append([]byte("\x89PNG\r\n\x1a\n"), bytes.Join(chunks, nil)...) }
	all := a.Shown()
	still := all[:1]
	for _, tt := range []struct {
		name   string
		b      []byte
		frames []*image.NRGBA
		flaws  format.Flaws
	}{
		{"in order", file, all, 0},
		{"no end", withoutEnd(file), all, format.FlawEnd},
		{"a count too high", join(p[0], actl(5), p[2], p[3], p[4], p[5], p[6], p[7], p[8]), all, format.FlawFrames},
		{"a count too low", join(p[0], actl(2), p[2], p[3], p[4], p[5], p[6], p[7], p[8]), all, format.FlawFrames},
		{"a count of 0", join(p[0], actl(0), p[2], p[3], p[4], p[5], p[8]), still, format.FlawAnimation},
		{"frames swapped", join(p[0], p[1], p[2], p[3], p[6], p[7], p[4], p[5], p[8]), all, format.FlawFrames},
		{"header behind its frame", join(p[0], p[1], p[2], p[3], p[5], p[4], p[6], p[7], p[8]), all, format.FlawFrames},
		{"a gap", join(p[0], p[1], p[2], p[3], p[4], p[5], numbered(p[6], 7), numbered(p[7], 8), p[8]), all, format.FlawFrames},
		{"numbers from 1 on", join(p[0], p[1], numbered(p[2], 1), p[3], numbered(p[4], 2), numbered(p[5], 3), numbered(p[6], 4), numbered(p[7], 5), p[8]), all, format.FlawFrames},
		{"a number twice", join(p[0], p[1], p[2], p[3], p[4], numbered(p[5], 1), p[6], p[7], p[8]), still, format.FlawAnimation},
		{"no pixels of a frame", join(p[0], p[1], p[2], p[3], p[4], p[6], p[7], p[8]), still, format.FlawAnimation},
		{"no header of a frame", join(p[0], actl(2), p[3], p[5], p[8]), still, format.FlawAnimation},
		{"announced twice", join(p[0], p[1], actl(9), p[2], p[3], p[4], p[5], p[6], p[7], p[8]), all, format.FlawPart},
		{"announced late", join(p[0], p[2], p[3], p[1], p[4], p[5], p[6], p[7], p[8]), still, format.FlawPart | format.FlawAnimation},
		{"announced with a wrong checksum", join(p[0], codectest.WrongSum(bytes.Clone(p[1])), p[2], p[3], p[4], p[5], p[6], p[7], p[8]), still, format.FlawPart | format.FlawAnimation},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, err := codectest.ReadHeader(tt.b)
			if err != nil || h.Frames != len(tt.frames) {
				t.Fatalf("%d frames, want %d (%v)", h.Frames, len(tt.frames), err)
			}
			var got []*image.NRGBA
			flaws, err := codec.Frames(t.Context(), bytes.NewReader(tt.b), int64(len(tt.b)), h, func(f format.Frame) error {
				m := *f.Image
				m.Pix = bytes.Clone(m.Pix)
				got = append(got, &m)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if flaws |= h.Flaws; flaws != tt.flaws {
				t.Errorf("flaws %q, want %q", flaws.Warnings(), tt.flaws.Warnings())
			}
			codectest.SameImages(t, got, tt.frames)
			out, err := codectest.Rewrite(tt.b, metadata.Set{})
			if errors.Is(err, fault.ErrUnsupported) {
				return // it is encoded instead
			}
			again, err := codectest.ReadHeader(out)
			if h.Flaws = 0; err != nil || again != h {
				t.Errorf("rewritten: header %+v, want %+v (%v)", again, h, err)
			}
		})
	}
}

// TestAPNGStill: a picture of its own for programs without animations is what a still result shows, and no frame of the animation.
func TestAPNGStill(t *testing.T) {
	a := imgtest.Moving(40, 30, 3)
	a.Still = imgtest.Picture(40, 30)
	b := a.PNG(t)
	h, m, flaws := allFlaws(t, b)
	if h.Frames != 3 || flaws != 0 {
		t.Errorf("%d frames, flaws %q", h.Frames, flaws.Warnings())
	}
	imgtest.SameImage(t, m, a.Still, 0)
	got, _, err := codectest.Frames(b)
	if err != nil {
		t.Fatal(err)
	}
	codectest.SameImages(t, got.Images, a.Shown())
}

func withoutEnd(png []byte) []byte { return png[:len(png)-12] }
