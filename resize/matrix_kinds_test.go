package resize

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// The pixels of every kind of source, upright; half of them are odd.
const matrixWidth, matrixHeight = 66, 50

// overshoot is how far Lanczos' filter brightens the rim of an opaque square on nothing, whose transparency cannot overshoot with it.
const overshoot = 6

// sourceKind is a kind of source, and what is true of it.
type sourceKind struct {
	name    string
	format  Format
	file    func(t testing.TB) []byte
	shown   []image.Image                  // upright, frame by frame, in the file's own numbers
	srgb    func(image.Image) *image.NRGBA // what these are in sRGB; nil where they are sRGB's
	profile []byte                         // in the file; with srgb but without a profile numbers state the colors:
	points  bool                           // code points (cICP, nclx)
	holds   metadata.Kinds                 // EXIF, XMP, IPTC, Text
	gray    bool
	alpha   bool
	deep    bool     // more than 8 bits a channel
	inks    bool     // CMYK, of which shown is what the profile says
	coarse  float64  // how far the file itself is from shown
	warned  []string // of what is wrong with the source
}

func (k sourceKind) moves() bool { return len(k.shown) > 1 }

// lossless says whether it is a WebP without loss, which all are that are not said to have some.
func (k sourceKind) lossless() bool { return k.format == WebP && !strings.Contains(k.name, "lossy") }

