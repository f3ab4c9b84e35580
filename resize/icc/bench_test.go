package icc_test

import (
	"image"
	"math/rand/v2"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/icc"
)

// BenchmarkToSRGB converts pictures of 1,800 × 1,125 pixels, two megapixels.
func BenchmarkToSRGB(b *testing.B) {
	const w, h = 1800, 1125
	inks := image.NewCMYK(image.Rect(0, 0, w, h))
	random := rand.New(rand.NewPCG(1, 1))
	for i := range inks.Pix {
		inks.Pix[i] = byte(i/4/w*200/h + random.IntN(40))
	}
	for _, row := range []struct {
		name    string
		profile []byte
		m       image.Image
	}{
		{"matrix/8", imgtest.AdobeRGBProfile(), imgtest.Picture(w, h)},
		{"matrix/16", imgtest.AdobeRGBProfile(), imgtest.Deep(w, h)},
		{"table/8", tableProfiles()["mft2 to Lab"], imgtest.Picture(w, h)},
		{"table/16", tableProfiles()["mft2 to Lab"], imgtest.Deep(w, h)},
		{"gray/8", imgtest.GrayProfile(2.2), imgtest.Gray(w, h)},
		{"CMYK", imgtest.CMYKProfile(), inks},
	} {
		b.Run(row.name, func(b *testing.B) {
			p := parse(b, row.profile)
			convert(b, p, row.m) // the tables are made
			b.SetBytes(w * h)
			b.ReportAllocs()
			for b.Loop() {
				convert(b, p, row.m)
			}
		})
	}
	for name, profile := range map[string][]byte{"matrix": imgtest.AdobeRGBProfile(), "table": tableProfiles()["mft2 to Lab"], "CMYK": imgtest.CMYKProfile()} {
		b.Run("tables/"+name, func(b *testing.B) {
			var m image.Image = image.NewNRGBA(image.Rect(0, 0, 1, 1))
			if name == "CMYK" {
				m = image.NewCMYK(image.Rect(0, 0, 1, 1))
			}
			for b.Loop() {
				p, err := icc.Parse(profile)
				if err != nil {
					b.Fatal(err)
				}
				convert(b, p, m)
			}
		})
	}
}
