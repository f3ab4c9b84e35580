package jpeg

import (
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// errBlockSize is the error for metadata that no number of segments can hold.
var errBlockSize = errors.New("metadata too large for the format")

const (
	// maxSegment is the most payload of a JPEG segment: its length field counts itself.
	maxSegment = 65_533
	// maxExtended is how much of an extended packet a segment carries, as Adobe's specification
	// recommends.
	maxExtended = 65_400
)

// segment is an application segment or a comment of a JPEG file.
type segment struct {
	Marker byte   // 0xE0 to 0xEF, or 0xFE for a comment
	Data   []byte // without marker and length
}

// metadataSegments is the blocks as segments, in the order in which they follow the start of the picture. Of the text only comments are
// written. What has to be larger than a segment is spread over several, but for EXIF, of which no reader expects that.
func metadataSegments(b metadata.Set) ([]segment, error) {
	var out []segment
	add := func(marker byte, parts ...[]byte) {
		out = append(out, segment{marker, bytes.Join(parts, nil)})
	}
	if b.EXIF != nil {
		if len(b.EXIF)+len(format.EXIFPrefix) > maxSegment {
			return nil, errBlockSize
		}
		add(marker1, []byte(format.EXIFPrefix), b.EXIF)
	}
	if b.XMP != nil {
		standard, extended := splitXMP(b.XMP)
		add(marker1, []byte(format.XMPPrefix), standard)
		guid, size := extendedGUID(extended), binary.BigEndian.AppendUint32(nil, uint32(len(extended)))
		for at := 0; at < len(extended); at += maxExtended {
			offset := binary.BigEndian.AppendUint32(nil, uint32(at))
			add(marker1, []byte(extensionPrefix), []byte(guid), size, offset, extended[at:min(at+maxExtended, len(extended))])
		}
	}
	irb := format.IPTCResource(b.IPTC)
	for part := range slices.Chunk(irb, maxSegment-len(format.PhotoshopPrefix)) {
		add(marker13, []byte(format.PhotoshopPrefix), part)
	}
	const most = maxSegment - len(iccPrefix) - 2
	count := (len(b.ICC) + most - 1) / most
	if count > 255 {
		return nil, errBlockSize
	}
	for i := range count {
		part := b.ICC[i*most : min((i+1)*most, len(b.ICC))]
		add(marker2, []byte(iccPrefix), []byte{byte(i + 1), byte(count)}, part)
	}
	for _, e := range b.Text {
		if e.Key == metadata.CommentKey && len(e.Text) <= maxSegment {
			add(markerCOM, []byte(e.Text))
		}
	}
	return out, nil
}

// splitXMP returns the packet for the standard segment and that for extended ones, which is empty
// or all of it.
func splitXMP(xmp []byte) (standard, extended []byte) {
	const most = maxSegment - len(format.XMPPrefix)
	if len(xmp) <= most {
		return xmp, nil
	}
	if xmp = metadata.BareXMP(xmp); len(xmp) <= most {
		return xmp, nil
	}
	return metadata.MentionExtended(extendedGUID(xmp)), xmp
}

// extendedGUID returns the MD5 of an extended packet, as the specification requires.
func extendedGUID(extended []byte) string { return fmt.Sprintf("%X", md5.Sum(extended)) }

// segments is the bytes of metadataSegments.
func segments(b metadata.Set) ([]byte, error) {
	segments, err := metadataSegments(b)
	var out []byte
	for _, s := range segments {
		out = append(out, 0xFF, s.Marker)
		out = binary.BigEndian.AppendUint16(out, uint16(len(s.Data)+2))
		out = append(out, s.Data...)
	}
	return out, err
}
