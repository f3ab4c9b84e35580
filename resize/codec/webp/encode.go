package webp

import (
	"errors"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/webp/libwebp"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// Encode encodes a still picture.
func Encode(w io.Writer, m image.Image, o format.Options) error {
	if g, ok := m.(*image.Gray); ok {
		m = format.GrayToNRGBA(g)
	}
	n, ok := m.(*image.NRGBA)
	if !ok {
		return fault.Unsupported("a %T cannot be written as WebP", m)
	}
	file, err := libwebp.Encode(n, options(o))
	if err != nil {
		return err
	}
	return write(w, file, n.Rect.Size(), !n.Opaque(), o.Metadata)
}

// EncodePlanes writes a lossy WebP of planes, color at half size, without a detour through RGB.
// Errors are as Encode's.
func EncodePlanes(w io.Writer, p format.Planes, o format.Options) error {
	luma := p[0]
	picture := libwebp.Planes{
		Width: luma.Width, Height: luma.Height, Y: luma.Pix, YStride: luma.Stride,
	}
	if len(p) == 3 {
		picture.Cb, picture.Cr, picture.ChromaStride = p[1].Pix, p[2].Pix, p[1].Stride
	}
	file, err := libwebp.EncodePlanes(&picture, options(o))
	if err != nil {
		return err
	}
	return write(w, file, image.Pt(luma.Width, luma.Height), false, o.Metadata)
}

func options(o format.Options) libwebp.Options {
	return libwebp.Options{Quality: o.Quality, Lossless: o.Lossless}
}

// write writes a file with metadata inserted. The library makes only whole files.
func write(w io.Writer, file []byte, size image.Point, alpha bool, b metadata.Set) error {
	file, err := extend(file, size, alpha, b)
	if err != nil {
		return err
	}
	_, err = w.Write(file)
	return err
}

// extend inserts the metadata into a file of one picture, as chunks around its own under an
// extended header.
func extend(file []byte, size image.Point, alpha bool, b metadata.Set) ([]byte, error) {
	if b.ICC == nil && b.EXIF == nil && b.XMP == nil {
		return file, nil
	}
	if len(file) < 12+8 || !Magic(file) {
		return nil, errors.New("the WebP encoder made no WebP file")
	}
	body := file[12:]
	var flags byte
	if string(body[:4]) == "VP8X" {
		flags = body[8]
		body = body[18:]
	} else if alpha {
		flags = vp8xAlpha
	}
	flags |= blockFlags(b)
	head := chunk(vp8x(flags, size.X, size.Y), "ICCP", b.ICC)
	tail := tail(b)
	out := append(riff(int64(len(head)+len(body)+len(tail))), head...)
	return append(append(out, body...), tail...), nil
}
