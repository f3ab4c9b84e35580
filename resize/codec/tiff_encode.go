package codec

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"io"
)

// tiffStripBytes is about how much a strip holds before compression. Readers may hold a strip in memory; larger ones
// compress no better.
const tiffStripBytes = 256 << 10

// tiffEncode writes 8 bits a channel: grey, RGB, or RGBA where there is transparency, compressed with deflate and the horizontal
// predictor. The library's writer knows neither RGB nor profiles, and its sizes end at 65,535.
func tiffEncode(w io.Writer, m image.Image, o Options) error {
	pix, stride, from := tiffPixels(m)
	width, height := m.Bounds().Dx(), m.Bounds().Dy()
	to := from
	if n, ok := m.(*image.NRGBA); ok && n.Opaque() {
		to = 3
	}
	rows := max(1, min(height, tiffStripBytes/(width*to)))
	var strips bytes.Buffer
	var offsets, counts []uint32
	line := make([]byte, width*to)
	z := zlib.NewWriter(nil)
	for y := 0; y < height; y += rows {
		offsets = append(offsets, uint32(8+strips.Len()))
		z.Reset(&strips)
		for i := y; i < min(y+rows, height); i++ {
			tiffLine(line, pix[i*stride:][:width*from], from, to)
			if _, err := z.Write(line); err != nil {
				return err
			}
		}
		if err := z.Close(); err != nil {
			return err
		}
		counts = append(counts, uint32(8+strips.Len())-offsets[len(offsets)-1])
		if int64(strips.Len()) > 1<<32-1<<26 {
			return tooLarge("TIFF holds at most 4 GB")
		}
	}
	if strips.Len()%2 == 1 {
		strips.WriteByte(0)
	}
	photometric := uint32(tiffRGB)
	if from == 1 {
		photometric = tiffBlackIsZero
	}
	bits := []uint32{8, 8, 8, 8}[:to]
	dir := tiffWriter{at: 8 + strips.Len()}
	dir.add(tagWidth, 4, uint32(width))
	dir.add(tagHeight, 4, uint32(height))
	dir.add(tagBits, 3, bits...)
	dir.add(tagCompression, 3, tiffDeflate)
	dir.add(tagPhotometric, 3, photometric)
	dir.add(tagStripOffsets, 4, offsets...)
	dir.add(tagSamples, 3, uint32(to))
	dir.add(278, 4, uint32(rows))
	dir.add(tagStripCounts, 4, counts...)
	dir.add(tagPlanar, 3, 1)
	dir.add(317, 3, 2) // horizontal predictor
	if to == 4 {
		dir.add(tagExtraSamples, 3, 2) // alpha, colours not multiplied by it
	}
	dir.addBytes(tagXMP, 1, o.Blocks.XMP)
	dir.addBytes(tagICC, 7, o.Blocks.ICC)

	head := binary.LittleEndian.AppendUint32([]byte("II*\x00"), uint32(dir.at))
	for _, part := range [][]byte{head, strips.Bytes(), dir.bytes()} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// tiffPixels gives the bytes of m, from a row to the next, and the channels of a pixel.
func tiffPixels(m image.Image) (pix []byte, stride, channels int) {
	if g, ok := m.(*image.Gray); ok {
		return g.Pix, g.Stride, 1
	}
	n := m.(*image.NRGBA)
	return n.Pix, n.Stride, 4
}

// tiffLine fills line with the differences between neighbouring pixels, taking the first to channels of from.
func tiffLine(line, pix []byte, from, to int) {
	var before [4]byte
	for i, j := 0, 0; j < len(line); i, j = i+from, j+to {
		for ch := range to {
			v := pix[i+ch]
			line[j+ch] = v - before[ch]
			before[ch] = v
		}
	}
}

// tiffWriter builds a directory, whose tags are added in ascending order, and the values behind it.
type tiffWriter struct {
	at      int // offset of the directory in the file, even
	entries []tiffValues
}

type tiffValues struct {
	tag, kind uint16
	count     int
	data      []byte
}

func (t *tiffWriter) add(tag, kind uint16, values ...uint32) {
	var data []byte
	for _, v := range values {
		if kind == 3 {
			data = binary.LittleEndian.AppendUint16(data, uint16(v))
		} else {
			data = binary.LittleEndian.AppendUint32(data, v)
		}
	}
	t.entries = append(t.entries, tiffValues{tag, kind, len(values), data})
}

func (t *tiffWriter) addBytes(tag, kind uint16, data []byte) {
	if len(data) > 0 {
		t.entries = append(t.entries, tiffValues{tag, kind, len(data), data})
	}
}

func (t *tiffWriter) bytes() []byte {
	le := binary.LittleEndian
	dir := le.AppendUint16(nil, uint16(len(t.entries)))
	behind := t.at + 2 + 12*len(t.entries) + 4
	var values []byte
	for _, e := range t.entries {
		dir = le.AppendUint32(le.AppendUint16(le.AppendUint16(dir, e.tag), e.kind), uint32(e.count))
		if len(e.data) <= 4 {
			dir = append(dir, append(e.data[:len(e.data):len(e.data)], 0, 0, 0, 0)[:4]...)
			continue
		}
		dir = le.AppendUint32(dir, uint32(behind+len(values)))
		values = append(values, e.data...)
		if len(values)%2 == 1 {
			values = append(values, 0)
		}
	}
	return append(le.AppendUint32(dir, 0), values...)
}
