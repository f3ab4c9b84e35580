package resize

import (
	"image"
	"image/color"
	"testing"

	"sizemill/internal/imgtest"
)

// TestDoGrayOnColor lays a gray picture with transparency on a color, in a format that has no transparency.
func TestDoGrayOnColor(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range m.Pix {
		m.Pix[i] = 200
		if i%4 == 3 && i/4%40 < 20 { // the left half is nothing
			m.Pix[i] = 0
		} else if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	red := Color{R: 255, A: 255}
	for _, f := range []Format{JPEG, BMP} {
		_, got, _ := do(t, imgtest.PNG(t, 40, 30, imgtest.Of(m)), Recipe{Target: Target{Mode: NoResize}, Format: f, Quality: 100, Background: red})
		for _, at := range []struct {
			x    int
			want color.NRGBA
		}{{5, color.NRGBA{255, 0, 0, 255}}, {35, color.NRGBA{200, 200, 200, 255}}} {
			c := color.NRGBAModel.Convert(got.At(at.x, 15)).(color.NRGBA)
			for _, d := range []int{int(c.R) - int(at.want.R), int(c.G) - int(at.want.G), int(c.B) - int(at.want.B)} {
				if d < -4 || d > 4 {
					t.Errorf("%v: %v at %d, want %v", f, c, at.x, at.want)
					break
				}
			}
		}
	}
}
