package tiff

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// stripBytes is about how much a strip holds before compression. Readers may hold a strip in
// memory; larger ones compress no better.
const stripBytes = 256 << 10

// Encode writes 8 or 16 bits per channel: gray or RGB, with alpha if needed, compressed with
// deflate and the horizontal predictor. Gray with alpha is also for colorless transparent pixels,
// unless the profile is for color. x/image's writer knows neither RGB nor metadata, and is limited
// to 65,535 pixels per side.
//
// The file has the byte order of its EXIF, whose values are copied unchanged. Metadata precedes the
// pixels and the directory follows them, so that a cut file is recognized.
func Encode(w io.Writer, m image.Image, o format.Options) error {
	tags, order := exifTags(o.Metadata.EXIF)
	tags = withResolution(tags, order, o.Metadata.Resolution)
	for _, block := range []struct {
		tag, kind uint16
		data      []byte
	}{{tagXMP, kindByte, o.Metadata.XMP}, {tagIPTC, kindUndefined, o.Metadata.IPTC}, {tagICC,
		kindUndefined, o.Metadata.ICC}} {
		if len(block.data) > 0 {
			tags = append(tags,
				field{tag: block.tag, kind: block.kind, count: len(block.data), data: block.data})
		}
	}
	var file bytes.Buffer
	file.Write(make([]byte, 8)) // the head, which is known last
	placeValues(&file, tags)
	colored := o.Metadata.ICC != nil && !format.IsGrayProfile(o.Metadata.ICC)
	pixels := newStripWriter(m, order, colored)
	strips, err := pixels.write(&file)
	if err != nil {
		return err
	}
	if file.Len()%2 == 1 {
		file.WriteByte(0)
	}
	tags = append(tags, pixels.tags(strips)...)
	at := file.Len()
	copy(file.Bytes(), head(order, at))
	if _, err := w.Write(file.Bytes()); err != nil {
		return err
	}
	_, err = w.Write(directoryBytes(order, at, tags))
	return err
}

// stripWriter writes pixels as strips.
type stripWriter struct {
	width, height int
	pix           []byte
	stride        int
	from          int   // channels per pixel in pix
	to            []int // of which these are written
	gray          bool  // of the written ones, without alpha
	bytes         int   // per sample, the higher first in pix
	order         binary.ByteOrder
}

func newStripWriter(m image.Image, order binary.ByteOrder, colored bool) stripWriter {
	size := m.Bounds().Size()
	p := stripWriter{width: size.X, height: size.Y, from: 4, bytes: 1, order: order}
	opaque := false
	switch m := m.(type) {
	case *image.Gray:
		p.pix, p.stride, p.from, p.gray, opaque = m.Pix, m.Stride, 1, true, true
	case *image.Gray16:
		p.pix, p.stride, p.from, p.bytes, p.gray, opaque = m.Pix, m.Stride, 1, 2, true, true
	case *image.NRGBA64:
		p.pix, p.stride, p.bytes, opaque = m.Pix, m.Stride, 2, m.Opaque()
	case *image.NRGBA:
		p.pix, p.stride, opaque = m.Pix, m.Stride, m.Opaque()
	}
	p.gray = p.gray || !opaque && !colored && p.colorless()
	switch {
	case p.gray && opaque:
		p.to = []int{0}
	case p.gray:
		p.to = []int{0, 3}
	case opaque:
		p.to = []int{0, 1, 2}
	default:
		p.to = []int{0, 1, 2, 3}
	}
	return p
}

// colorless reports whether red, green and blue are equal in every pixel.
func (p stripWriter) colorless() bool {
	n := p.bytes
	for y := range p.height {
		row := p.pix[y*p.stride:][:4*n*p.width]
		for ; len(row) > 0; row = row[4*n:] {
			if !bytes.Equal(row[:2*n], row[n:3*n]) {
				return false
			}
		}
	}
	return true
}

// tags returns the fields that describe the pixels.
func (p stripWriter) tags(strips strips) []field {
	var tags []field
	add := func(tag, kind uint16, values ...uint32) {
		tags = append(tags, numbers(p.order, tag, kind, values...))
	}
	bits, photometric := uint32(8*p.bytes), uint32(rgb)
	if p.gray {
		photometric = blackIsZero
	}
	add(tagWidth, kindLong, uint32(p.width))
	add(tagHeight, kindLong, uint32(p.height))
	add(tagBits, kindShort, []uint32{bits, bits, bits, bits}[:len(p.to)]...)
	add(tagCompression, kindShort, deflate)
	add(tagPhotometric, kindShort, photometric)
	add(tagStripOffsets, kindLong, strips.offsets...)
	add(tagSamples, kindShort, uint32(len(p.to)))
	add(tagRowsPerStrip, kindLong, uint32(strips.rows))
	add(tagStripCounts, kindLong, strips.counts...)
	add(tagPlanar, kindShort, 1)
	add(tagPredictor, kindShort, 2)
	if p.to[len(p.to)-1] == 3 {
		add(tagExtraSamples, kindShort, 2) // alpha, not premultiplied
	}
	return tags
}

// strips is where strips lie in the file and how long they are.
type strips struct {
	rows            int
	offsets, counts []uint32
}

// write compresses the strips into file.
func (p stripWriter) write(file *bytes.Buffer) (strips, error) {
	line := make([]byte, p.width*len(p.to)*p.bytes)
	s := strips{rows: max(1, min(p.height, stripBytes/len(line)))}
	z := zlib.NewWriter(nil)
	for y := 0; y < p.height; y += s.rows {
		start := file.Len()
		z.Reset(file)
		for i := y; i < min(y+s.rows, p.height); i++ {
			row := p.pix[i*p.stride:][:p.width*p.from*p.bytes]
			if p.bytes == 1 {
				p.line(line, row)
			} else {
				p.line16(line, row)
			}
			if _, err := z.Write(line); err != nil {
				return s, err
			}
		}
		if err := z.Close(); err != nil {
			return s, err
		}
		s.offsets = append(s.offsets, uint32(start))
		s.counts = append(s.counts, uint32(file.Len()-start))
		if int64(file.Len()) > 1<<32-1<<27 { // the rest is for metadata and the directory
			return s, fault.TooLarge("TIFF holds at most 4 GB")
		}
	}
	return s, nil
}

// line fills line with the differences of neighboring pixels.
func (p stripWriter) line(line, pix []byte) {
	var before [4]byte
	for i, j := 0, 0; j < len(line); i, j = i+p.from, j+len(p.to) {
		for k, ch := range p.to {
			v := pix[i+ch]
			line[j+k] = v - before[k]
			before[k] = v
		}
	}
}

// line16 is line for 16 bits, in the file's byte order.
func (p stripWriter) line16(line, pix []byte) {
	var before [4]uint16
	for i, j := 0, 0; j < len(line); i, j = i+2*p.from, j+2*len(p.to) {
		for k, ch := range p.to {
			v := uint16(pix[i+2*ch])<<8 | uint16(pix[i+2*ch+1])
			p.order.PutUint16(line[j+2*k:], v-before[k])
			before[k] = v
		}
	}
}
