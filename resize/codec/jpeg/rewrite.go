package jpeg

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

const (
	marker0  = 0xE0 // APP0: JFIF
	marker14 = 0xEE // APP14: Adobe's, which states the color transform

	jfifPrefix = "JFIF\x00"
	jfifBytes  = 14 // of the segment without a thumbnail
)

// Rewrite keeps the segments that decoding needs, including JFIF's and Adobe's, and ends the file
// at the end of the picture.
func Rewrite(
	ctx context.Context, w io.Writer, c *format.Cursor, h format.Header, b metadata.Set,
) error {
	segments, err := segments(b)
	if err != nil {
		return err
	}
	var jfif []byte
	var kept []format.Span
	adobe, rgb := false, false
	err = Walk(c, func(marker byte, n int64) (bool, error) {
		start := c.Off
		switch {
		case marker == marker0 && jfif == nil:
			data, err := c.Block(n, n)
			if err == nil && bytes.HasPrefix(data, []byte(jfifPrefix)) && n >= jfifBytes {
				jfif = data[:jfifBytes]
				jfif[12], jfif[13] = 0, 0 // the sides of a thumbnail that is dropped
			}
			return false, err
		case marker == marker14:
			head, err := c.Peek(int(min(n, 5)))
			if err == nil && string(head) == "Adobe" {
				adobe = true
				kept = append(kept, format.Span{From: start - 4, To: start + n})
			}
			return false, err
		case !descriptive(marker):
			if marker >= 0xC0 && marker <= 0xCF && n >= 6+3*3 {
				frame, err := c.Peek(6 + 3*3)
				if err != nil {
					return false, err
				}
				rgb = rgb || frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B'
			}
			kept = append(kept, format.Span{From: start - 4, To: start + n})
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	switch {
	case jfif != nil:
		stateDensity(jfif, b.Resolution)
	case b.Resolution != (metadata.Resolution{}) && !adobe && !rgb && !h.CMYK:
		// elsewhere the header would change the colors
		jfif = newJFIF(b.Resolution)
	}
	scan := c.Off - 2 // the marker that ended the walk
	scans, err := scans(ctx, c, h, scan)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	head := []byte{0xFF, MarkerSOI}
	if jfif != nil {
		head = append(append(head, 0xFF, marker0, 0, jfifBytes+2), jfif...)
	}
	if _, err := out.Write(append(head, segments...)); err != nil {
		return err
	}
	for _, k := range kept {
		if err := format.CopyRange(out, c, k.From, k.To); err != nil {
			return err
		}
	}
	if err := copyScans(out, bufio.NewReaderSize(scans, 1<<16)); err != nil {
		return err
	}
	return out.Flush()
}

// scans returns a reader from the first scan to the end of the picture. If that end is missing or
// hidden by other bytes, the picture is decoded to find where its data ends.
func scans(ctx context.Context, c *format.Cursor, h format.Header, scan int64) (io.Reader, error) {
	if h.Flaws&(format.FlawEnd|format.FlawStray) == 0 {
		return io.NewSectionReader(c, scan, c.Size-scan), nil
	}
	if !turbo.Available {
		return nil, fault.Unsupported(
			"JPEG pictures whose end is missing or damaged cannot be rewritten by this build")
	}
	data, err := data(c.Whole(), h)
	if err != nil {
		return nil, err
	}
	var d turbo.Decoder
	defer d.Close()
	o := DecodeOptions(h)
	o.Scale = 1
	planes, err := d.Decode(ctx, data, o)
	if err != nil {
		return nil, err
	}
	end := int64(planes.End)
	if end < scan {
		return nil, fault.Damaged("no pixels")
	}
	return io.MultiReader(io.NewSectionReader(c, scan, end-scan),
		bytes.NewReader([]byte{0xFF, MarkerEOI})), nil
}

// descriptive reports whether a segment only describes the picture and is not needed to decode it.
func descriptive(marker byte) bool {
	return marker >= marker0 && marker <= 0xEF || marker == markerCOM ||
		marker >= 0xF0 && marker <= 0xFD
}

// copyScans copies from the first scan to the end of the picture, without the descriptive segments
// between scans.
func copyScans(w *bufio.Writer, r *bufio.Reader) error {
	for {
		// Everything up to FF is pixels; at the very beginning it is empty.
		part, err := r.ReadSlice(0xFF)
		ends := err == nil
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if ends {
			part = part[:len(part)-1]
		}
		if _, err := w.Write(part); err != nil {
			return err
		}
		if !ends {
			continue
		}
		marker, err := r.ReadByte()
		for err == nil && marker == 0xFF { // fill bytes
			marker, err = r.ReadByte()
		}
		if err != nil {
			return err
		}
		done, err := copyMarker(w, r, marker)
		if done || err != nil {
			return err
		}
	}
}

// copyMarker copies what follows FF: a stuffed zero, a restart, a segment, or the end of the
// picture.
func copyMarker(w *bufio.Writer, r *bufio.Reader, marker byte) (done bool, err error) {
	if marker <= 1 || marker >= 0xD0 && marker <= MarkerEOI {
		_, err := w.Write([]byte{0xFF, marker})
		return marker == MarkerEOI, err
	}
	length := make([]byte, 2)
	if _, err := io.ReadFull(r, length); err != nil {
		return false, err
	}
	n := int64(binary.BigEndian.Uint16(length)) - 2
	if n < 0 {
		return false, fault.Damaged("a segment of negative length")
	}
	to := io.Discard
	if !descriptive(marker) {
		to = w
		if _, err := w.Write([]byte{0xFF, marker, length[0], length[1]}); err != nil {
			return false, err
		}
	}
	_, err = io.CopyN(to, r, n)
	return false, err
}