// matrixKinds are the kinds that are made without other programs.
func matrixKinds() []sourceKind {
	const w, h = matrixWidth, matrixHeight
	scene, gray, deep, glass := imgtest.Picture(w, h), imgtest.Gray(w, h), imgtest.Deep(w, h), imgtest.Translucent(w, h)
	p3, srgb, light := imgtest.DisplayP3Profile(), imgtest.SRGBProfile(2), imgtest.GrayProfile(1.5)
	of := imgtest.Of
	var kinds []sourceKind
	add := func(k sourceKind) { kinds = append(kinds, k) }

	jpeg := func(opts ...imgtest.Option) func(testing.TB) []byte {
		return func(t testing.TB) []byte { return imgtest.JPEG(t, w, h, opts...) }
	}
	jpegs := func(k sourceKind, opts ...imgtest.Option) {
		k.name, k.format, k.file, k.coarse = "JPEG"+k.name, JPEG, jpeg(opts...), 3
		add(k)
	}
	jpegs(sourceKind{shown: one(scene)})
	jpegs(sourceKind{name: ", grey", shown: one(gray), gray: true}, of(gray))
	jpegs(sourceKind{name: ", grey, profile", shown: one(gray), gray: true, profile: light, srgb: powered(1.5)}, of(gray), imgtest.WithICC(light))
	jpegs(sourceKind{name: ", P3", shown: one(scene), profile: p3, srgb: fromP3}, imgtest.WithICC(p3))
	jpegs(sourceKind{name: ", sRGB's profile", shown: one(scene), profile: srgb, srgb: same}, imgtest.WithICC(srgb))
	for o := 1; o <= 8; o++ {
		jpegs(sourceKind{name: fmt.Sprintf(", orientation %d", o), shown: one(scene), holds: metadata.EXIF}, imgtest.Orientation(o), imgtest.WithEXIF(cameraOf(o)))
	}
	jpegs(sourceKind{name: ", all metadata, P3", shown: one(scene), profile: p3, srgb: fromP3, holds: metadata.EXIF | metadata.XMP | metadata.IPTC | metadata.Text},
		imgtest.Orientation(6), imgtest.WithEXIF(cameraOf(6)), imgtest.WithXMP([]byte(xmpPacket)), imgtest.WithICC(p3))
	last := &kinds[len(kinds)-1]
	inner := last.file
	last.file = func(t testing.TB) []byte {
		return imgtest.Insert(inner(t), 2, append(imgtest.Segment(0xED, photoshopIPTC()), imgtest.Segment(0xFE, []byte(matrixComment))...))
	}
	inks := image.NewCMYK(image.Rect(0, 0, w, h))
	for i := range w * h {
		copy(inks.Pix[4*i:], []byte{0x40, 0x80, 0xC0, 0x20})
	}
	coated := "no usable CMYK profile: coated paper was assumed"
	add(sourceKind{name: "JPEG, CMYK", format: JPEG, inks: true, shown: one(printed(inks, nil)), coarse: 1, warned: []string{coated},
		file: func(testing.TB) []byte { return imgtest.CMYKJPEG(w, h) }})
	add(sourceKind{name: "JPEG, CMYK, profile", format: JPEG, inks: true, shown: one(printed(inks, imgtest.CMYKProfile())), coarse: 1,
		file: func(testing.TB) []byte { return withJPEGProfile(imgtest.CMYKJPEG(w, h), imgtest.CMYKProfile()) }})

	png := func(k sourceKind, opts ...imgtest.Option) {
		k.name, k.format = "PNG"+k.name, PNG
		k.file = func(t testing.TB) []byte { return imgtest.PNG(t, w, h, opts...) }
		add(k)
	}
	chunks := func(k sourceKind, chunks []byte, opts ...imgtest.Option) {
		k.name, k.format = "PNG"+k.name, PNG
		k.file = func(t testing.TB) []byte { return imgtest.Insert(imgtest.PNG(t, w, h, opts...), 33, chunks) }
		add(k)
	}
	palette := imgtest.Paletted(w, h)
	holes := imgtest.Paletted(w, h)
	for i, c := range holes.Palette {
		n := c.(color.NRGBA)
		n.A = uint8(255 - i%3*100)
		holes.Palette[i] = n
	}
	png(sourceKind{shown: one(scene)})
	png(sourceKind{name: ", 16 bits", shown: one(deep), deep: true}, of(deep))
	png(sourceKind{name: ", 16 bits, P3", shown: one(deep), deep: true, profile: p3, srgb: fromP3}, of(deep), imgtest.WithICC(p3))
	png(sourceKind{name: ", grey", shown: one(gray), gray: true}, of(gray))
	png(sourceKind{name: ", grey, profile", shown: one(gray), gray: true, profile: light, srgb: powered(1.5)}, of(gray), imgtest.WithICC(light))
	png(sourceKind{name: ", grey, 16 bits", shown: one(deepGray()), gray: true, deep: true}, of(deepGray()))
	png(sourceKind{name: ", alpha", shown: one(glass), alpha: true}, of(glass))
	png(sourceKind{name: ", alpha, P3", shown: one(glass), alpha: true, profile: p3, srgb: fromP3}, of(glass), imgtest.WithICC(p3))
	png(sourceKind{name: ", alpha, 16 bits", shown: one(deepGlass()), alpha: true, deep: true}, of(deepGlass()))
	png(sourceKind{name: ", palette", shown: one(palette)}, of(palette))
	png(sourceKind{name: ", palette with tRNS", shown: one(holes), alpha: true}, of(holes))
	png(sourceKind{name: ", all metadata, turned", shown: one(scene), holds: metadata.EXIF | metadata.XMP},
		imgtest.Orientation(7), imgtest.WithEXIF(cameraOf(7)), imgtest.WithXMP([]byte(xmpPacket)))
	chunks(sourceKind{name: ", cICP of P3", shown: one(scene), srgb: fromP3, points: true}, imgtest.Chunk("cICP", []byte{12, 13, 0, 1}))
	chunks(sourceKind{name: ", gAMA", shown: one(scene), srgb: powered(1.5)}, imgtest.Chunk("gAMA", binary.BigEndian.AppendUint32(nil, 66_667)))
	chunks(sourceKind{name: ", grey, gAMA", shown: one(gray), gray: true, srgb: powered(1.5)}, imgtest.Chunk("gAMA", binary.BigEndian.AppendUint32(nil, 66_667)), of(gray))
	veiled, veiledDeep := grayGlass(), deepGrayGlass()
	add(sourceKind{name: "PNG, grey with alpha", format: PNG, gray: true, alpha: true, shown: one(veiled), file: grayAlphaPNG(veiled, nil)})
	add(sourceKind{name: "PNG, grey with alpha, profile", format: PNG, gray: true, alpha: true, shown: one(veiled), profile: light, srgb: powered(1.5), file: grayAlphaPNG(veiled, light)})
	add(sourceKind{name: "PNG, grey with alpha, 16 bits, profile", format: PNG, gray: true, alpha: true, deep: true, shown: one(veiledDeep),
		profile: light, srgb: powered(1.5), file: grayAlphaPNG(veiledDeep, light)})

	webp := func(k sourceKind, opts ...imgtest.Option) {
		k.name, k.format = "WebP"+k.name, WebP
		k.file = func(t testing.TB) []byte { return imgtest.WebP(t, w, h, opts...) }
		add(k)
	}
	webp(sourceKind{shown: one(scene)})
	webp(sourceKind{name: ", alpha", shown: one(glass), alpha: true}, of(glass))
	webp(sourceKind{name: ", alpha, P3", shown: one(glass), alpha: true, profile: p3, srgb: fromP3}, of(glass), imgtest.WithICC(p3))
	webp(sourceKind{name: ", all metadata, turned", shown: one(scene), holds: metadata.EXIF | metadata.XMP},
		imgtest.Orientation(5), imgtest.WithEXIF(cameraOf(5)), imgtest.WithXMP([]byte(xmpPacket)))
	add(sourceKind{name: "WebP, lossy", format: WebP, shown: one(scene), coarse: 4, file: func(t testing.TB) []byte { return imgtest.LossyWebP(t, w, h) }})
	add(sourceKind{name: "WebP, lossy, alpha", format: WebP, shown: one(glass), alpha: true, coarse: 4,
		file: func(t testing.TB) []byte { return imgtest.LossyWebP(t, w, h, of(glass)) }})

	kinds = append(kinds, tiffKinds()...)
	crisp := imgtest.Sprite(w, h, 1, 0)
	add(sourceKind{name: "GIF", format: GIF, shown: one(palette), file: func(t testing.TB) []byte { return imgtest.GIF(t, w, h) }})
	add(sourceKind{name: "GIF, transparent", format: GIF, alpha: true, coarse: overshoot, shown: shownBy(crisp), file: func(t testing.TB) []byte { return rewrittenWith(t, crisp.GIF(t), metadata.Set{}) }})
	add(sourceKind{name: "GIF, XMP and comment", format: GIF, shown: one(palette), holds: metadata.XMP | metadata.Text, file: func(t testing.TB) []byte {
		return rewrittenWith(t, imgtest.GIF(t, w, h), metadata.Set{XMP: []byte(xmpPacket), Text: []metadata.TextEntry{{Key: metadata.CommentKey, Text: matrixComment}}})
	}})
	add(sourceKind{name: "BMP", format: BMP, shown: one(scene), file: func(t testing.TB) []byte { return imgtest.BMP(t, w, h) }})
	add(sourceKind{name: "BMP, alpha", format: BMP, shown: one(glass), alpha: true, file: func(testing.TB) []byte {
		return imgtest.RawBMP{Header: 108, Width: w, Height: h, Bits: 32, Compression: 3, Masks: []uint32{0xFF0000, 0xFF00, 0xFF, 0xFF000000},
			Data: imgtest.BMPRows(w, h, 32, func(x, y int) uint32 {
				c := glass.NRGBAAt(x, y)
				return uint32(c.A)<<24 | uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
			})}.Bytes()
	}})
	return append(kinds, movingKinds()...)
}

