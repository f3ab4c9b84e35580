package icc_test

import (
	"errors"
	"image"
	"image/color"
	"sync"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/icc"
)

// TestParseErrors: what is broken is said to be, and what is only unknown is not.
func TestParseErrors(t *testing.T) {
	for name, b := range imgtest.BrokenProfiles() {
		if p, err := icc.Parse(b); !errors.Is(err, icc.ErrBroken) {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	curve, lights := imgtest.GammaCurve(2.2), imgtest.Lights("srgb")
	for name, b := range map[string][]byte{
		"a device link":    imgtest.MakeProfile(2, "link", "RGB ", "RGB "),
		"six inks":         imgtest.MakeProfile(2, "prtr", "6CLR", "Lab "),
		"L*a*b* pixels":    imgtest.MakeProfile(2, "spac", "Lab ", "Lab "),
		"an unknown curve": imgtest.MatrixProfile(4, lights, append([]byte("curf"), curve[4:]...)),
		"function 9":       imgtest.MatrixProfile(4, lights, imgtest.ParametricCurve(9, 1, 2, 3, 4, 5, 6, 7)),
		"an unknown table": imgtest.MakeProfile(4, "mntr", "RGB ", "Lab ", imgtest.Tag{Name: "A2B0", Data: append([]byte("mpet\x00\x00\x00\x00\x03\x03"), make([]byte, 40)...)}),
	} {
		if p, err := icc.Parse(b); !errors.Is(err, icc.ErrUnsupported) {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
}

// TestIsSRGB: sRGB is known by what it does.
func TestIsSRGB(t *testing.T) {
	lights := imgtest.Lights("srgb")
	rounded := lights
	for i := range rounded {
		rounded[i] += 0.00005 * float64(i%3-1)
	}
	for name, row := range map[string]struct {
		profile []byte
		want    bool
	}{
		"version 2":         {imgtest.SRGBProfile(2), true},
		"version 4":         {imgtest.SRGBProfile(4), true},
		"others' rounding":  {imgtest.MatrixProfile(2, rounded, imgtest.SampledCurve(4096, imgtest.SRGBLight)), true},
		"a curve of 64":     {imgtest.MatrixProfile(2, lights, imgtest.SampledCurve(64, imgtest.SRGBLight)), true},
		"grey of its curve": {imgtest.MakeProfile(4, "mntr", "GRAY", "XYZ ", imgtest.Tag{Name: "kTRC", Data: imgtest.SRGBCurve()}), true},
		"gamma 2.2":         {imgtest.MatrixProfile(2, lights, imgtest.GammaCurve(2.2)), false},
		"grey, gamma 2.2":   {imgtest.GrayProfile(2.2), false},
		"Display P3":        {imgtest.DisplayP3Profile(), false},
		"Adobe RGB":         {imgtest.AdobeRGBProfile(), false},
		"CMYK":              {imgtest.CMYKProfile(), false},
	} {
		if got := parse(t, row.profile).IsSRGB(); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestToSRGBKinds: every kind of picture keeps its depth, its alpha and its grayness.
func TestToSRGBKinds(t *testing.T) {
	p3, gray, ink := parse(t, imgtest.DisplayP3Profile()), parse(t, imgtest.GrayProfile(1.8)), parse(t, imgtest.CMYKProfile())
	rect := image.Rect(3, 2, 23, 12) // not at the origin
	at := color.NRGBA{R: 200, G: 90, B: 40, A: 255}
	fill := func(m interface {
		image.Image
		Set(x, y int, c color.Color)
	}, c color.Color) image.Image {
		for y := rect.Min.Y; y < rect.Max.Y; y++ {
			for x := rect.Min.X; x < rect.Max.X; x++ {
				m.Set(x, y, c)
			}
		}
		return m
	}
	half := color.NRGBA{R: 200, G: 90, B: 40, A: 128}
	opaque := color.NRGBA{R: 216, G: 81, B: 13, A: 255} // Display P3's (200, 90, 40), as littlecms has it
	through := opaque
	through.A = 128
	for name, row := range map[string]struct {
		profile *icc.Profile
		in      image.Image
		want    color.Color
		kind    image.Image
	}{
		"NRGBA":          {p3, fill(image.NewNRGBA(rect), at), opaque, &image.NRGBA{}},
		"NRGBA, alpha":   {p3, fill(image.NewNRGBA(rect), half), through, &image.NRGBA{}},
		"RGBA, alpha":    {p3, fill(image.NewRGBA(rect), half), through, &image.NRGBA{}},
		"RGBA, nothing":  {p3, fill(image.NewRGBA(rect), color.Transparent), color.NRGBA{}, &image.NRGBA{}},
		"NRGBA64":        {p3, fill(image.NewNRGBA64(rect), at), opaque, &image.NRGBA64{}},
		"NRGBA64, alpha": {p3, fill(image.NewNRGBA64(rect), half), through, &image.NRGBA64{}},
		"RGBA64, alpha":  {p3, fill(image.NewRGBA64(rect), half), through, &image.NRGBA64{}},
		"Paletted":       {p3, fill(image.NewPaletted(rect, color.Palette{color.Black, at}), at), opaque, &image.NRGBA{}},
		"Gray":           {gray, fill(image.NewGray(rect), color.Gray{Y: 100}), color.Gray{Y: 119}, &image.Gray{}},
		"Gray16":         {gray, fill(image.NewGray16(rect), color.Gray{Y: 100}), color.Gray{Y: 119}, &image.Gray16{}},
		"Gray, P3":       {p3, fill(image.NewGray(rect), color.Gray{Y: 100}), color.Gray{Y: 100}, &image.Gray{}},
		"Gray16, P3":     {p3, fill(image.NewGray16(rect), color.Gray{Y: 100}), color.Gray{Y: 100}, &image.Gray16{}},
		"CMYK":           {ink, fill(image.NewCMYK(rect), color.CMYK{}), color.White, &image.NRGBA{}},
	} {
		t.Run(name, func(t *testing.T) {
			before := row.in.At(5, 5)
			out := convert(t, row.profile, row.in)
			if got, want := kindOf(out), kindOf(row.kind); got != want {
				t.Fatalf("a %s, want a %s", got, want)
			}
			if out.Bounds() != image.Rect(0, 0, 20, 10) {
				t.Errorf("bounds %v", out.Bounds())
			}
			for _, at := range []image.Point{{0, 0}, {19, 9}} {
				got, want := color.NRGBAModel.Convert(out.At(at.X, at.Y)).(color.NRGBA), color.NRGBAModel.Convert(row.want).(color.NRGBA)
				for i, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B)} {
					if d > 2 || d < -2 { // premultiplying has lost a little
						t.Errorf("%v: channel %d of %v, want %v", at, i, got, want)
					}
				}
				if got.A != want.A {
					t.Errorf("alpha %d, want %d", got.A, want.A)
				}
			}
			if row.in.At(5, 5) != before {
				t.Error("the picture itself was changed")
			}
		})
	}
	for name, row := range map[string]struct {
		profile *icc.Profile
		in      image.Image
	}{
		"grey for colour": {gray, image.NewNRGBA(rect)}, "inks for colour": {ink, image.NewNRGBA(rect)}, "inks for grey": {ink, image.NewGray(rect)},
		"RGB for inks": {p3, image.NewCMYK(rect)}, "grey for inks": {gray, image.NewCMYK(rect)},
	} {
		if _, err := row.profile.ToSRGB(row.in); !errors.Is(err, icc.ErrMismatch) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func kindOf(m image.Image) string {
	switch m.(type) {
	case *image.Gray:
		return "Gray"
	case *image.Gray16:
		return "Gray16"
	case *image.NRGBA:
		return "NRGBA"
	case *image.NRGBA64:
		return "NRGBA64"
	}
	return "other"
}

// TestSRGBStays: a picture in sRGB is not touched.
func TestSRGBStays(t *testing.T) {
	p := parse(t, imgtest.SRGBProfile(2))
	for _, m := range []image.Image{imgtest.Picture(30, 20), imgtest.Gray(30, 20), imgtest.Deep(30, 20)} {
		if out := convert(t, p, m); out != m {
			t.Errorf("a %T was converted", m)
		}
	}
	rgba := image.NewRGBA(image.Rect(0, 0, 2, 2))
	rgba.SetRGBA(1, 1, color.RGBA{R: 50, G: 100, B: 20, A: 100})
	if got := convert(t, p, rgba).At(1, 1); got != (color.NRGBA{R: 128, G: 255, B: 51, A: 100}) {
		t.Errorf("%v", got)
	}
}

// TestSlice: rows of a part of a larger picture are found.
func TestSlice(t *testing.T) {
	p := parse(t, imgtest.AdobeRGBProfile())
	whole := imgtest.Picture(40, 30)
	part := image.Rect(7, 5, 29, 21)
	want := convert(t, p, whole).(*image.NRGBA).SubImage(part)
	imgtest.SameImage(t, convert(t, p, whole.SubImage(part)), want, 0)
}

// TestCache: the same profile is read once, by whomever, and more of them push out the oldest.
func TestCache(t *testing.T) {
	var c icc.Cache
	first, err := c.Parse(imgtest.AdobeRGBProfile())
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			p, err := c.Parse(imgtest.AdobeRGBProfile())
			if err == nil {
				_, err = p.ToSRGB(imgtest.Picture(20, 20))
			}
			if p != first || err != nil {
				t.Errorf("%p instead of %p, %v", p, first, err)
			}
		})
	}
	all.Wait()
	for i := range 20 {
		if _, err := c.Parse(imgtest.GrayProfile(1 + float64(i)/10)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Parse(nil); !errors.Is(err, icc.ErrBroken) {
		t.Error(err)
	}
	if again, err := c.Parse(imgtest.AdobeRGBProfile()); err != nil || again == first {
		t.Errorf("the oldest profile is still there (%v)", err)
	}
}

// TestCacheKept: profiles count, broken ones too, and so do the tables that converting makes; no
// more of them are kept than the cache holds.
func TestCacheKept(t *testing.T) {
	var c icc.Cache
	adobe := imgtest.AdobeRGBProfile()
	p, err := c.Parse(adobe)
	if err != nil {
		t.Fatal(err)
	}
	read := c.Kept()
	convert(t, p, imgtest.Picture(20, 20))
	if made := c.Kept(); read < len(adobe) || made < read+3*4*256 {
		t.Errorf("%d bytes for a profile of %d, %d with its tables", read, len(adobe), made)
	}
	const large = 100_000
	for i := range 20 {
		b := make([]byte, large)
		b[large-1] = byte(i)
		if _, err := c.Parse(b); err == nil {
			t.Fatal("zeros are a profile")
		}
	}
	if n := c.Kept(); n < 5*large || n > 10*large {
		t.Errorf("%d bytes for broken profiles", n)
	}
}

// FuzzToSRGB: whatever a profile says, converting ends, and gives a picture of the right size.
func FuzzToSRGB(f *testing.F) {
	for _, b := range imgtest.BrokenProfiles() {
		f.Add(b)
	}
	for _, b := range tableProfiles() {
		if len(b) < 10_000 {
			f.Add(b)
		}
	}
	for _, row := range matrixProfiles {
		f.Add(row.profile)
	}
	pictures := []image.Image{
		imgtest.Picture(5, 4), imgtest.Deep(3, 3), imgtest.Gray(5, 4), image.NewGray16(image.Rect(0, 0, 2, 2)), image.NewCMYK(image.Rect(0, 0, 4, 1)),
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := icc.Parse(b)
		if err != nil {
			if !errors.Is(err, icc.ErrBroken) && !errors.Is(err, icc.ErrUnsupported) {
				t.Fatal(err)
			}
			return
		}
		for _, m := range pictures {
			out, err := p.ToSRGB(m)
			if p.Describes(m) != (err == nil) {
				t.Fatalf("%q for %T: %v", p.Space(), m, err)
			}
			if err == nil {
				imgtest.SameSize(t, out, m.Bounds().Dx(), m.Bounds().Dy())
			}
		}
	})
}
