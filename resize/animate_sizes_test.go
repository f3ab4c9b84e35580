package resize

import (
	"bytes"
	"image"
	"image/color"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// crispAnimations are animations that a GIF holds: what moves, comes, goes and fades, on colored and transparent ground.
func crispAnimations() map[string]imgtest.Animation {
	const w, h, n = 160, 120, 20
	film := func(ground *image.NRGBA, paint func(m *image.NRGBA, i int)) imgtest.Animation {
		a := imgtest.Animation{Width: w, Height: h}
		for i := range n {
			m := imgtest.Cut(ground, ground.Rect)
			paint(m, i)
			a.Cels = append(a.Cels, imgtest.Cel{Image: m, Delay: 50 * time.Millisecond, Dispose: imgtest.Wipe})
		}
		return a
	}
	nothing := image.NewNRGBA(image.Rect(0, 0, w, h))
	red, blue := color.NRGBA{R: 220, G: 30, B: 40, A: 255}, color.NRGBA{R: 20, G: 60, B: 200, A: 255}
	disc := func(m *image.NRGBA, x, y, r int, c color.NRGBA) {
		for dy := -r; dy <= r; dy++ {
			for dx := -r; dx <= r; dx++ {
				if dx*dx+dy*dy <= r*r && image.Pt(x+dx, y+dy).In(m.Rect) {
					m.SetNRGBA(x+dx, y+dy, c)
				}
			}
		}
	}
	dots := imgtest.Animation{Width: w, Height: h}
	for i := range 2 * n { // more and more of them, as in the picture that grew fivefold
		m := imgtest.Cut(nothing, nothing.Rect)
		for k := range 40 {
			v := i*9973 + k*7919
			m.SetNRGBA(v*31%w, v*17%h, [2]color.NRGBA{red, blue}[k%2])
		}
		dots.Cels = append(dots.Cels, imgtest.Cel{Image: m, Delay: 50 * time.Millisecond})
	}
	page := imgtest.Cut(nothing, nothing.Rect)
	imgtest.Fill(page, page.Rect, color.NRGBA{R: 240, G: 240, B: 242, A: 255})
	imgtest.Fill(page, image.Rect(0, 0, w, 14), color.NRGBA{R: 50, G: 60, B: 80, A: 255})
	for line := range 6 { // strokes like those of small letters
		for x := 8; x < 150; x++ {
			for y := range 6 {
				if letter := (x/6*7 + line*5) * 2654435761 >> 8; x%6 < 5 && x/6%5 > 0 && letter>>(x%6+5*y)&1 == 1 {
					page.SetNRGBA(x, 20+16*line+y, color.NRGBA{R: 20, G: 20, B: 20, A: 255})
				}
			}
		}
	}
	return map[string]imgtest.Animation{
		"screen": film(page, func(m *image.NRGBA, i int) {
			if i%8 > 4 {
				imgtest.Fill(m, image.Rect(40, 40, 110, 80), color.NRGBA{R: 70, G: 130, B: 220, A: 255})
			}
			imgtest.Fill(m, image.Rect(10+6*i, 30+2*i, 17+6*i, 40+2*i), color.NRGBA{A: 255})
		}),
		"moving": imgtest.Moving(w, h, n),
		"sprite": imgtest.Sprite(w, h, 12, 0),
		"dots":   dots,
		"disc over steps": film(imgtest.Steps(w, h), func(m *image.NRGBA, i int) {
			disc(m, 20+6*i, 60, 15, red)
		}),
		"disc over nothing, and ground": film(nothing, func(m *image.NRGBA, i int) {
			imgtest.Fill(m, image.Rect(5, 90, 155, 115), blue)
			disc(m, 20+6*i, 50, 18, red)
		}),
		"spinner": film(nothing, func(m *image.NRGBA, i int) {
			for k, at := range []image.Point{{80, 20}, {108, 32}, {120, 60}, {108, 88}, {80, 100}, {52, 88}, {40, 60}, {52, 32}} {
				v := uint8(30 * ((k + 8 - i%8) % 8))
				disc(m, at.X, at.Y, 9, color.NRGBA{R: v, G: 100, B: 255 - v, A: 255})
			}
		}),
		"fade": film(nothing, func(m *image.NRGBA, i int) {
			imgtest.Fill(m, m.Rect, color.NRGBA{R: uint8(10 * i), G: uint8(250 - 10*i), B: 90, A: 255})
			disc(m, 80, 60, 40, color.NRGBA{R: 250, G: uint8(12 * i), B: 20, A: 255})
		}),
	}
}

// TestGIFSizes: animated GIFs are at most 1.3 times as large as those of gifsicle -O3. Small letters
// in very few colors at half size may be 1.5 times as large: their edges become smooth here, and
// stay hard there.
func TestGIFSizes(t *testing.T) {
	gifsicle, err := exec.LookPath("gifsicle")
	if err != nil {
		t.Log("gifsicle is not installed: sizes are compared with the sources' only")
	}
	animations := crispAnimations()
	for _, name := range swept(slices.Sorted(maps.Keys(animations))) {
		a := animations[name]
		in := a.GIF(t)
		for _, percent := range []float64{83, 50} {
			t.Run(name+" "+strconv.Itoa(int(percent))+"%", func(t *testing.T) {
				out := resized(t, in, Recipe{Target: Target{Mode: Percent, Percent: percent}, Format: GIF})
				h, _ := decoded(t, out)
				if h.Frames != len(a.Cels) {
					t.Fatalf("%d frames of %d", h.Frames, len(a.Cels))
				}
				limit := 2 * len(in) // the sources are not optimized
				if gifsicle != "" {
					limit = len(gifsicleResized(t, gifsicle, in, h.Width, h.Height)) * 13 / 10
				}
				if name == "screen" && percent == 50 {
					limit = limit * 15 / 13
				}
				t.Logf("%d bytes, at most %d", len(out), limit)
				if len(out) > limit {
					t.Errorf("%d bytes, want at most %d", len(out), limit)
				}
			})
		}
	}
}

func gifsicleResized(t *testing.T, gifsicle string, in []byte, w, h int) []byte {
	t.Helper()
	cmd := exec.Command(gifsicle, "-O3", "--no-warnings", "--resize", strconv.Itoa(w)+"x"+strconv.Itoa(h))
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestGIFStaysRight: what the disposals, the transparency and the palettes of the result show is what an animated PNG of the same
// frames shows, within a GIF's colors.
func TestGIFStaysRight(t *testing.T) {
	animations := crispAnimations()
	for _, name := range swept(slices.Sorted(maps.Keys(animations))) {
		a := animations[name]
		t.Run(name, func(t *testing.T) {
			in := a.GIF(t)
			exact := allFrames(t, resized(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: PNG}))
			got := allFrames(t, resized(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: GIF}))
			if len(got) != len(exact) {
				t.Fatalf("%d frames of %d", len(got), len(exact))
			}
			for i, want := range exact {
				off, pixels := 0, 0
				for at := 0; at < len(want.Pix); at += 4 {
					p, q := want.Pix[at:at+4], got[i].Pix[at:at+4]
					switch {
					case p[3] < 0x40 && q[3] != 0, p[3] >= 0x80 && q[3] == 0:
						t.Fatalf("frame %d: pixel %d is %v, want %v", i, at/4, q, p)
					case q[3] != 0:
						for ch := range 3 {
							off += abs(int(p[ch]) - int(q[ch]))
						}
						pixels += 3
					}
				}
				most := 4
				if name == "screen" {
					most = 7 // six colors for the edges of letters
				}
				if off > most*pixels {
					t.Errorf("frame %d is off by %d of 255 on average", i, off/pixels)
				}
			}
		})
	}
}

func abs(n int) int { return max(n, -n) }

func resized(t *testing.T, in []byte, r Recipe) []byte {
	t.Helper()
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), r)
	if _, err := carryOut(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	return imgtest.ReadTree(t, dir)["out"]
}

func allFrames(t *testing.T, b []byte) []*image.NRGBA {
	t.Helper()
	h, _ := decoded(t, b)
	var out []*image.NRGBA
	_, err := codec.Frames(t.Context(), bytes.NewReader(b), int64(len(b)), h, func(f format.Frame) error {
		out = append(out, imgtest.Cut(f.Image, f.Image.Rect))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
