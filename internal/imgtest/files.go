package imgtest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"github.com/gen2brain/webp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// Option changes the file to be made.
type Option func(*options)

type options struct {
	orientation int
	exif        []byte
	icc         []byte
	xmp         []byte
	picture     image.Image
}

// Orientation stores the pixels turned and states so in EXIF; w and h stay those of the upright
// picture.
func Orientation(n int) Option { return func(o *options) { o.orientation = n } }

// WithEXIF adds EXIF unchanged, in place of Orientation's.
func WithEXIF(b []byte) Option { return func(o *options) { o.exif = b } }

// WithICC adds a profile unchanged.
func WithICC(b []byte) Option { return func(o *options) { o.icc = b } }

// WithXMP adds XMP unchanged.
func WithXMP(b []byte) Option { return func(o *options) { o.xmp = b } }

// Of shows m instead of the usual scene; w and h are ignored.
func Of(m image.Image) Option { return func(o *options) { o.picture = m } }

func apply(w, h int, opts []Option) options {
	o := options{picture: nil}
	for _, opt := range opts {
		opt(&o)
	}
	if o.picture == nil {
		o.picture = Picture(w, h)
	}
	if o.orientation != 0 {
		o.picture = Turned(o.picture, o.orientation)
		if o.exif == nil {
			o.exif = EXIF(o.orientation)
		}
	}
	return o
}

// JPEG returns the scene as a JPEG of quality 95.
func JPEG(t testing.TB, w, h int, opts ...Option) []byte {
	t.Helper()
	o := apply(w, h, opts)
	var buf bytes.Buffer
	must(t, jpeg.Encode(&buf, o.picture, &jpeg.Options{Quality: 95}))
	var segments []byte
	if o.exif != nil {
		segments = append(segments, Segment(0xE1, append([]byte("Exif\x00\x00"), o.exif...))...)
	}
	if o.xmp != nil {
		segments = append(segments, Segment(0xE1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), o.xmp...))...)
	}
	const most = 65_000
	count := (len(o.icc) + most - 1) / most
	for i := range count {
		part := append([]byte("ICC_PROFILE\x00"), byte(i+1), byte(count))
		segments = append(segments, Segment(0xE2, append(part, o.icc[i*most:min((i+1)*most, len(o.icc))]...))...)
	}
	return Insert(buf.Bytes(), 2, segments)
}

// Segment returns a JPEG segment.
func Segment(marker byte, data []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(data)+2))
	return append(b, data...)
}

// PNG returns the scene as a PNG, of the color type that fits the picture of Of.
func PNG(t testing.TB, w, h int, opts ...Option) []byte {
	t.Helper()
	o := apply(w, h, opts)
	var buf bytes.Buffer
	must(t, png.Encode(&buf, o.picture))
	var chunks []byte
	if o.icc != nil {
		chunks = append(chunks, Chunk("iCCP", append([]byte("icc\x00\x00"), deflate(t, o.icc)...))...)
	}
	if o.exif != nil {
		chunks = append(chunks, Chunk("eXIf", o.exif)...)
	}
	if o.xmp != nil {
		chunks = append(chunks, Chunk("iTXt", append([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), o.xmp...))...)
	}
	return Insert(buf.Bytes(), 33, chunks)
}

// Chunk returns a PNG chunk.
func Chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// APNG returns an animated PNG of that many frames.
func APNG(t testing.TB, w, h, frames int) []byte {
	t.Helper()
	a := Animation{Width: w, Height: h}
	for i := range frames {
		a.Cels = append(a.Cels, Cel{Image: frame(w, h, i), Delay: 100 * time.Millisecond})
	}
	return a.PNG(t)
}

// WebP returns the scene as a lossless WebP.
func WebP(t testing.TB, w, h int, opts ...Option) []byte {
	t.Helper()
	o := apply(w, h, opts)
	var buf bytes.Buffer
	must(t, webp.Encode(&buf, toNRGBA(o.picture), webp.Options{Lossless: true, Exact: true}))
	if o.exif == nil && o.icc == nil && o.xmp == nil {
		return buf.Bytes()
	}
	b := o.picture.Bounds()
	return extendWebP(buf.Bytes(), b.Dx(), b.Dy(), o)
}

// LossyWebP returns the scene as a lossy WebP.
func LossyWebP(t testing.TB, w, h int, opts ...Option) []byte {
	t.Helper()
	var buf bytes.Buffer
	must(t, webp.Encode(&buf, toNRGBA(apply(w, h, opts).picture), webp.Options{Quality: 90}))
	return buf.Bytes()
}