// tiffKinds are TIFFs of many makes.
func tiffKinds() []sourceKind {
	const w, h = matrixWidth, matrixHeight
	le := binary.LittleEndian
	scene, gray, glass, p3 := imgtest.Picture(w, h), imgtest.Gray(w, h), imgtest.Translucent(w, h), imgtest.DisplayP3Profile()
	deepScene, veiled := deepGlass(), grayGlass()
	samples := func(m *image.NRGBA) func(x, y, i int) uint32 {
		return func(x, y, i int) uint32 { return uint32(m.Pix[m.PixOffset(x, y)+i]) }
	}
	profile := func(b []byte) imgtest.TIFFTag {
		return imgtest.TIFFTag{Tag: 34675, Kind: 7, Count: uint32(len(b)), Data: b}
	}
	inks := image.NewCMYK(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := scene.NRGBAAt(x, y)
			inks.SetCMYK(x, y, color.CMYK{C: 255 - c.R, M: 255 - c.G, Y: 255 - c.B, K: uint8(x / 2)})
		}
	}
	ink := func(x, y, i int) uint32 { return uint32(inks.Pix[inks.PixOffset(x, y)+i]) }
	turned := imgtest.Turned(scene, 8)
	tiff := func(name string, r imgtest.RawTIFF, k sourceKind) sourceKind {
		if r.Width == 0 {
			r.Width, r.Height = w, h
		}
		k.name, k.format, k.file = name, TIFF, func(testing.TB) []byte { return r.Bytes() }
		return k
	}
	all := []imgtest.TIFFTag{
		imgtest.Shorts(le, 274, 8), imgtest.Text(271, "Testcam"), {Tag: 33723, Kind: 7, Count: uint32(len(matrixIPTC)), Data: []byte(matrixIPTC)},
		{Tag: 700, Kind: 1, Count: uint32(len(xmpPacket)), Data: []byte(xmpPacket)},
	}
	return []sourceKind{
		tiff("TIFF", imgtest.RawTIFF{Photometric: 2, Bits: 8, Samples: 3, Sample: samples(scene)}, sourceKind{shown: one(scene)}),
		tiff("TIFF, P3", imgtest.RawTIFF{Photometric: 2, Bits: 8, Samples: 3, Sample: samples(scene), Tags: []imgtest.TIFFTag{profile(p3)}},
			sourceKind{shown: one(scene), profile: p3, srgb: fromP3}),
		tiff("TIFF, planar", imgtest.RawTIFF{Photometric: 2, Bits: 8, Samples: 3, Sample: samples(scene), Planar: true}, sourceKind{shown: one(scene)}),
		tiff("TIFF, grey, white is zero", imgtest.RawTIFF{Photometric: 0, Bits: 8, Samples: 1, Order: binary.BigEndian,
			Sample: func(x, y, _ int) uint32 { return uint32(255 - gray.GrayAt(x, y).Y) }}, sourceKind{shown: one(gray), gray: true}),
		tiff("TIFF, grey with alpha, profile", imgtest.RawTIFF{Photometric: 1, Bits: 8, Samples: 2, Extra: []uint16{2},
			Sample: func(x, y, i int) uint32 { return uint32(veiled.Pix[veiled.PixOffset(x, y)+2+i]) },
			Tags:   []imgtest.TIFFTag{profile(imgtest.GrayProfile(1.5))}},
			sourceKind{shown: one(veiled), gray: true, alpha: true, profile: imgtest.GrayProfile(1.5), srgb: powered(1.5)}),
		tiff("TIFF, alpha", imgtest.RawTIFF{Photometric: 2, Bits: 8, Samples: 4, Extra: []uint16{2}, Sample: samples(glass)}, sourceKind{shown: one(glass), alpha: true}),
		tiff("TIFF, alpha, 16 bits", imgtest.RawTIFF{Photometric: 2, Bits: 16, Samples: 4, Extra: []uint16{2}, Order: binary.BigEndian,
			Sample: func(x, y, i int) uint32 {
				return uint32(binary.BigEndian.Uint16(deepScene.Pix[deepScene.PixOffset(x, y)+2*i:]))
			}},
			sourceKind{shown: one(deepScene), alpha: true, deep: true}),
		tiff("TIFF, CMYK", imgtest.RawTIFF{Photometric: 5, Bits: 8, Samples: 4, Sample: ink},
			sourceKind{shown: one(printed(inks, nil)), inks: true, warned: []string{"no usable CMYK profile: coated paper was assumed"}}),
		tiff("TIFF, CMYK, profile", imgtest.RawTIFF{Photometric: 5, Bits: 8, Samples: 4, Sample: ink, Tags: []imgtest.TIFFTag{profile(imgtest.CMYKProfile())}},
			sourceKind{shown: one(printed(inks, imgtest.CMYKProfile())), inks: true}),
		tiff("TIFF, all metadata, turned", imgtest.RawTIFF{Width: h, Height: w, Photometric: 2, Bits: 8, Samples: 3, Sample: samples(turned), Tags: all},
			sourceKind{shown: one(scene), holds: metadata.EXIF | metadata.XMP | metadata.IPTC}),
	}
}

