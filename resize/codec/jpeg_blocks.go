package codec

import (
	"bytes"
	"encoding/binary"

	"sizemill/resize/metadata"
)

// jpegBlocks collects EXIF, XMP and the parts of an ICC profile from the segments before the first scan.
func jpegBlocks(c *cursor) (metadata.Blocks, error) {
	var b metadata.Blocks
	parts := map[byte][]byte{}
	var count byte
	total := 0
	err := jpegWalk(c, func(marker byte, n int64) (bool, error) {
		if marker != marker1 && marker != marker2 {
			return false, nil
		}
		data, err := c.block(n, n)
		if err != nil {
			return false, err
		}
		switch {
		case marker == marker1 && b.EXIF == nil && bytes.HasPrefix(data, []byte(exifPrefix)):
			b.EXIF = data[len(exifPrefix):]
		case marker == marker1 && b.XMP == nil && bytes.HasPrefix(data, []byte(xmpPrefix)):
			b.XMP = data[len(xmpPrefix):]
		case marker == marker2 && bytes.HasPrefix(data, []byte(iccPrefix)) && len(data) > len(iccPrefix)+2:
			data = data[len(iccPrefix):]
			if total += len(data); total <= metadata.MaxBlock {
				parts[data[0]] = data[2:]
			}
			count = data[1]
		}
		return false, nil
	})
	if len(parts) > 0 {
		var profile []byte
		for i := range int(count) {
			part, ok := parts[byte(i+1)]
			if !ok {
				return b, ErrBlocks
			}
			profile = append(profile, part...)
		}
		b.ICC = profile
	}
	return b, err
}

// maxSegment is the payload of a JPEG segment: its length field counts itself.
const maxSegment = 65_533

// Segment is an application segment of a JPEG file.
type Segment struct {
	Marker byte   // 0xE0 to 0xEF
	Data   []byte // without marker and length
}

// JPEGSegments is the blocks as segments, in the order in which they follow the start of the picture.
func JPEGSegments(b metadata.Blocks) ([]Segment, error) {
	var out []Segment
	segment := func(marker byte, parts ...[]byte) {
		out = append(out, Segment{marker, bytes.Join(parts, nil)})
	}
	if b.EXIF != nil {
		if len(b.EXIF)+len(exifPrefix) > maxSegment {
			return nil, errBlockSize
		}
		segment(marker1, []byte(exifPrefix), b.EXIF)
	}
	if b.XMP != nil {
		if len(b.XMP)+len(xmpPrefix) > maxSegment {
			return nil, errBlockSize
		}
		segment(marker1, []byte(xmpPrefix), b.XMP)
	}
	const most = maxSegment - len(iccPrefix) - 2
	count := (len(b.ICC) + most - 1) / most
	if count > 255 {
		return nil, errBlockSize
	}
	for i := range count {
		part := b.ICC[i*most : min((i+1)*most, len(b.ICC))]
		segment(marker2, []byte(iccPrefix), []byte{byte(i + 1), byte(count)}, part)
	}
	return out, nil
}

// jpegSegments is the bytes of JPEGSegments.
func jpegSegments(b metadata.Blocks) ([]byte, error) {
	segments, err := JPEGSegments(b)
	var out []byte
	for _, s := range segments {
		out = append(out, 0xFF, s.Marker)
		out = binary.BigEndian.AppendUint16(out, uint16(len(s.Data)+2))
		out = append(out, s.Data...)
	}
	return out, err
}
