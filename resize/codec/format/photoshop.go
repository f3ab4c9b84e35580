package format

import (
	"bytes"
	"encoding/binary"

	"sizemill/resize/metadata"
)

// PhotoshopPrefix begins the JPEG segment that holds Photoshop's image resources, and the copies
// that other formats have.
const PhotoshopPrefix = "Photoshop 3.0\x00"

// Photoshop's image resources: "8BIM", number, name, length, data; name and data are padded to an
// even length.
const (
	resourceSignature = "8BIM"
	resourceIPTC      = 0x0404
)

// FindIPTC returns the IPTC among image resources. All others are dropped: thumbnails, print
// settings, and the digest of the IPTC, which would be wrong after a change.
func FindIPTC(irb []byte) []byte {
	for len(irb) >= 12 {
		signature, id := string(irb[:4]), binary.BigEndian.Uint16(irb[4:])
		switch signature {
		case resourceSignature, "MeSa", "AgHg", "PHUT", "DCSR":
			// other signatures of Adobe's programs
		default:
			return nil
		}
		name := 6 + 1 + int(irb[6])
		name += name % 2
		if name+4 > len(irb) {
			return nil
		}
		n, data := int64(binary.BigEndian.Uint32(irb[name:])), irb[name+4:]
		if n > int64(len(data)) {
			return nil
		}
		if signature == resourceSignature && id == resourceIPTC && n > 0 {
			return bytes.Clone(data[:n])
		}
		irb = data[min(n+n%2, int64(len(data))):]
	}
	return nil
}

// IPTCResource returns iptc as an image resource; nil for none.
func IPTCResource(iptc []byte) []byte {
	if len(iptc) == 0 || len(iptc) > metadata.MaxBlock {
		return nil
	}
	out := binary.BigEndian.AppendUint16([]byte(resourceSignature), resourceIPTC)
	out = binary.BigEndian.AppendUint32(append(out, 0, 0), uint32(len(iptc)))
	out = append(out, iptc...)
	return append(out, make([]byte, len(iptc)%2)...)
}