// movingKinds are animations.
func movingKinds() []sourceKind {
	const w, h = matrixWidth, matrixHeight
	p3, light := imgtest.DisplayP3Profile(), imgtest.GrayProfile(1.5)
	moving, sprite := imgtest.Moving(w, h, 3), imgtest.Sprite(w, h, 3, 100)
	plain := func(name string, f Format, a imgtest.Animation, k sourceKind, file func(testing.TB) []byte) sourceKind {
		k.name, k.format, k.shown, k.file = name, f, shownBy(a), file
		return k
	}
	kinds := []sourceKind{
		plain("GIF, animated", GIF, moving, sourceKind{}, func(t testing.TB) []byte { return rewrittenWith(t, moving.GIF(t), metadata.Set{}) }),
		plain("WebP, animated", WebP, moving, sourceKind{}, moving.WebP),
		plain("PNG, animated", PNG, moving, sourceKind{}, moving.PNG),
		plain("WebP, animated, half-transparent", WebP, sprite, sourceKind{alpha: true, coarse: overshoot}, sprite.WebP),
		plain("PNG, animated, half-transparent", PNG, sprite, sourceKind{alpha: true, coarse: overshoot}, sprite.PNG),
		plain("WebP, animated, P3", WebP, moving, sourceKind{profile: p3, srgb: fromP3},
			func(t testing.TB) []byte { return rewrittenWith(t, moving.WebP(t), metadata.Set{ICC: p3}) }),
	}
	turned := imgtest.Animation{Width: h, Height: w} // as stored
	upright := shownBy(moving)
	for _, m := range moving.Shown() {
		turned.Cels = append(turned.Cels, imgtest.Cel{Image: imgtest.Turned(m, 6), Delay: moving.Cels[0].Delay})
	}
	withEXIF := metadata.Set{EXIF: cameraOf(6), XMP: []byte(xmpPacket)}
	kinds = append(kinds,
		sourceKind{name: "PNG, animated, turned", format: PNG, shown: upright, holds: metadata.EXIF | metadata.XMP,
			file: func(t testing.TB) []byte { return rewrittenWith(t, turned.PNG(t), withEXIF) }},
		sourceKind{name: "WebP, animated, turned", format: WebP, shown: upright, holds: metadata.EXIF | metadata.XMP,
			file: func(t testing.TB) []byte { return rewrittenWith(t, turned.WebP(t), withEXIF) }},
		sourceKind{name: "PNG, animated, grey, profile", format: PNG, shown: one(grayFrame(0), grayFrame(1)), gray: true, profile: light, srgb: powered(1.5), file: grayAPNG(light)},
	)
	return kinds
}

