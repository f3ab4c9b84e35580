package codec_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// way begins an animation.
type way func(w io.Writer, width, height, loops int) (*codec.Animator, error)

func by(f codec.Format, o codec.Options) way {
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
func exactly() map[codec.Format]way {
	return map[codec.Format]way{codec.GIF: by(codec.GIF, codec.Options{}), codec.WebP: codec.ExactWebP, codec.PNG: by(codec.PNG, codec.Options{})}
}

// TestAnimatorRoundTrip: what is written shows what was meant, frame by frame.
func TestAnimatorRoundTrip(t *testing.T) {
	for name, a := range animations(41, 34) {
		for f, exact := range exactly() {
			if f == codec.GIF && (name == "translucent sprite" || name == "replacing") {
				continue
			}
			t.Run(name+" "+f.String(), func(t *testing.T) {
				want := a.Shown()
				b := animated(t, exact, a.Loops, want, func(i int) time.Duration { return a.Cels[i].Delay })
				got, h, err := frames(b)
				if err != nil {
					t.Fatal(err)
				}
				loops := a.Loops
				if len(want) == 1 {
					loops = 0
				}
				if len(got.images) != len(want) || h.Loops != loops || h.Width != a.Width || h.Height != a.Height {
					t.Fatalf("%d frames of %d, header %+v", len(got.images), len(want), h)
				}
				for i := range want {
					if f == codec.GIF {
						imgtest.SameImage(t, got.images[i], want[i], 2)
					} else if !bytes.Equal(visible(got.images[i]), visible(want[i])) {
						imgtest.SameImage(t, got.images[i], want[i], 0)
					}
					if delay := a.Cels[i].Delay; len(want) > 1 && got.delays[i] != delay {
						t.Errorf("frame %d: shown for %v, want %v", i, got.delays[i], delay)
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
		s, _, err := frames(animated(t, codec.ExactWebP, 0, both, always(time.Second)))
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range both {
			if !bytes.Equal(s.images[i].Pix, want.Pix) {
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

// TestLossyAnimations: colours that a palette has not are near, still areas do not change at all, and lossy WebP is near too.
func TestLossyAnimations(t *testing.T) {
	want := film(160, 120, 12)
	for _, tt := range []struct {
		f    codec.Format
		mean float64
	}{{codec.GIF, 3}, {codec.WebP, 3}} {
		b := animated(t, by(tt.f, codec.Options{}), 0, want, always(50*time.Millisecond))
		got, _, err := frames(b)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if d := imgtest.MeanDifference(t, got.images[i], want[i]); d > tt.mean {
				t.Errorf("%v frame %d is off by %.2f on average", tt.f, i, d)
			}
			// Above and below the square nothing moves.
			for _, r := range []image.Rectangle{image.Rect(0, 0, 160, 32), image.Rect(0, 72, 160, 120)} {
				if !bytes.Equal(imgtest.Cut(got.images[i], r).Pix, imgtest.Cut(got.images[0], r).Pix) {
					t.Errorf("%v frame %d: a still area has changed", tt.f, i)
				}
			}
		}
	}
}

// TestFades: many small changes add up; nothing is left behind.
func TestFades(t *testing.T) {
	var want []*image.NRGBA
	for i := range 60 {
		m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
		imgtest.Fill(m, m.Rect, color.NRGBA{R: uint8(20 + i), G: uint8(200 - i), B: 100, A: 255})
		want = append(want, m)
	}
	for _, f := range []codec.Format{codec.GIF, codec.WebP, codec.PNG} {
		got, _, err := frames(animated(t, by(f, codec.Options{}), 0, want, always(50*time.Millisecond)))
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			imgtest.SameImage(t, got.images[i], want[i], 6)
		}
	}
}

// TestPalettes: colours that only later frames have are shown rightly, each frame with the palette that it needs.
func TestPalettes(t *testing.T) {
	const w, h = 1200, 1000 // two frames are more than are looked at beforehand
	var want []*image.NRGBA
	for i := range 4 {
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				c := color.NRGBA{A: 255}
				switch i {
				case 0:
					c.R = uint8(x * 255 / w)
				case 1:
					c.G = uint8(x * 255 / w)
				case 2:
					c.B, c.R = uint8(x*255/w), uint8(y*255/h)
				case 3:
					c.R, c.G = uint8(x*255/w), uint8(y*255/h)
				}
				m.SetNRGBA(x, y, c)
			}
		}
		want = append(want, m)
	}
	got, _, err := frames(animated(t, by(codec.GIF, codec.Options{}), 0, want, always(50*time.Millisecond)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if d := imgtest.MeanDifference(t, got.images[i], want[i]); d > 4 {
			t.Errorf("frame %d is off by %.1f on average", i, d)
		}
	}
}

// TestAnimationSizes: the result is in proportion.
func TestAnimationSizes(t *testing.T) {
	const w, h = 320, 240
	moving := imgtest.Moving(w, h, 40)
	photo := film(w, h, 40)
	steps := moving.Shown()
	still := make([]*image.NRGBA, 100)
	for i := range still {
		still[i] = imgtest.Picture(w, h)
	}
	one := func(exact way, m *image.NRGBA) int {
		return len(animated(t, exact, 0, []*image.NRGBA{m}, always(0)))
	}
	for f, exact := range exactly() {
		source := map[codec.Format]func(testing.TB) []byte{codec.GIF: moving.GIF, codec.WebP: moving.WebP, codec.PNG: moving.PNG}[f](t)
		half := make([]*image.NRGBA, len(steps))
		for i := range steps {
			half[i] = halved(steps[i])
		}
		small := animated(t, exact, 0, half, always(40*time.Millisecond))
		t.Logf("%v: %d bytes at half the size of a file of %d", f, len(small), len(source))
		if len(small) > len(source) {
			t.Errorf("%v: %d bytes at half the size of a file of %d", f, len(small), len(source))
		}
		if n, first := len(animated(t, exact, 0, still, always(40*time.Millisecond))), one(exact, still[0]); n > first+100*110 {
			t.Errorf("%v: %d bytes for 100 times a picture of %d", f, n, first)
		}
		if n, first := len(animated(t, exact, 0, photo, always(40*time.Millisecond))), one(exact, photo[0]); n > 3*first+40*150 {
			t.Errorf("%v: %d bytes for 40 frames of which the first has %d", f, n, first)
		}
	}
}

// halved averages 2 × 2 pixels.
func halved(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, m.Rect.Dx()/2, m.Rect.Dy()/2))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			for ch := range 4 {
				i := m.PixOffset(2*x, 2*y) + ch
				out.Pix[out.PixOffset(x, y)+ch] = byte((int(m.Pix[i]) + int(m.Pix[i+4]) + int(m.Pix[i+m.Stride]) + int(m.Pix[i+m.Stride+4]) + 2) / 4)
			}
		}
	}
	return out
}

// TestDelays: the sum is right, within a unit, and no frame falls into the trap of browsers that show 10 ms as 100.
func TestDelays(t *testing.T) {
	images := film(16, 12, 30)
	for _, tt := range []struct {
		name  string
		f     codec.Format
		delay func(i int) time.Duration
		total time.Duration
		least time.Duration
	}{
		{"thirds", codec.GIF, always(time.Second / 30), time.Second, 30 * time.Millisecond},
		{"thirds", codec.WebP, always(time.Second / 30), time.Second, 33 * time.Millisecond},
		{"thirds", codec.PNG, always(time.Second / 30), time.Second, 33 * time.Millisecond},
		{"as written", codec.GIF, always(10 * time.Millisecond), 300 * time.Millisecond, 10 * time.Millisecond},
		{"none", codec.GIF, always(0), 0, 0},
		{"half units", codec.GIF, always(25 * time.Millisecond), 750 * time.Millisecond, 20 * time.Millisecond},
		{"shorter than browsers show", codec.GIF, always(time.Second / 60), 600 * time.Millisecond, 20 * time.Millisecond},
		{"one long", codec.GIF, func(i int) time.Duration { return time.Duration(i/29) * 3 * time.Hour }, 655350 * time.Millisecond, 0},
		{"negative", codec.GIF, always(-time.Second), 0, 0},
	} {
		got, _, err := frames(animated(t, by(tt.f, codec.Options{}), 0, images, tt.delay))
		if err != nil {
			t.Fatal(err)
		}
		var sum time.Duration
		least := time.Hour
		for _, d := range got.delays {
			sum += d
			least = min(least, d)
		}
		if d := sum - tt.total; d > 10*time.Millisecond || d < -10*time.Millisecond || least != tt.least {
			t.Errorf("%s %v: %v together, the least %v; want %v and %v", tt.name, tt.f, sum, least, tt.total, tt.least)
		}
	}
}

// TestAnimatorLoops: every number of times comes back, as far as the format can count.
func TestAnimatorLoops(t *testing.T) {
	for _, f := range []codec.Format{codec.GIF, codec.WebP, codec.PNG} {
		for loops, want := range map[int]int{0: 0, 1: 1, 2: 2, 5: 5, 65_535: 65_535, 1 << 20: 65_535} {
			switch {
			case loops == 1<<20 && f == codec.PNG:
				want = 1 << 20
			case loops == 1<<20 && f == codec.GIF:
				want = 65_536
			}
			_, h, err := frames(animated(t, by(f, codec.Options{}), loops, film(16, 12, 2), always(time.Second)))
			if err != nil || h.Loops != want {
				t.Errorf("%v, %d times: %d, %v", f, loops, h.Loops, err)
			}
		}
	}
}

// TestAnimatorBlocks: metadata travels with animations.
func TestAnimatorBlocks(t *testing.T) {
	blocks := metadata.Blocks{EXIF: imgtest.EXIF(1), ICC: []byte("profile of odd length"), XMP: []byte("<x:xmpmeta/>")}
	for _, f := range []codec.Format{codec.WebP, codec.PNG} {
		b := animated(t, by(f, codec.Options{Blocks: blocks}), 0, film(16, 12, 3), always(time.Second))
		_, h, err := frames(b)
		if err != nil {
			t.Fatal(err)
		}
		got, err := codec.ReadBlocks(bytes.NewReader(b), int64(len(b)), h)
		if err != nil || !bytes.Equal(got.EXIF, blocks.EXIF) || !bytes.Equal(got.ICC, blocks.ICC) || !bytes.Equal(got.XMP, blocks.XMP) {
			t.Errorf("%v: %+v, %v", f, got, err)
		}
	}
}

// TestAnimatorErrors lists what is refused.
func TestAnimatorErrors(t *testing.T) {
	for _, s := range codec.Specs() {
		_, err := codec.NewAnimator(io.Discard, s.Format, 10, 10, 0, codec.Options{})
		if s.Animation != (err == nil) || err != nil && !errors.Is(err, codec.ErrUnsupported) {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
	if _, err := codec.NewAnimator(io.Discard, codec.WebP, 16_384, 10, 0, codec.Options{}); !errors.Is(err, codec.ErrTooLarge) {
		t.Errorf("too wide: %v", err)
	}
	if _, err := codec.NewAnimator(io.Discard, codec.GIF, 0, 10, 0, codec.Options{}); err == nil {
		t.Error("no width, no error")
	}
	broken := errors.New("no space left")
	images := []*image.NRGBA{noisy(100, 80, false), noisy(100, 80, false)}
	imgtest.Fill(images[1], image.Rect(0, 0, 100, 40), color.NRGBA{A: 255})
	for _, f := range []codec.Format{codec.GIF, codec.WebP, codec.PNG} {
		for _, after := range []int{0, 1, 800, 5000} {
			a, err := codec.NewAnimator(&brokenWriter{after, broken}, f, 100, 80, 0, codec.Options{Quality: 100})
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
		a, err := codec.NewAnimator(io.Discard, f, 100, 81, 0, codec.Options{})
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
	a, err := codec.NewAnimator(&buf, codec.PNG, 30, 30, 0, codec.Options{})
	if err == nil {
		err = errors.Join(a.Add(part, 0), a.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameImage(t, got, part, 0)
}

// FuzzAnimator: whatever rectangles change, with whatever transparency, every frame comes back.
func FuzzAnimator(f *testing.F) {
	f.Add([]byte("a fill and another one, somewhere"))
	f.Add([]byte{0, 0, 15, 11, 255, 255, 0, 0, 15, 11, 0, 0, 4, 4, 6, 6, 128, 200})
	f.Add([]byte{0, 0, 15, 11, 3, 255, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 3, 255, 15, 11, 15, 11, 0, 100})
	f.Fuzz(func(t *testing.T, b []byte) {
		const w, h = 16, 12
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		var want []*image.NRGBA
		for ; len(b) >= 6 && len(want) < 12; b = b[6:] {
			r := image.Rect(int(b[0])%w, int(b[1])%h, int(b[2])%w+1, int(b[3])%h+1)
			imgtest.Fill(m, r, color.NRGBA{R: b[4], G: b[4] * 7, B: b[4] * 31, A: b[5]})
			want = append(want, imgtest.Cut(m, m.Rect))
		}
		if len(want) == 0 {
			return
		}
		for format, exact := range exactly() {
			got, _, err := frames(animated(t, exact, 0, want, always(time.Second)))
			if err != nil {
				t.Fatalf("%v: %v", format, err)
			}
			for i := range want {
				if err := sameFrame(got.images[i], want[i], format == codec.GIF); err != nil {
					t.Fatalf("%v frame %d: %v", format, i, err)
				}
			}
		}
	})
}

// sameFrame compares exactly, or as far as a GIF goes.
func sameFrame(got, want *image.NRGBA, gif bool) error {
	for i := 0; i < len(want.Pix); i += 4 {
		g, w := got.Pix[i:i+4], want.Pix[i:i+4]
		if gif && w[3] >= 0x80 {
			w = []byte{w[0], w[1], w[2], 0xFF}
		}
		if w[3] == 0 || gif && w[3] < 0x80 {
			if g[3] != 0 {
				return fmt.Errorf("pixel %d is %v, want none", i/4, g)
			}
			continue
		}
		for ch := range 4 {
			tolerance := 0
			if gif {
				tolerance = 2
			}
			if d := int(g[ch]) - int(w[ch]); d > tolerance || d < -tolerance {
				return fmt.Errorf("pixel %d is %v, want %v", i/4, g, w)
			}
		}
	}
	return nil
}
