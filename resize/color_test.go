package resize

import (
	"bytes"
	"image"
	"image/draw"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
	"sizemill/resize/icc"
	"sizemill/resize/metadata"
)

// TestDecideColors: what becomes of colors, for every kind of source, policy and format.
func TestDecideColors(t *testing.T) {
	p3, srgb, gray, ink := imgtest.DisplayP3Profile(), imgtest.SRGBProfile(2), imgtest.GrayProfile(2.2), imgtest.CMYKProfile()
	unknown := imgtest.MakeProfile(4, "mntr", "RGB ", "Lab ", imgtest.Tag{Name: "A2B0", Data: append([]byte("mpet\x00\x00\x00\x00\x03\x03"), make([]byte, 40)...)})
	adobe, cut := imgtest.AdobeRGBProfile(), p3[:200]
	wide := metadata.Coding{CICP: metadata.CICP{Primaries: 12, Transfer: 13, FullRange: true}}
	hdr := metadata.Coding{CICP: metadata.CICP{Primaries: 9, Transfer: 16, FullRange: true}}
	said := metadata.Coding{CICP: metadata.CICP{Primaries: 1, Transfer: 13, FullRange: true}}
	half := metadata.Coding{CICP: metadata.CICP{Primaries: 12, Transfer: 2, FullRange: true}}
	limited := metadata.Coding{CICP: metadata.CICP{Primaries: 12, Transfer: 13}}
	plain := metadata.Coding{SRGB: true}
	gamma := metadata.Coding{Gamma: 1 / 1.8}
	madeP3, err := icc.FromCoding(wide, false)
	if err != nil {
		t.Fatal(err)
	}
	madeGamma, err := icc.FromCoding(gamma, false)
	if err != nil {
		t.Fatal(err)
	}
	madeGray, err := icc.FromCoding(gamma, true)
	if err != nil {
		t.Fatal(err)
	}
	const rgb, grayPixels, inks = spaceRGB, spaceGray, spaceCMYK
	type profile = []byte
	for name, row := range map[string]struct {
		icc     profile
		color   metadata.Coding
		pixels  string
		gray    bool
		format  Format
		policy  ColorPolicy
		convert bool
		icc2    profile
		color2  metadata.Coding
		warning string // a part of the only one; empty for none
	}{
		"untagged":                         {nil, metadata.Coding{}, rgb, false, JPEG, ColorKeep, false, nil, metadata.Coding{}, ""},
		"untagged, to sRGB":                {nil, metadata.Coding{}, rgb, false, PNG, ColorSRGB, false, nil, metadata.Coding{}, ""},
		"P3 is kept":                       {p3, metadata.Coding{}, rgb, false, JPEG, ColorKeep, false, p3, metadata.Coding{}, ""},
		"P3 is kept in another format":     {p3, metadata.Coding{}, rgb, false, WebP, ColorKeep, false, p3, metadata.Coding{}, ""},
		"P3 to sRGB":                       {p3, metadata.Coding{}, rgb, false, JPEG, ColorSRGB, true, nil, metadata.Coding{}, ""},
		"P3 into GIF":                      {p3, metadata.Coding{}, rgb, false, GIF, ColorKeep, true, nil, metadata.Coding{}, ""},
		"P3 into BMP":                      {p3, metadata.Coding{}, rgb, false, BMP, ColorKeep, true, nil, metadata.Coding{}, ""},
		"sRGB is kept":                     {srgb, metadata.Coding{}, rgb, false, TIFF, ColorKeep, false, srgb, metadata.Coding{}, ""},
		"sRGB to sRGB":                     {srgb, metadata.Coding{}, rgb, false, JPEG, ColorSRGB, false, nil, metadata.Coding{}, ""},
		"sRGB into GIF":                    {srgb, metadata.Coding{}, rgb, false, GIF, ColorKeep, false, nil, metadata.Coding{}, ""},
		"grey is kept":                     {gray, metadata.Coding{}, grayPixels, true, PNG, ColorKeep, false, gray, metadata.Coding{}, ""},
		"grey to sRGB":                     {gray, metadata.Coding{}, grayPixels, true, JPEG, ColorSRGB, true, nil, metadata.Coding{}, ""},
		"grey into WebP":                   {gray, metadata.Coding{}, grayPixels, false, WebP, ColorKeep, true, nil, metadata.Coding{}, ""},
		"grey on a coloured canvas":        {gray, metadata.Coding{}, grayPixels, false, PNG, ColorKeep, true, nil, metadata.Coding{}, ""},
		"grey JPEG, RGB profile":           {p3, metadata.Coding{}, grayPixels, true, JPEG, ColorKeep, false, p3, metadata.Coding{}, ""},
		"grey JPEG, RGB profile, to PNG":   {p3, metadata.Coding{}, grayPixels, true, PNG, ColorKeep, true, nil, metadata.Coding{}, ""},
		"grey JPEG, sRGB profile, to PNG":  {srgb, metadata.Coding{}, grayPixels, true, PNG, ColorKeep, false, nil, metadata.Coding{}, ""},
		"grey with an RGB profile, canvas": {p3, metadata.Coding{}, grayPixels, false, PNG, ColorKeep, false, p3, metadata.Coding{}, ""},
		"broken":                           {cut, metadata.Coding{}, rgb, false, JPEG, ColorKeep, false, nil, metadata.Coding{}, "broken"},
		"broken, to sRGB":                  {cut, metadata.Coding{}, rgb, false, JPEG, ColorSRGB, false, nil, metadata.Coding{}, "broken"},
		"broken, with numbers":             {cut, wide, rgb, false, JPEG, ColorKeep, false, madeP3, metadata.Coding{}, "broken"},
		"unknown is kept":                  {unknown, metadata.Coding{}, rgb, false, JPEG, ColorKeep, false, unknown, metadata.Coding{}, ""},
		"unknown, to sRGB":                 {unknown, metadata.Coding{}, rgb, false, JPEG, ColorSRGB, false, unknown, metadata.Coding{}, "kept with"},
		"unknown into GIF":                 {unknown, metadata.Coding{}, rgb, false, GIF, ColorKeep, false, nil, metadata.Coding{}, "not kept"},
		"grey profile on colour":           {gray, metadata.Coding{}, rgb, false, JPEG, ColorKeep, false, nil, metadata.Coding{}, "does not match the pixels"},
		"ink profile on colour":            {ink, metadata.Coding{}, rgb, false, JPEG, ColorKeep, false, nil, metadata.Coding{}, "does not match the pixels"},
		"inks":                             {ink, metadata.Coding{}, inks, false, JPEG, ColorKeep, true, nil, metadata.Coding{}, ""},
		"inks, untagged":                   {nil, metadata.Coding{}, inks, false, PNG, ColorKeep, true, nil, metadata.Coding{}, "coated paper"},
		"PNG's numbers stay in PNG":        {nil, wide, rgb, false, PNG, ColorKeep, false, nil, wide, ""},
		"HDR stays in PNG":                 {nil, hdr, rgb, false, PNG, ColorKeep, false, nil, hdr, ""},
		"numbers become a profile":         {nil, wide, rgb, false, JPEG, ColorKeep, false, madeP3, metadata.Coding{}, ""},
		"grey numbers become a profile":    {nil, gamma, grayPixels, true, TIFF, ColorKeep, false, madeGray, metadata.Coding{}, ""},
		"grey numbers into WebP":           {nil, gamma, grayPixels, false, WebP, ColorKeep, true, nil, metadata.Coding{}, ""},
		"numbers of sRGB":                  {nil, plain, rgb, false, JPEG, ColorKeep, false, nil, metadata.Coding{}, ""},
		"numbers to sRGB":                  {nil, wide, rgb, false, PNG, ColorSRGB, true, nil, metadata.Coding{}, ""},
		"code points stay in AVIF":         {nil, wide, rgb, false, format.AVIF, ColorKeep, false, nil, wide, ""},
		"HDR stays in AVIF":                {nil, hdr, rgb, false, format.AVIF, ColorKeep, false, nil, hdr, ""},
		"grey code points stay in AVIF":    {nil, hdr, grayPixels, true, format.AVIF, ColorKeep, false, nil, hdr, ""},
		"code points into AVIF, to sRGB":   {nil, wide, rgb, false, format.AVIF, ColorSRGB, true, nil, metadata.Coding{}, ""},
		"gamma in AVIF is a profile":       {nil, gamma, rgb, false, format.AVIF, ColorKeep, false, madeGamma, metadata.Coding{}, ""},
		"limited RGB in AVIF":              {nil, limited, rgb, false, format.AVIF, ColorKeep, false, nil, metadata.Coding{}, "limited-range RGB"},
		"numbers into GIF":                 {nil, wide, rgb, false, GIF, ColorKeep, true, nil, metadata.Coding{}, ""},
		"HDR into JPEG":                    {nil, hdr, rgb, false, JPEG, ColorKeep, false, nil, metadata.Coding{}, "HDR"},
		"a profile comes before numbers":   {p3, gamma, rgb, false, JPEG, ColorKeep, false, p3, metadata.Coding{}, ""},
		"both stay in PNG":                 {p3, gamma, rgb, false, PNG, ColorKeep, false, p3, gamma, ""},
		"both, to sRGB":                    {p3, hdr, rgb, false, PNG, ColorSRGB, true, nil, metadata.Coding{}, ""},
		"code points over a profile":       {adobe, wide, rgb, false, JPEG, ColorKeep, false, madeP3, metadata.Coding{}, ""},
		"both stay, in their order":        {adobe, wide, rgb, false, PNG, ColorKeep, false, adobe, wide, ""},
		"in AVIF, only code points stay":   {adobe, wide, rgb, false, format.AVIF, ColorKeep, false, nil, wide, ""},
		"code points of sRGB":              {adobe, said, rgb, false, JPEG, ColorKeep, false, nil, metadata.Coding{}, ""},
		"code points of sRGB, to sRGB":     {adobe, said, rgb, false, PNG, ColorSRGB, false, nil, metadata.Coding{}, ""},
		"code points over one, into GIF":   {srgb, wide, rgb, false, GIF, ColorKeep, true, nil, metadata.Coding{}, ""},
		"code points of HDR":               {p3, hdr, rgb, false, JPEG, ColorKeep, false, p3, metadata.Coding{}, ""},
		"HDR and a profile stay":           {p3, hdr, rgb, false, PNG, ColorKeep, false, p3, hdr, ""},
		"half of the code points":          {adobe, half, rgb, false, JPEG, ColorKeep, false, adobe, metadata.Coding{}, ""},
		"grey, code points over a profile": {gray, said, grayPixels, true, JPEG, ColorKeep, false, nil, metadata.Coding{}, ""},
		"grey, coloured canvas, both":      {gray, said, grayPixels, false, PNG, ColorKeep, false, nil, said, ""},
	} {
		t.Run(name, func(t *testing.T) {
			exif := []byte("II*\x00")
			plan := decideColors(colorQuestion{
				blocks: metadata.Set{EXIF: exif, ICC: row.icc, Color: row.color}, space: row.pixels, gray: row.gray,
				format: row.format, policy: row.policy, profiles: &icc.Cache{},
			})
			if got := plan.profile != nil; got != row.convert {
				t.Errorf("converted %v, want %v", got, row.convert)
			}
			if !bytes.Equal(plan.blocks.ICC, row.icc2) || plan.blocks.Color != row.color2 {
				t.Errorf("a profile of %d bytes, want %d; %+v, want %+v", len(plan.blocks.ICC), len(row.icc2), plan.blocks.Color, row.color2)
			}
			if !bytes.Equal(plan.blocks.EXIF, exif) {
				t.Error("other metadata was touched")
			}
			if got := strings.Join(plan.warnings, "; "); (row.warning == "") != (got == "") || !strings.Contains(got, row.warning) {
				t.Errorf("warnings %q, want %q", got, row.warning)
			}
			m := map[string]image.Image{rgb: imgtest.Picture(6, 4), grayPixels: imgtest.Gray(6, 4), inks: image.NewCMYK(image.Rect(0, 0, 6, 4))}[row.pixels]
			if plan.profile == nil {
				return
			}
			out, err := plan.profile.ToSRGB(m)
			if err != nil {
				t.Fatal(err)
			}
			if _, inks := out.(*image.CMYK); inks || out == m {
				t.Errorf("a %T became a %T", m, out)
			}
		})
	}
}

