package samples

import "encoding/binary"

// withOrientation returns a JPEG stream with an EXIF block of the orientation tag alone, as the
// first segment, like cameras. The stream must begin with its start marker.
func withOrientation(jpeg []byte, orientation uint16) []byte {
	const orientationTag, typeShort = 0x0112, 3
	le := binary.LittleEndian
	tiff := []byte{'I', 'I'}
	tiff = le.AppendUint16(tiff, 42)
	tiff = le.AppendUint32(tiff, 8) // the only directory follows directly
	tiff = le.AppendUint16(tiff, 1) // with one entry
	tiff = le.AppendUint16(tiff, orientationTag)
	tiff = le.AppendUint16(tiff, typeShort)
	tiff = le.AppendUint32(tiff, 1) // one value, stored in the entry itself
	tiff = le.AppendUint16(tiff, orientation)
	tiff = le.AppendUint16(tiff, 0)
	tiff = le.AppendUint32(tiff, 0) // no next directory

	payload := append([]byte("Exif\x00\x00"), tiff...)
	out := append(make([]byte, 0, len(jpeg)+len(payload)+4), jpeg[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(payload)+2)) // the length counts itself
	out = append(out, payload...)
	return append(out, jpeg[2:]...)
}