// toolKinds are the kinds that other programs make.
func toolKinds() []sourceKind {
	const w, h = matrixWidth, matrixHeight
	scene, gray, deep, glass, p3 := imgtest.Picture(w, h), imgtest.Gray(w, h), imgtest.Deep(w, h), imgtest.Translucent(w, h), imgtest.DisplayP3Profile()
	avif := func(m image.Image, opts []imgtest.Option, args ...string) func(t testing.TB) []byte {
		return func(t testing.TB) []byte {
			return imgtest.AVIF(t, imgtest.PNG(t, w, h, append(opts, imgtest.Of(m))...), args...)
		}
	}
	heic := func(m image.Image) func(t testing.TB) []byte {
		return func(t testing.TB) []byte {
			if text := codec.Missing(format.HEIC); text != "" {
				t.Skip(text)
			}
			return imgtest.HEIC(t, imgtest.PNG(t, w, h, imgtest.Of(m)))
		}
	}
	return []sourceKind{
		{name: "AVIF", format: format.AVIF, shown: one(scene), coarse: 1, file: avif(scene, nil)},
		{name: "AVIF, 4:2:0", format: format.AVIF, shown: one(scene), coarse: 4, file: avif(scene, nil, "-y", "420")},
		{name: "AVIF, grey", format: format.AVIF, shown: one(gray), gray: true, coarse: 1, file: avif(gray, nil, "-y", "400")},
		{name: "AVIF, 10 bits", format: format.AVIF, shown: one(deep), deep: true, coarse: 1, file: avif(deep, nil, "-d", "10")},
		{name: "AVIF, alpha", format: format.AVIF, shown: one(glass), alpha: true, coarse: 1, file: avif(glass, nil)},
		{name: "AVIF, alpha, 10 bits", format: format.AVIF, shown: one(glass), alpha: true, deep: true, coarse: 1, file: avif(glass, nil, "-d", "10")},
		{name: "AVIF, turned", format: format.AVIF, shown: one(scene), coarse: 1, file: avif(imgtest.Turned(scene, 6), nil, "--irot", "3")},
		{name: "AVIF, P3", format: format.AVIF, shown: one(scene), coarse: 1, profile: p3, srgb: fromP3, file: avif(scene, []imgtest.Option{imgtest.WithICC(p3)})},
		{name: "AVIF, nclx of P3", format: format.AVIF, shown: one(scene), coarse: 1, srgb: fromP3, points: true, file: avif(scene, nil, "--cicp", "12/13/6")},
		{name: "HEIC", format: format.HEIC, shown: one(scene), coarse: 4, file: heic(scene)},
		{name: "HEIC, alpha", format: format.HEIC, shown: one(glass), alpha: true, coarse: 4, file: heic(glass)},
	}
}

