package heif

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/gen2brain/avif"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/heif/isobmff"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

const (
	// speed is libaom's 0–10. On a photo of 1.4 megapixels, in the library's WebAssembly, 8 takes
	// 1.2 seconds. 6 takes 5.4, for a sixth fewer bytes and half a decibel; 9 and 10 take 0.8, for
	// a twentieth more bytes.
	speed = 8
	// fullColorQuality is the quality from which on chroma keeps its full resolution: high quality
	// needs the edges of saturated areas.
	fullColorQuality = 90
	// The decoder, libavif, accepts at most that many pixels, and pixels per side.
	maxDecoded = 1 << 28
	// AVIFMaxSide is the most pixels per side.
	AVIFMaxSide = 1 << 15
	// maxDeepPixels is how many pixels of more than eight bits fit into WebAssembly's four
	// gigabytes.
	maxDeepPixels = 1 << 27
	// AVIFMaxPixels is the limit of the encoder, which takes some 150 bytes per pixel, in
	// WebAssembly and outside together.
	AVIFMaxPixels = 64_000_000

	// Code points of H.273. Those of sRGB and of BT.601's luma, which the encoder uses, are
	// written; for the others see smoothMatrix.
	cicpUnspecified = 2
	cicpBT709       = 1  // primaries
	cicpSRGB        = 13 // transfer
	cicpBT601       = 6  // matrix
	cicpBT470BG     = 5  // the same matrix
	cicpBT470M      = 4  // primaries
	cicpDerived     = 12 // matrix
)

// decodable refuses early what the decoder would refuse.
func decodable(p isobmff.Picture) error {
	area := int64(p.Stored.X) * int64(p.Stored.Y)
	if max(p.Stored.X, p.Stored.Y) > AVIFMaxSide || area > maxDecoded ||
		p.Depth > 8 && area > maxDeepPixels {
		return fault.TooLarge(
			"%d × %d pixels of %d bits; the AVIF decoder accepts %d pixels per side and "+
				"%d megapixels (%d above 8 bits)",
			p.Stored.X, p.Stored.Y, p.Depth, AVIFMaxSide, maxDecoded/1_000_000, maxDeepPixels/1_000_000)
	}
	return nil
}

// smoothMatrix returns code points that make the decoder interpolate chroma; nil for the file's
// own.
//
// The decoder's fast path, for 8 bits and the usual matrices, repeats each chroma sample two or
// four times. The code points alone select the path. The primaries of BT.470 System M with the
// matrix derived from them equal BT.601's matrix to a thousandth and have no fast path. BT.709 has
// no such twin.
func smoothMatrix(p isobmff.Picture) *isobmff.NCLX {
	if n := p.NCLX; n != nil && p.Subsampled && p.Depth == 8 &&
		(n.Matrix == cicpBT601 || n.Matrix == cicpBT470BG || n.Matrix == cicpUnspecified) {
		return &isobmff.NCLX{Primaries: cicpBT470M, Transfer: n.Transfer, Matrix: cicpDerived,
			FullRange: n.FullRange}
	}
	return nil
}

// decodeAV1 decodes a file of one opaque picture.
//
// If the library cannot decode pixels, it returns uninitialized memory, which an opaque picture
// reveals: none of its pixels would be opaque. It also premultiplies colors, another reason to
// decode colors and alpha separately.
func decodeAV1(file []byte, size image.Point) (image.Image, error) {
	a, err := avif.DecodeAll(bytes.NewReader(file))
	if err != nil || len(a.Image) != 1 {
		return nil, fault.Damaged("its pixels cannot be decoded")
	}
	rect := image.Rectangle{Max: size}
	switch m := a.Image[0].(type) {
	case *image.RGBA:
		if m.Rect == rect && opaque(m.Pix, 4, 1) {
			return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: rect}, nil
		}
	case *image.RGBA64:
		if m.Rect == rect && opaque(m.Pix, 8, 2) {
			return &image.NRGBA64{Pix: m.Pix, Stride: m.Stride, Rect: rect}, nil
		}
	}
	return nil, fault.Damaged("its pixels cannot be decoded")
}

