package codec_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"runtime"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

func animations(w, h int) map[string]imgtest.Animation {
	looped := imgtest.Moving(w, h, 4)
	looped.Loops = 5
	once := imgtest.Moving(w, h, 3)
	once.Loops = 1
	replacing := imgtest.Sprite(w, h, 5, 90)
	for i := range replacing.Cels {
		replacing.Cels[i].Replace, replacing.Cels[i].Dispose = i%2 == 0, imgtest.Keep
	}
	small := imgtest.Moving(w, h, 3)
	small.Cels = small.Cels[1:] // the first cel does not cover the canvas
	still := imgtest.Moving(w, h, 4)
	still.Still = imgtest.Picture(w, h)
	return map[string]imgtest.Animation{
		"moving": imgtest.Moving(w, h, 6), "five times": looped, "once": once, "sprite": imgtest.Sprite(w, h, 5, 0),
		"translucent sprite": imgtest.Sprite(w, h, 5, 90), "replacing": replacing, "disposals": imgtest.Disposals(w, h, true),
		"two disposals": imgtest.Disposals(w, h, false), "small first": small, "apart from its still picture": still,
		"of one frame": imgtest.Moving(w, h, 1),
	}
}

// TestFrames compares with what the animations are defined to show.
func TestFrames(t *testing.T) {
	for name, a := range animations(41, 34) {
		a.Each(t, func(encoded string, b []byte) {
			t.Run(name+" "+encoded, func(t *testing.T) {
				got, h, err := codectest.Frames(b)
				if err != nil {
					t.Fatal(err)
				}
				loops := a.Loops
				if len(a.Cels) == 1 {
					loops = 0
				}
				if h.Frames != len(a.Cels) || len(got.Images) != len(a.Cels) || h.Loops != loops {
					t.Fatalf("%d frames in the header, %d codectest.Shown, of %d; %d loops of %d", h.Frames, len(got.Images), len(a.Cels), h.Loops, loops)
				}
				tolerance := 0
				if name == "translucent sprite" || name == "replacing" {
					tolerance = 1
				}
				transparent := false
				for i, want := range a.Shown() {
					imgtest.SameImage(t, got.Images[i], want, tolerance)
					transparent = transparent || !want.Opaque()
					if delay := a.Cels[i].Delay; got.Delays[i] != delay && len(a.Cels) > 1 {
						t.Errorf("frame %d: shown for %v, want %v", i, got.Delays[i], delay)
					}
				}
				if transparent && !h.Alpha {
					t.Error("the header says that it is opaque")
				}
				first, err := codectest.Decode(b)
				if err != nil {
					t.Fatal(err)
				}
				want := a.Shown()[0]
				if a.Still != nil {
					want = a.Still
				}
				imgtest.SameImage(t, first, want, tolerance)
			})
		})
	}
}

// TestFramesOfStills: a still picture is one frame.
func TestFramesOfStills(t *testing.T) {
	for name, b := range map[string][]byte{
		"GIF": imgtest.GIF(t, 30, 20), "WebP": imgtest.WebP(t, 30, 20, imgtest.Of(imgtest.Translucent(30, 20))), "lossy WebP": imgtest.LossyWebP(t, 30, 20),
		"PNG": imgtest.PNG(t, 30, 20, imgtest.Of(imgtest.Translucent(30, 20))), "gray PNG": imgtest.PNG(t, 30, 20, imgtest.Of(imgtest.Gray(30, 20))),
		"palette PNG": imgtest.PNG(t, 30, 20, imgtest.Of(imgtest.Paletted(30, 20))), "16-bit PNG": imgtest.PNG(t, 30, 20, imgtest.Of(imgtest.Deep(30, 20))),
	} {
		got, _, err := codectest.Frames(b)
		if err != nil || len(got.Images) != 1 {
			t.Errorf("%s: %d frames, %v", name, len(got.Images), err)
			continue
		}
		want, err := codectest.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		imgtest.SameImage(t, got.Images[0], want, 1) // 16 bits are rounded
	}
	b := imgtest.JPEG(t, 30, 20)
	if _, _, err := codectest.Frames(b); !errors.Is(err, fault.ErrUnsupported) {
		t.Errorf("JPEG: %v", err)
	}
}