const (
	matrixIPTC    = "\x1c\x02\x50\x00\x03Ann"
	matrixComment = "what a day"
)

// photoshopIPTC is IPTC as the payload of a JPEG's segment.
func photoshopIPTC() []byte {
	b := binary.BigEndian.AppendUint32([]byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00"), uint32(len(matrixIPTC)))
	return append(append(b, matrixIPTC...), make([]byte, len(matrixIPTC)%2)...)
}

func withJPEGProfile(file, profile []byte) []byte {
	const most = 60_000
	count := (len(profile) + most - 1) / most
	var segments []byte
	for i := range count {
		part := append([]byte("ICC_PROFILE\x00"), byte(i+1), byte(count))
		segments = append(segments, imgtest.Segment(0xE2, append(part, profile[i*most:min((i+1)*most, len(profile))]...))...)
	}
	return imgtest.Insert(file, 2, segments)
}

// cameraOf is the EXIF of a picture that is stored turned.
func cameraOf(orientation int) []byte {
	c := imgtest.Camera{Orientation: orientation, Width: matrixWidth, Height: matrixHeight, Thumbnail: []byte("\xff\xd8\xff\xd9")}
	if orientation >= 5 {
		c.Width, c.Height = c.Height, c.Width
	}
	return c.EXIF()
}

// blocksTurned state an orientation.
func blocksTurned(o int) metadata.Set { return metadata.Set{EXIF: imgtest.EXIF(o)} }

// rewrittenWith puts metadata into a file.
func rewrittenWith(t testing.TB, file []byte, b metadata.Set) []byte {
	t.Helper()
	h, err := codec.ReadHeader(bytes.NewReader(file), int64(len(file)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := codec.Rewrite(t.Context(), &out, bytes.NewReader(file), int64(len(file)), h, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
