package icc_test

import (
	"image"
	"image/color"
	"testing"

	"sizemill/internal/imgtest"
)

// TestFromSRGB: a color that has gone into a profile's numbers and comes back is the same, as far
// as the profile has it.
func TestFromSRGB(t *testing.T) {
	for name, row := range matrixProfiles {
		if name == "function 2" { // has no white, and no light colors
			continue
		}
		tolerance := 6 // one step of a wide profile is several of sRGB where that is dark in one channel
		switch name {
		case "linear", "no points": // 255 steps of light are coarse in the dark
			tolerance = 25
		case "ProPhoto RGB":
			tolerance = 16
		case "function 1": // flat where it is dark
			tolerance = 8
		}
		p := parse(t, row.profile)
		for i := range 6 * 6 * 6 {
			c := color.NRGBA{R: byte(i % 6 * 51), G: byte(i / 6 % 6 * 51), B: byte(i / 36 * 51), A: 200}
			there := p.FromSRGB(c)
			m := image.NewNRGBA(image.Rect(0, 0, 1, 1))
			m.SetNRGBA(0, 0, there)
			back, err := p.ToSRGB(m)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := back.At(0, 0).(color.NRGBA)
			if d := max(apart(got.R, c.R), apart(got.G, c.G), apart(got.B, c.B)); !ok || d > tolerance || there.A != c.A {
				t.Errorf("%s: %v is %v, and back %v", name, c, there, got)
			}
		}
	}
	for _, other := range [][]byte{imgtest.GrayProfile(1.8), imgtest.CMYKProfile()} {
		if c := (color.NRGBA{R: 1, G: 2, B: 3, A: 4}); parse(t, other).FromSRGB(c) != c {
			t.Errorf("%q changes colours that it has not", parse(t, other).Space())
		}
	}
}

func apart(a, b byte) int { return max(int(a)-int(b), int(b)-int(a)) }