// AnimatedWebP returns a WebP of that many frames.
func AnimatedWebP(t testing.TB, w, h, frames int) []byte {
	t.Helper()
	var a webp.WEBP
	for i := range frames {
		a.Image = append(a.Image, frame(w, h, i))
		a.Delay = append(a.Delay, 100)
	}
	var buf bytes.Buffer
	must(t, webp.EncodeAll(&buf, &a, webp.Options{Lossless: true}))
	return buf.Bytes()
}

func extendWebP(file []byte, w, h int, o options) []byte {
	body := file[12:]
	var flags byte
	chunk := func(kind string, data []byte) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(data)))
		b = append(b, data...)
		return append(b, make([]byte, len(data)%2)...)
	}
	if !toNRGBA(o.picture).Opaque() {
		flags |= 1 << 4
	}
	var before, after []byte
	if o.icc != nil {
		flags |= 1 << 5
		before = chunk("ICCP", o.icc)
	}
	if o.exif != nil {
		flags |= 1 << 3
		after = append(after, chunk("EXIF", o.exif)...)
	}
	if o.xmp != nil {
		flags |= 1 << 2
		after = append(after, chunk("XMP ", o.xmp)...)
	}
	w, h = w-1, h-1
	out := append([]byte("RIFF\x00\x00\x00\x00WEBP"), chunk("VP8X", []byte{flags, 0, 0, 0,
		byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})...)
	out = append(append(append(out, before...), body...), after...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

// GIF returns the scene as a GIF of one frame.
func GIF(t testing.TB, w, h int, opts ...Option) []byte {
	t.Helper()
	p, ok := apply(w, h, opts).picture.(*image.Paletted)
	if !ok {
		p = Paletted(w, h)
	}
	var buf bytes.Buffer
	must(t, gif.EncodeAll(&buf, &gif.GIF{Image: []*image.Paletted{p}, Delay: []int{0}}))
	return buf.Bytes()
}

// AnimatedGIF returns a GIF of that many frames.
func AnimatedGIF(t testing.TB, w, h, frames int) []byte {
	t.Helper()
	var g gif.GIF
	for i := range frames {
		p := image.NewPaletted(image.Rect(0, 0, w, h), palette.WebSafe)
		draw.Draw(p, p.Rect, frame(w, h, i), image.Point{}, draw.Src)
		g.Image = append(g.Image, p)
		g.Delay = append(g.Delay, 10)
	}
	var buf bytes.Buffer
	must(t, gif.EncodeAll(&buf, &g))
	return buf.Bytes()
}

// TIFF returns the scene as a TIFF with deflate compression, with its orientation in its own
// directory.
func TIFF(t testing.TB, w, h int, opts ...Option) []byte {
	t.Helper()
	o := apply(w, h, opts)
	var buf bytes.Buffer
	must(t, tiff.Encode(&buf, o.picture, &tiff.Options{Compression: tiff.Deflate}))
	if o.orientation == 0 {
		return buf.Bytes()
	}
	return tiffOrientation(buf.Bytes(), o.orientation)
}

// tiffOrientation adds the tag to the only directory of a little-endian TIFF, by writing the
// directory again at the end.
func tiffOrientation(b []byte, n int) []byte {
	le := binary.LittleEndian
	at := int(le.Uint32(b[4:]))
	count := int(le.Uint16(b[at:]))
	entries := b[at+2 : at+2+12*count]
	dir := le.AppendUint16(nil, uint16(count+1))
	added := false
	for ; len(entries) > 0; entries = entries[12:] {
		if !added && le.Uint16(entries) > 274 {
			dir = append(dir, Entry(le, 274, 3, 1, uint32(n))...)
			added = true
		}
		dir = append(dir, entries[:12]...)
	}
	dir = le.AppendUint32(dir, 0)
	out := append([]byte(nil), b...)
	if len(out)%2 == 1 {
		out = append(out, 0)
	}
	le.PutUint32(out[4:], uint32(len(out)))
	return append(out, dir...)
}

// BMP returns the scene as a BMP of 24 bits.
func BMP(t testing.TB, w, h int, opts ...Option) []byte {
	t.Helper()
	var buf bytes.Buffer
	must(t, bmp.Encode(&buf, apply(w, h, opts).picture))
	return buf.Bytes()
}

// frame returns the i-th frame of an animation: one color.
func frame(w, h, i int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	c := color.NRGBA{R: uint8(i * 51), G: uint8(255 - i*51), B: 102, A: 255}
	draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

func toNRGBA(m image.Image) *image.NRGBA {
	if n, ok := m.(*image.NRGBA); ok {
		return n
	}
	n := image.NewNRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(n, n.Rect, m, m.Bounds().Min, draw.Src)
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
