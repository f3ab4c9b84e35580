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
	// avifSpeed is libaom's 0–10. On a photo of 1.4 megapixels, in the WebAssembly that the library brings, 8 takes 1.2 seconds; 6 takes
	// 5.4 for a file that is a sixth smaller and half a decibel nearer; 9 and 10 take 0.8 for one that is a twentieth larger.
	avifSpeed = 8
	// avifFullColour is the quality from which on colour keeps its full resolution: who asks for it wants the edges of saturated areas.
	avifFullColor = 90
	// The decoder, libavif, takes at most so many pixels, and pixels a side.
	avifMaxPixels = 1 << 28
	AVIFMaxSide   = 1 << 15
	// avifMaxDeep is how many pixels of more than eight bits fit into the four gigabytes that WebAssembly has.
	avifMaxDeep = 1 << 27
	// AVIFMaxPixels is how many the encoder needs most of them for. As measured it takes some 150 bytes a pixel, there and outside together.
	AVIFMaxPixels = 64_000_000

	// Code points of H.273: those of sRGB and of the luma of BT.601, which the encoder uses, are written; the others see avifMatrix.
	cicpUnspecified = 2
	cicpBT709       = 1  // primaries
	cicpSRGB        = 13 // transfer
	cicpBT601       = 6  // matrix
	cicpBT470BG     = 5  // the same matrix
	cicpBT470M      = 4  // primaries
	cicpDerived     = 12 // matrix
)

// avifDecodable refuses what the decoder would, before anybody waits for it.
func avifDecodable(p isobmff.Picture) error {
	area := int64(p.Stored.X) * int64(p.Stored.Y)
	if max(p.Stored.X, p.Stored.Y) > AVIFMaxSide || area > avifMaxPixels || p.Depth > 8 && area > avifMaxDeep {
		return fault.TooLarge("%d × %d pixels of %d bits, the AVIF decoder takes %d a side and %d megapixels (%d of more than 8 bits)",
			p.Stored.X, p.Stored.Y, p.Depth, AVIFMaxSide, avifMaxPixels/1_000_000, avifMaxDeep/1_000_000)
	}
	return nil
}

// avifMatrix gives code points that make the decoder interpolate colour between its samples; nil for the file's own.
//
// The decoder's fast path, for 8 bits and the usual matrices, repeats each sample of colour two or four times instead. Which path is
// taken hangs on the code points alone. The primaries of the first colour television, from which BT.601's matrix was derived, and the
// matrix that is derived from them, are that matrix to a thousandth, and have no fast path. There is nothing of that kind for BT.709.
func avifMatrix(p isobmff.Picture) *isobmff.NCLX {
	if n := p.NCLX; n != nil && p.Subsampled && p.Depth == 8 && (n.Matrix == cicpBT601 || n.Matrix == cicpBT470BG || n.Matrix == cicpUnspecified) {
		return &isobmff.NCLX{Primaries: cicpBT470M, Transfer: n.Transfer, Matrix: cicpDerived, FullRange: n.FullRange}
	}
	return nil
}

// avifPixels decodes a file of one opaque picture.
//
// The library gives memory as it happens to be when the pixels cannot be decoded. An opaque picture shows that: none of its pixels
// would be opaque. It gives colours multiplied by the transparency, which is another reason to decode the two one by one.
func avifPixels(file []byte, size image.Point) (image.Image, error) {
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

// opaque says whether the last bytes of every pixel are 255.
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

// EncodeAVIF makes files of 8 bits, the most that the library writes. Colours and transparency are encoded one by one: the library
// would multiply the colours by the transparency, and encode nothing but black below transparent pixels.
//
// A grey picture is encoded as transparency, which AVIF stores as a picture without colour; so the file has one channel.
func EncodeAVIF(w io.Writer, m image.Image, o format.Options) error {
	quality := o.Quality
	var color, alpha *isobmff.File
	var err error
	if g, ok := m.(*image.Gray); ok && !uniform(g.Pix, 255) {
		alpha, err = avifFile(alphaPlane(g.Pix, 1, g.Rect), quality, quality)
	} else {
		if ok {
			m = format.GrayToNRGBA(g)
		}
		color, alpha, err = avifComponents(m.(*image.NRGBA), quality)
	}
	if err != nil {
		return err
	}
	x := isobmff.Extras{
		NCLX: isobmff.NCLX{Primaries: cicpBT709, Transfer: cicpSRGB, Matrix: cicpBT601, FullRange: true},
		ICC:  o.Blocks.ICC, EXIF: o.Blocks.EXIF, XMP: o.Blocks.XMP,
	}
	switch c := o.Blocks.Color.CICP; {
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

// AVIFStates reports whether EncodeAVIF writes what c says of the colors: code points alone, and not
// those of limited range without a matrix, because the pixels have become RGB of full range.
func AVIFStates(c metadata.Coding) bool {
	code := c.CICP
	return code.Primaries != 0 && code.Transfer != 0 && (code.FullRange || code.Matrix != 0)
}

// avifComponents encodes the colours of m, and its transparency if it has any.
func avifComponents(m *image.NRGBA, quality int) (color, alpha *isobmff.File, err error) {
	opaque := &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect} // without transparency the two are the same bytes
	if !m.Opaque() {
		opaque.Pix = append([]byte(nil), m.Pix...)
		for i := 3; i < len(opaque.Pix); i += 4 {
			opaque.Pix[i] = 255
		}
		// Twice as near to lossless as the colours: faults at the edges of transparency are seen first.
		if alpha, err = avifFile(alphaPlane(m.Pix[3:], 4, m.Rect), 1, quality+(100-quality)/2); err != nil {
			return nil, nil, err
		}
	}
	color, err = avifFile(opaque, quality, quality)
	return color, alpha, err
}

// alphaPlane returns a black picture with every step-th of values as its transparency.
func alphaPlane(values []byte, step int, r image.Rectangle) *image.RGBA {
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

// avifFile encodes with the library and reads the structure of what it made.
func avifFile(m *image.RGBA, quality, alpha int) (*isobmff.File, error) {
	o := avif.Options{Quality: quality, QualityAlpha: alpha, Speed: avifSpeed, ChromaSubsampling: image.YCbCrSubsampleRatio420}
	if quality >= avifFullColor {
		o.ChromaSubsampling = image.YCbCrSubsampleRatio444
	}
	var buf bytes.Buffer
	if err := avif.Encode(&buf, m, o); err != nil {
		return nil, errors.New("the AVIF encoder failed")
	}
	return isobmff.Parse(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
}
