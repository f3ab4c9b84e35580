package codec_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// way begins an animation.
type way func(w io.Writer, width, height, loops int) (*codec.Animator, error)

func by(f format.Format, o format.Options) way {
	return func(w io.Writer, width, height, loops int) (*codec.Animator, error) {
		return codec.NewAnimator(w, f, width, height, loops, o)
	}
}

func animated(t testing.TB, begin way, loops int, images []*image.NRGBA, delay func(i int) time.Duration) []byte {
	t.Helper()
	var buf bytes.Buffer
	b := images[0].Rect
	a, err := begin(&buf, b.Dx(), b.Dy(), loops)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range images {
		if err := a.Add(m, delay(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func always(d time.Duration) func(int) time.Duration { return func(int) time.Duration { return d } }

// exactly are the ways to write that lose nothing; a GIF only where there are few colours and no half transparency.
func exactly() map[format.Format]way {
	return map[format.Format]way{format.GIF: by(format.GIF, format.Options{}), format.WebP: by(format.WebP, format.Options{Lossless: true}), format.PNG: by(format.PNG, format.Options{})}
}

// TestAnimatorRoundTrip: what is written shows what was meant, frame by frame.
func TestAnimatorRoundTrip(t *testing.T) {
	for name, a := range animations(41, 34) {
		for f, exact := range exactly() {
			if f == format.GIF && (name == "translucent sprite" || name == "replacing") {
				continue
			}
			t.Run(name+" "+f.String(), func(t *testing.T) {
				want := a.Shown()
				b := animated(t, exact, a.Loops, want, func(i int) time.Duration { return a.Cels[i].Delay })
				got, h, err := codectest.Frames(b)
				if err != nil {
					t.Fatal(err)
				}
				loops := a.Loops
				if len(want) == 1 {
					loops = 0
				}
				if len(got.Images) != len(want) || h.Loops != loops || h.Width != a.Width || h.Height != a.Height {
					t.Fatalf("%d frames of %d, header %+v", len(got.Images), len(want), h)
				}
				for i := range want {
					if f == format.GIF {
						imgtest.SameImage(t, got.Images[i], want[i], 2)
					} else if !bytes.Equal(visible(got.Images[i]), visible(want[i])) {
						imgtest.SameImage(t, got.Images[i], want[i], 0)
					}
					if delay := a.Cels[i].Delay; len(want) > 1 && got.Delays[i] != delay {
						t.Errorf("frame %d: shown for %v, want %v", i, got.Delays[i], delay)
					}
				}
			})
		}
	}
}

// visible is the pixels with the colours of invisible ones left out.
func visible(m *image.NRGBA) []byte {
	out := append([]byte(nil), m.Pix...)
	for i := 0; i < len(out); i += 4 {
		if out[i+3] == 0 {
			clear(out[i : i+4])
		}
	}
	return out
}

// TestAnimatorExact: where nothing is lost, every pixel comes back, invisible ones too.
func TestAnimatorExact(t *testing.T) {
	for name, m := range map[string]*image.NRGBA{"noise": noisy(61, 43, true), "translucent": imgtest.Translucent(61, 43), "one pixel": imgtest.Picture(1, 1)} {
		both := []*image.NRGBA{m, noisy(m.Rect.Dx(), m.Rect.Dy(), true)}
		s, _, err := codectest.Frames(animated(t, by(format.WebP, format.Options{Lossless: true}), 0, both, always(time.Second)))
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range both {
			if !bytes.Equal(s.Images[i].Pix, want.Pix) {
				t.Errorf("%s: the pixels of frame %d differ", name, i)
			}
		}
	}
}

func noisy(w, h int, alpha bool) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	random := rand.New(rand.NewPCG(7, uint64(w)))
	for i := range m.Pix {
		m.Pix[i] = byte(random.Uint32())
		if i%4 == 3 && !alpha {
			m.Pix[i] = 0xFF
		}
	}
	return m
}

// film is a coloured square that moves over a photograph-like gradient with soft edges.
func film(w, h, n int) []*image.NRGBA {
	var out []*image.NRGBA
	for i := range n {
		m := imgtest.Picture(w, h)
		x := w/5 + i*w/2/n
		imgtest.Fill(m, image.Rect(x, h/3, x+w/6, h/2), color.NRGBA{R: 250, G: uint8(4 * i), B: 120, A: 255})
		out = append(out, m)
	}
	return out
}

// TestAnimatorBlocks: metadata travels with animations.
func TestAnimatorBlocks(t *testing.T) {
	blocks := metadata.Set{EXIF: imgtest.EXIF(1), ICC: []byte("profile of odd length"), XMP: []byte("<x:xmpmeta/>")}
	for _, f := range []format.Format{format.WebP, format.PNG} {
		b := animated(t, by(f, format.Options{Metadata: blocks}), 0, film(16, 12, 3), always(time.Second))
		_, h, err := codectest.Frames(b)
		if err != nil {
			t.Fatal(err)
		}
		got, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
		if err != nil || !bytes.Equal(got.EXIF, blocks.EXIF) || !bytes.Equal(got.ICC, blocks.ICC) || !bytes.Equal(got.XMP, blocks.XMP) {
			t.Errorf("%v: %+v, %v", f, got, err)
		}
	}
}

// TestAnimatorErrors lists what is refused.
func TestAnimatorErrors(t *testing.T) {
	for _, s := range codec.Specs() {
		_, err := codec.NewAnimator(io.Discard, s.Format, 10, 10, 0, format.Options{})
		if s.Animation != (err == nil) || err != nil && !errors.Is(err, fault.ErrUnsupported) {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
	if _, err := codec.NewAnimator(io.Discard, format.WebP, 16_384, 10, 0, format.Options{}); !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("too wide: %v", err)
	}
	if _, err := codec.NewAnimator(io.Discard, format.GIF, 0, 10, 0, format.Options{}); err == nil {
		t.Error("no width, no error")
	}
	broken := errors.New("no space left")
	images := []*image.NRGBA{noisy(100, 80, false), noisy(100, 80, false)}
	imgtest.Fill(images[1], image.Rect(0, 0, 100, 40), color.NRGBA{A: 255})
	for _, f := range []format.Format{format.GIF, format.WebP, format.PNG} {
		for _, after := range []int{0, 1, 800, 5000} {
			a, err := codec.NewAnimator(&brokenWriter{after, broken}, f, 100, 80, 0, format.Options{Quality: 100})
			for _, m := range images {
				if err == nil {
					err = a.Add(m, time.Second)
				}
			}
			if err == nil {
				err = a.Close()
			}
			if err != broken || a.Add(images[0], 0) != broken {
				t.Errorf("%v, broken after %d bytes: %v", f, after, err)
			}
		}
		a, err := codec.NewAnimator(io.Discard, f, 100, 81, 0, format.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Add(images[0], 0); err == nil {
			t.Errorf("%v: a frame of the wrong size was taken", f)
		}
		if err := a.Close(); err == nil {
			t.Errorf("%v: an animation without frames was written", f)
		}
	}
}

// TestAnimatorParts: a frame may be a part of a larger picture.
func TestAnimatorParts(t *testing.T) {
	whole := imgtest.Picture(60, 40)
	part := whole.SubImage(image.Rect(10, 5, 40, 35)).(*image.NRGBA)
	var buf bytes.Buffer
	a, err := codec.NewAnimator(&buf, format.PNG, 30, 30, 0, format.Options{})
	if err == nil {
		err = errors.Join(a.Add(part, 0), a.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err := codectest.Decode(buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameImage(t, got, part, 0)
}