// TestCodePointsOverProfile: a PNG that states both is shown by its cICP, as far as that can be understood, and by its iCCP otherwise.
func TestCodePointsOverProfile(t *testing.T) {
	withCICP := func(codes []byte, opts ...imgtest.Option) []byte {
		return imgtest.Insert(imgtest.PNG(t, 64, 48, opts...), 33, imgtest.Chunk("cICP", codes))
	}
	p3, pq := []byte{12, 13, 0, 1}, []byte{9, 16, 0, 1}
	adobe := imgtest.WithICC(imgtest.AdobeRGBProfile())
	r := Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: PNG, Color: ColorSRGB}
	for name, row := range map[string]struct{ both, alone []byte }{
		"P3":  {withCICP(p3, adobe), withCICP(p3)},
		"HDR": {withCICP(pq, adobe), imgtest.PNG(t, 64, 48, adobe)},
	} {
		_, got, outcome := do(t, row.both, r)
		_, want, _ := do(t, row.alone, r)
		imgtest.SameImage(t, got, want, 0)
		if len(outcome.Warnings) > 0 {
			t.Errorf("%s: %q", name, outcome.Warnings)
		}
	}
}

// TestBackgroundIsOneColor: what is laid around and under pictures is the same color, whatever their profile is.
func TestBackgroundIsOneColor(t *testing.T) {
	clear := image.NewNRGBA(image.Rect(0, 0, 64, 48))
	for name, profile := range map[string][]byte{"Adobe RGB": imgtest.AdobeRGBProfile(), "ProPhoto RGB": imgtest.ProPhotoProfile(), "none": nil} {
		for _, want := range []Color{{R: 128, G: 128, B: 128, A: 255}, {R: 200, G: 30, B: 60, A: 255}} {
			for _, c := range []struct {
				file   []byte
				mode   Mode
				format Format
			}{{imgtest.PNG(t, 64, 48, imgtest.WithICC(profile)), Pad, PNG}, {imgtest.JPEG(t, 64, 48, imgtest.WithICC(profile)), Pad, JPEG},
				{imgtest.PNG(t, 64, 48, imgtest.WithICC(profile), imgtest.Of(clear)), Fit, JPEG}} {
				r := Recipe{Target: Target{Mode: c.mode, Width: 50, Height: 60}, Format: c.format, Background: want, Quality: 100}
				_, got, _ := do(t, c.file, r)
				if profile != nil {
					p, err := icc.Parse(profile)
					if err != nil {
						t.Fatal(err)
					}
					n := image.NewNRGBA(got.Bounds())
					draw.Draw(n, n.Rect, got, got.Bounds().Min, draw.Src)
					if got, err = p.ToSRGB(n); err != nil {
						t.Fatal(err)
					}
				}
				imgtest.SameImage(t, imaging.New(1, 1, got.At(0, 0)), imaging.New(1, 1, want.nrgba()), 5)
				if t.Failed() {
					t.Fatalf("%s, %v to %v: %v", name, want, c.format, got.At(0, 0))
				}
			}
		}
	}
}

func TestColorPolicyNames(t *testing.T) {
	for _, p := range []ColorPolicy{ColorKeep, ColorSRGB} {
		text, err := p.MarshalText()
		var back ColorPolicy
		if err != nil || back.UnmarshalText(text) != nil || back != p {
			t.Errorf("%v is written %q and read as %v", p, text, back)
		}
	}
	var p ColorPolicy
	if err := p.UnmarshalText([]byte("cmyk")); err == nil || !strings.Contains(err.Error(), "keep, srgb") {
		t.Errorf("cmyk: %v", err)
	}
}