// TestFramesAcceptLiberties has files that break the rules in ways that every viewer takes.
func TestFramesAcceptLiberties(t *testing.T) {
	square := func(w, h int) *image.NRGBA {
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		imgtest.Fill(m, m.Rect, color.NRGBA{R: 200, A: 255})
		return m
	}
	beyond := imgtest.Animation{Width: 20, Height: 10, Cels: []imgtest.Cel{{Image: square(20, 10)}, {Image: square(18, 9), At: image.Pt(5, 4), Dispose: imgtest.Wipe}, {Image: square(3, 3), At: image.Pt(40, 40)}, {Image: square(1, 1)}}}
	old := imgtest.Disposals(20, 16, true)
	b := old.GIF(t)
	for i := 0; i+3 < len(b); i++ {
		if string(b[i:i+3]) == "\x21\xf9\x04" && b[i+3]>>2 == 3 { // restore
			b[i+3] = 4<<2 | b[i+3]&3
		}
	}
	nameless := imgtest.Moving(20, 16, 2).GIF(t)
	for _, tt := range []struct {
		name string
		b    []byte
		want imgtest.Animation
	}{
		{"GIF frames beyond the canvas", beyond.GIF(t), beyond},
		{"disposal 4", b, old},
		{"the other name for loops", bytes.Replace(imgtest.Moving(20, 16, 2).GIF(t), []byte("NETSCAPE2.0"), []byte("ANIMEXTS1.0"), 1), imgtest.Moving(20, 16, 2)},
		{"unknown extension", imgtest.Insert(imgtest.Moving(20, 16, 2).GIF(t), 13+768, []byte{0x21, 0x77, 1, 9, 0}), imgtest.Moving(20, 16, 2)},
		{"an application without a name at the end", imgtest.Insert(nameless, len(nameless)-1, []byte{0x21, 0xff, 0}), imgtest.Moving(20, 16, 2)},
	} {
		got, h, err := codectest.Frames(tt.b)
		if err == nil {
			_, err = codec.ReadMetadata(bytes.NewReader(tt.b), int64(len(tt.b)), h)
		}
		if err != nil || len(got.Images) != len(tt.want.Cels) || h.Loops != tt.want.Loops {
			t.Errorf("%s: %d frames, %d loops, %v", tt.name, len(got.Images), h.Loops, err)
			continue
		}
		for i, want := range tt.want.Shown() {
			imgtest.SameImage(t, got.Images[i], want, 0)
		}
	}
}

// TestFramesTruncated cuts animations at every length: they are damaged, unless no pixel is missing. A GIF that is cut behind a frame
// looks like one without its trailer.
func TestFramesTruncated(t *testing.T) {
	for name, a := range map[string]imgtest.Animation{"moving": imgtest.Moving(40, 30, 3), "sprite": imgtest.Sprite(40, 30, 3, 0)} {
		a.Each(t, func(encoded string, b []byte) {
			for n := 20; n < len(b); n += 1 + len(b)/300 {
				got, h, err := codectest.Frames(b[:n])
				if err == nil && encoded == "GIF" && h.Flaws == format.FlawEnd && endsFrame(b, n) {
					for i, want := range a.Shown()[:len(got.Images)] {
						imgtest.SameImage(t, got.Images[i], want, 0)
					}
					continue
				}
				if err == nil && n >= len(b)-codectest.Unneeded(b) {
					codectest.SameImages(t, got.Images, a.Shown())
					continue
				}
				if !errors.Is(err, fault.ErrDamaged) {
					t.Errorf("%s %s, %d of %d bytes: %v", name, encoded, n, len(b), err)
				}
			}
		})
	}
}

// endsFrame reports whether n bytes of a GIF end behind the pixels of a frame, with a little more or less.
func endsFrame(b []byte, n int) bool {
	for next := n - 1; next <= n+3; next++ {
		if next >= len(b)-1 || b[next-1] == 0 && bytes.HasPrefix(b[next:], []byte{0x21, 0xF9, 4}) {
			return true
		}
	}
	return false
}

