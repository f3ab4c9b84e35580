package libwebp

import (
	"bufio"
	"bytes"
	"errors"
	"image"
	"io"

	"sizemill/resize/fault"

	"golang.org/x/image/webp"
)

// goDecode reads a picture of that size in Go.
func goDecode(r io.Reader, size image.Point) (*image.NRGBA, error) {
	watched := &watchedReader{r: r}
	var head bytes.Buffer // so that the bytes checked are the bytes decoded
	c, err := webp.DecodeConfig(io.TeeReader(watched, &head))
	if err != nil {
		return nil, watched.explain(err)
	}
	if err := sized(c.Width, c.Height, size); err != nil {
		return nil, err
	}
	m, err := webp.Decode(bufio.NewReaderSize(io.MultiReader(&head, watched), 1<<16))
	if err != nil {
		return nil, watched.explain(err)
	}
	switch m := m.(type) {
	case *image.NRGBA:
		return m, nil
	case *image.YCbCr:
		return fromVP8(m, nil, 0), nil
	case *image.NYCbCrA:
		return fromVP8(&m.YCbCr, m.A, m.AStride), nil
	}
	return nil, fault.Damaged("no pixels")
}

// watchedReader remembers the first error of a reader other than its end, because the decoder
// rewords errors.
type watchedReader struct {
	r   io.Reader
	err error
}

// explain returns the reader's error, if it has one, and damage otherwise.
func (w *watchedReader) explain(err error) error {
	switch {
	case w.err != nil:
		return w.err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.Damaged("unexpected end of file")
	}
	return fault.Damaged("%s", err.Error())
}

func (w *watchedReader) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && w.err == nil {
		w.err = err
	}
	return n, err
}

// fromVP8 converts the pixels of a lossy WebP. image.YCbCr's own conversion would be wrong: WebP's
// luma has video range, 16 to 235. Chroma is interpolated between its four nearest samples, with
// libwebp's rounding.
func fromVP8(m *image.YCbCr, alpha []byte, alphaStride int) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	cw, ch := (w+1)/2, (h+1)/2
	for y := range h {
		near, far := chromaRows(y, ch)
		cb0, cb1 := m.Cb[near*m.CStride:][:cw], m.Cb[far*m.CStride:][:cw]
		cr0, cr1 := m.Cr[near*m.CStride:][:cw], m.Cr[far*m.CStride:][:cw]
		luma := m.Y[y*m.YStride:][:w]
		row := dst.Pix[y*dst.Stride:][:4*w]
		for x := range w {
			i, j := chromaRows(x, cw)
			u := (9*int32(cb0[i]) + 3*int32(cb0[j]) + 3*int32(cb1[i]) + int32(cb1[j]) + 8) >> 4
			v := (9*int32(cr0[i]) + 3*int32(cr0[j]) + 3*int32(cr1[i]) + int32(cr1[j]) + 8) >> 4
			light := int32(luma[x]) * 19077 >> 8
			p := row[4*x : 4*x+4 : 4*x+4]
			p[0] = clip6(light + v*26149>>8 - 14234)
			p[1] = clip6(light - u*6419>>8 - v*13320>>8 + 8708)
			p[2] = clip6(light + u*33050>>8 - 17685)
			p[3] = 0xFF
			if alpha != nil {
				p[3] = alpha[y*alphaStride+x]
			}
		}
	}
	return dst
}

// chromaRows returns the chroma rows (or columns) nearest and second nearest to pixel n, of count.
func chromaRows(n, count int) (near, far int) {
	near = n / 2
	if n%2 == 0 {
		return near, max(near-1, 0)
	}
	return near, min(near+1, count-1)
}

// clip6 drops six fractional bits and clips to a byte.
func clip6(v int32) byte {
	switch {
	case v < 0:
		return 0
	case v >= 256<<6:
		return 255
	}
	return byte(v >> 6)
}