// opaque reports whether the last byte of every pixel is 255.
func opaque(pix []byte, pixel, alpha int) bool {
	for i := pixel; i <= len(pix); i += pixel {
		for _, v := range pix[i-alpha : i] {
			if v != 255 {
				return false
			}
		}
	}
	return len(pix) > 0
}

// EncodeAVIF writes files of 8 bits, the most that the library writes. Colors and alpha are encoded
// separately: the library would premultiply colors, and encode black below transparent pixels.
//
// A gray picture is encoded as alpha, which AVIF stores as a picture without chroma; so the file
// has one channel.
func EncodeAVIF(w io.Writer, m image.Image, o format.Options) error {
	quality := o.Quality
	var color, alpha *isobmff.File
	var err error
	if g, ok := m.(*image.Gray); ok && !uniform(g.Pix, 255) {
		alpha, err = encodeFile(asAlpha(g.Pix, 1, g.Rect), quality, quality)
	} else {
		if ok {
			m = format.GrayToNRGBA(g)
		}
		color, alpha, err = components(m.(*image.NRGBA), quality)
	}
	if err != nil {
		return err
	}
	x := isobmff.Extras{
		NCLX: isobmff.NCLX{Primaries: cicpBT709, Transfer: cicpSRGB, Matrix: cicpBT601,
			FullRange: true},
		ICC: o.Metadata.ICC, EXIF: o.Metadata.EXIF, XMP: o.Metadata.XMP,
	}
	switch c := o.Metadata.Color.CICP; {
	case x.ICC != nil:
		x.NCLX.Primaries, x.NCLX.Transfer = cicpUnspecified, cicpUnspecified
	case c.Primaries != 0 && c.Transfer != 0:
		x.NCLX.Primaries, x.NCLX.Transfer = uint16(c.Primaries), uint16(c.Transfer)
	}
	file, err := isobmff.Compose(color, alpha, x)
	if err != nil {
		return fmt.Errorf("the AVIF encoder's file: %w", err)
	}
	_, err = w.Write(file)
	return err
}

// AVIFStates reports whether EncodeAVIF writes what c states about the colors: code points alone,
// and not those of limited range without a matrix, because the pixels have become RGB of full
// range.
func AVIFStates(c metadata.Coding) bool {
	code := c.CICP
	return code.Primaries != 0 && code.Transfer != 0 && (code.FullRange || code.Matrix != 0)
}

// components encodes the colors of m, and its alpha if it has any.
func components(m *image.NRGBA, quality int) (color, alpha *isobmff.File, err error) {
	// opaque pixels have the same bytes in both
	opaque := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	if !m.Opaque() {
		opaque.Pix = append([]byte(nil), m.Pix...)
		for i := 3; i < len(opaque.Pix); i += 4 {
			opaque.Pix[i] = 255
		}
		// Twice as near to lossless as the colors: errors at the edges of alpha are the most
		// visible.
		if alpha, err = encodeFile(asAlpha(m.Pix[3:], 4, m.Rect), 1,
			quality+(100-quality)/2); err != nil {
			return nil, nil, err
		}
	}
	color, err = encodeFile(opaque, quality, quality)
	return color, alpha, err
}

// asAlpha returns a black picture with every step-th of values as its alpha.
func asAlpha(values []byte, step int, r image.Rectangle) *image.RGBA {
	m := image.NewRGBA(r)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = values[i/4*step]
	}
	return m
}

func uniform(values []byte, v byte) bool {
	for _, b := range values {
		if b != v {
			return false
		}
	}
	return true
}

// encodeFile encodes with the library and parses the result.
func encodeFile(m *image.RGBA, quality, alpha int) (*isobmff.File, error) {
	o := avif.Options{Quality: quality, QualityAlpha: alpha, Speed: speed,
		ChromaSubsampling: image.YCbCrSubsampleRatio420}
	if quality >= fullColorQuality {
		o.ChromaSubsampling = image.YCbCrSubsampleRatio444
	}
	var buf bytes.Buffer
	if err := avif.Encode(&buf, m, o); err != nil {
		return nil, errors.New("the AVIF encoder failed")
	}
	return isobmff.Parse(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
}