// TestFramesDamaged lists animations that are refused while they are read.
func TestFramesDamaged(t *testing.T) {
	const w, h = 40, 30
	moving := imgtest.Moving(w, h, 3)
	changed := func(b []byte, find string, offset int, to ...byte) []byte {
		b = append([]byte(nil), b...)
		i := bytes.LastIndex(b, []byte(find))
		if i < 0 {
			t.Fatalf("no %q", find)
		}
		copy(b[i+offset:], to)
		return b
	}
	mended := func(b []byte, kind string, offset int, to ...byte) []byte { // with a checksum that is right again
		b = changed(b, kind, offset, to...)
		i := bytes.LastIndex(b, []byte(kind))
		n := int(binary.BigEndian.Uint32(b[i-4:]))
		copy(b[i-4:], imgtest.Chunk(kind, b[i+4:i+4+n]))
		return b
	}
	for _, tt := range []struct {
		name, text string
		b          []byte
	}{
		{"WebP frame beyond the canvas", "damaged: a frame reaches beyond its picture", changed(moving.WebP(t), "ANMF", 8, 19)},
		{"WebP frame of another size", "damaged: a frame of 40 × 30 pixels in a picture of 39 × 30", changed(imgtest.Moving(w, h, 1).WebP(t), "ANMF", 8, bytesOfFrame(w, h)...)},
		{"WebP frame without pixels", "damaged: a frame without pixels", changed(moving.WebP(t), "VP8L", 0, 'J', 'U', 'N', 'K')},
		{"PNG frame beyond the canvas", "damaged: a frame reaches beyond its picture", mended(moving.PNG(t), "fcTL", 4+4, 0, 0, 0, 41)},
		{"PNG frame with a wrong checksum", "damaged: wrong checksum", changed(moving.PNG(t), "IEND", -5, 0)},
		{"PNG frame header with a wrong checksum", "damaged: wrong checksum", changed(moving.PNG(t), "fcTL", 4+21, 9)},
		{"PNG of fewer frames than it says, without an end", "damaged: 3 of 4 frames", withoutEnd(mended(moving.PNG(t), "acTL", 4, 0, 0, 0, 4))},
		{"GIF frame far larger than its canvas", "damaged: a frame of 60000 × 60000 pixels in a picture of 40 × 30", changed(moving.GIF(t), "\x21\xf9", 13, 0x60, 0xea, 0x60, 0xea)},
	} {
		if _, _, err := codectest.Frames(tt.b); !errors.Is(err, fault.ErrDamaged) || err.Error() != tt.text {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.text)
		}
	}
}

func withoutEnd(png []byte) []byte { return png[:len(png)-12] }

// bytesOfFrame is the start of an ANMF chunk for a frame at the origin that claims one column less than the canvas has.
func bytesOfFrame(w, h int) []byte {
	return []byte{0, 0, 0, 0, 0, 0, byte(w - 2), 0, 0, byte(h - 1), 0, 0}
}

// TestAnimationBombs: what would cost too much is refused from the header, for next to nothing.
func TestAnimationBombs(t *testing.T) {
	le, be := binary.LittleEndian, binary.BigEndian
	gif := imgtest.GIFClaim(2000, 2000)
	frame := gif[13+6 : len(gif)-1]
	many := append(append([]byte(nil), gif[:13+6]...), bytes.Repeat(frame, 100_000)...)
	tiny := append([]byte(nil), many...)
	le.PutUint16(tiny[6:], 1)
	le.PutUint16(tiny[8:], 1)
	webp := imgtest.Moving(2000, 2000, 1).WebP(t)
	at := bytes.Index(webp, []byte("ANMF"))
	webp = append(webp[:at:at], bytes.Repeat(imgtest.Animation{Width: 1, Height: 1, Cels: []imgtest.Cel{{Image: image.NewNRGBA(image.Rect(0, 0, 1, 1))}}}.WebP(t)[12+18+14:], 2000)...)
	le.PutUint32(webp[4:], uint32(len(webp)-8))
	png := imgtest.PNGClaim(2000, 2000)
	png = imgtest.Insert(png, 33, append(imgtest.Chunk("acTL", be.AppendUint32(be.AppendUint32(nil, 1<<31), 0)),
		bytes.Repeat(imgtest.Chunk("fcTL", make([]byte, 26)), 1_001)...))
	for _, tt := range []struct {
		name, text string
		b          []byte
	}{
		{"100,000 GIF frames of one pixel", "too large: more than 10000 frames; use a larger --max-frames to allow it", tiny},
		{"100,000 large GIF frames", "too large: 1001 frames of 2000 × 2000 pixels; the limit is 4000 megapixels together; use a larger --max-pixels to allow it", many},
		{"2,000 large WebP frames", "too large: 1001 frames of 2000 × 2000 pixels; the limit is 4000 megapixels together; use a larger --max-pixels to allow it", webp},
		{"a PNG of 1,001 large frames", "too large: 1001 frames of 2000 × 2000 pixels; the limit is 4000 megapixels together; use a larger --max-pixels to allow it", png},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := codectest.ReadHeader(tt.b)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, fault.ErrTooLarge) || err.Error() != tt.text {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.text)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("%s: %d bytes were allocated for a refusal", tt.name, n)
		}
	}
}

