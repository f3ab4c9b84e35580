package raster

import (
	"image"
	"image/color"
	"testing"

	"sizemill/resize/resample"
)

// FuzzRender: no picture and no steps make it panic, and what it gives has the form and size that
// was asked for.
func FuzzRender(f *testing.F) {
	f.Add(uint8(2), uint8(20), uint8(15), int8(0), int8(0), uint8(20), uint8(15), uint16(10), uint16(8), uint8(1), uint8(0), uint8(0), uint8(0))
	f.Add(uint8(4), uint8(9), uint8(33), int8(2), int8(3), uint8(4), uint8(9), uint16(300), uint16(2), uint8(7), uint8(31), uint8(9), uint8(5))
	f.Add(uint8(11), uint8(1), uint8(1), int8(-1), int8(0), uint8(1), uint8(1), uint16(1), uint16(500), uint8(5), uint8(77), uint8(0), uint8(200))
	renderer := new(Renderer)
	f.Fuzz(func(t *testing.T, kind, w, h uint8, cropX, cropY int8, cropW, cropH uint8, toW, toH uint16, orientation, flags, padX, padY uint8) {
		k := kinds[int(kind)%len(kinds)]
		m := k.make(int(w)%50+1, int(h)%50+1)
		all := []resample.Filter{resample.Lanczos, resample.NearestNeighbor, resample.Linear, resample.Box}
		s := Steps{
			Crop:        image.Rect(0, 0, int(cropW), int(cropH)).Add(image.Pt(int(cropX), int(cropY))),
			Orientation: int(orientation),
			Scaled:      image.Pt(int(toW)%600, int(toH)%600),
			Filter:      all[flags%4],
			Linear:      flags&4 != 0,
			Alpha:       flags&8 != 0,
			Keep16Bits:  flags&16 != 0,
			Sharpen:     Strength(flags >> 6),
			Offset:      image.Pt(int(padX), int(padY)),
			Background:  color.NRGBA{R: padX, G: padX, B: padX, A: padY},
		}
		if flags&32 != 0 {
			s.Canvas = s.Scaled.Add(s.Offset).Add(image.Pt(int(padY), 1))
		}
		got, err := renderer.Render(m, s)
		if err != nil {
			return
		}
		checkForm(t, got)
		want := s.Canvas
		if want == (image.Point{}) {
			want = s.Scaled
		}
		if want == (image.Point{}) {
			if want = m.Bounds().Size(); !s.Crop.Empty() {
				want = s.Crop.Size()
			}
			if TurnOf(s.Orientation).Swap {
				want = swapped(want)
			}
		}
		if got.Image.Bounds().Size() != want {
			t.Errorf("%+v gives %v", s, got.Image.Bounds())
		}
		if !s.Alpha && !got.Opaque {
			t.Errorf("%+v gives a picture that is not opaque", s)
		}
	})
}