// TestFramesMemory: the number of frames does not matter.
func TestFramesMemory(t *testing.T) {
	imgtest.Moving(300, 200, 200).Each(t, func(encoded string, b []byte) {
		h, err := codectest.ReadHeader(b)
		if err != nil {
			t.Fatal(err)
		}
		var most, base runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&base)
		n := 0
		_, err = codec.Frames(t.Context(), bytes.NewReader(b), int64(len(b)), h, func(format.Frame) error {
			if n++; n%50 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&most)
				if used := int64(most.HeapAlloc) - int64(base.HeapAlloc); used > 4*4*300*200 {
					t.Errorf("%s: %d bytes in use at frame %d", encoded, used, n)
				}
			}
			return nil
		})
		if err != nil || n != 200 {
			t.Errorf("%s: %d frames, %v", encoded, n, err)
		}
	})
}

// TestFramesErrors: a visitor's error and panic, and a medium's failure, come back as they are.
func TestFramesErrors(t *testing.T) {
	enough, broken := errors.New("enough"), errors.New("input/output error")
	imgtest.Moving(40, 30, 4).Each(t, func(encoded string, b []byte) {
		h, err := codectest.ReadHeader(b)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		_, err = codec.Frames(t.Context(), bytes.NewReader(b), int64(len(b)), h, func(format.Frame) error {
			if n++; n == 2 {
				return enough
			}
			return nil
		})
		if err != enough || n != 2 {
			t.Errorf("%s: %v after %d frames", encoded, err, n)
		}
		func() {
			defer func() {
				if v := recover(); v != "mine" {
					t.Errorf("%s: the panic is %v", encoded, v)
				}
			}()
			_, _ = codec.Frames(t.Context(), bytes.NewReader(b), int64(len(b)), h, func(format.Frame) error { panic("mine") })
		}()
		for _, at := range []int64{20, int64(len(b)) / 2, int64(len(b)) - 1} {
			_, err := codec.Frames(t.Context(), failingReader{bytes.NewReader(b), at, broken}, int64(len(b)), h, func(format.Frame) error { return nil })
			if err != broken {
				t.Errorf("%s, broken at %d of %d: %v", encoded, at, len(b), err)
			}
		}
	})
}

func FuzzFrames(f *testing.F) {
	for _, a := range []imgtest.Animation{imgtest.Moving(12, 10, 2), imgtest.Sprite(12, 10, 2, 0), imgtest.Disposals(16, 12, true), imgtest.Disposals(16, 12, false)} {
		a.Each(f, func(_ string, b []byte) { f.Add(b) })
	}
	f.Add(imgtest.Sprite(12, 10, 2, 70).LossyWebP(f, 50))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{Pixels: 1 << 18, Animation: 1 << 22, Frames: 100})
		if err != nil || h.Format != format.GIF && h.Format != format.PNG && h.Format != format.WebP {
			return
		}
		n := 0
		_, err = codec.Frames(t.Context(), bytes.NewReader(b), int64(len(b)), h, func(f format.Frame) error {
			if f.Image.Rect != image.Rect(0, 0, h.Width, h.Height) || f.Delay < 0 {
				t.Fatalf("frame of %v for %v in %+v", f.Image.Rect, f.Delay, h)
			}
			n++
			return nil
		})
		switch {
		case err == nil && n != h.Frames:
			t.Fatalf("%d of %d frames without an error", n, h.Frames)
		case err != nil && !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrUnsupported):
			t.Fatalf("an error of no kind: %v", err)
		}
	})
}
