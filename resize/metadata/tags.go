package metadata

// Tags of EXIF and TIFF, and of others that are stored in their directories.
const (
	tagImageWidth      = 0x0100
	tagImageLength     = 0x0101
	tagStripOffsets    = 0x0111
	tagOrientation     = 0x0112
	tagStripCounts     = 0x0117
	tagXResolution     = 0x011A
	tagYResolution     = 0x011B
	tagResolutionUnit  = 0x0128
	tagDateTime        = 0x0132
	tagArtist          = 0x013B
	tagTileOffsets     = 0x0144
	tagTileCounts      = 0x0145
	tagSubIFDs         = 0x014A
	tagThumbOffset     = 0x0201
	tagThumbLength     = 0x0202
	tagXMP             = 0x02BC
	tagRelatedWidth    = 0x1001 // of the interoperability directory
	tagRelatedLength   = 0x1002
	tagCopyright       = 0x8298
	tagIPTC            = 0x83BB
	tagPhotoshop       = 0x8649
	tagExifIFD         = 0x8769
	tagGPSIFD          = 0x8825
	tagExifVersion     = 0x9000
	tagMakerNote       = 0x927C
	tagPixelX          = 0xA002
	tagPixelY          = 0xA003
	tagSubjectArea     = 0x9214
	tagSubjectLocation = 0xA214
	tagFocalPlaneX     = 0xA20E
	tagFocalPlaneY     = 0xA20F
	tagInteropIFD      = 0xA005
	tagPrivateData     = 0xC634 // DNG: maker notes by another name
	tagPadding         = 0xEA1C // Microsoft's room for growth
)

// Types of values.
const (
	typeByte      = 1
	typeASCII     = 2
	typeShort     = 3
	typeLong      = 4
	typeRational  = 5
	typeSByte     = 6
	typeSShort    = 8
	typeSLong     = 9
	typeSRational = 10
	typeUndefined = 7
	typeIFD       = 13
	typeUTF8      = 129 // of Exif 3.0
)

// sizeTag is a tag that states a side of the picture, or its orientation.
type sizeTag struct {
	dir directory
	tag uint16
	of  func(Upright) int
}

func sizeTags() []sizeTag {
	width, height := func(u Upright) int { return u.Width }, func(u Upright) int { return u.Height }
	return []sizeTag{
		{mainDir, tagOrientation, func(Upright) int { return 1 }},
		{mainDir, tagImageWidth, width}, {mainDir, tagImageLength, height},
		{exifDir, tagPixelX, width}, {exifDir, tagPixelY, height},
		{interopDir, tagRelatedWidth, width}, {interopDir, tagRelatedLength, height},
	}
}

// isPointer reports whether a field is an offset into the block. A rewritten block has new pointers
// to its own directories and thumbnail, and none to other pictures or to the pixels of a TIFF.
func isPointer(f field) bool {
	switch f.tag {
	case tagExifIFD, tagGPSIFD, tagInteropIFD, tagSubIFDs, tagThumbOffset, tagThumbLength,
		tagStripOffsets, tagStripCounts, tagTileOffsets, tagTileCounts:
		return true
	}
	return f.kind == typeIFD
}

// survivesMove reports whether a field means the same at another place in the block.
func survivesMove(_ directory, f field) bool {
	return f.tag != tagMakerNote && f.tag != tagPrivateData && f.tag != tagPadding
}

// isPlaceless reports whether a field cannot tell where the picture was taken: it is neither a
// coordinate nor a block that may hold one.
func isPlaceless(d directory, f field) bool {
	if d == gpsDir {
		return false
	}
	if d == interopDir {
		return f.tag == 1 || f.tag == 2 || f.tag >= 0x1000 && f.tag <= tagRelatedLength
	}
	switch f.tag {
	case tagMakerNote, tagPrivateData, tagXMP, tagIPTC, tagPhotoshop:
		return false
	}
	if isGeographic(f.tag) {
		return false
	}
	if f.tag < 0x00FE { // a GPS tag in the wrong directory
		return false
	}
	opaque := (f.kind == typeUndefined || f.kind == typeByte || typeSize(f.kind) == 0) &&
		len(f.value) > 4
	return !opaque || isKnownBytes(f.tag)
}

// isGeographic reports whether a tag is one of GeoTIFF's, of Intergraph's, or GDAL's XML.
func isGeographic(tag uint16) bool {
	switch tag {
	case 0x830E, 0x8480, 0x8482, 0x85D7, 0x85D8, 0x87AF, 0x87B0, 0x87B1, 0xA480:
		return true
	}
	return false
}

// isKnownBytes reports whether a tag's values are bytes whose meaning the standard, or Microsoft,
// has published.
func isKnownBytes(tag uint16) bool {
	switch tag {
	case 0x9286, // UserComment
		0xA20C,                 // SpatialFrequencyResponse
		0xA302,                 // CFAPattern
		0xA40B,                 // DeviceSettingDescription
		0x8828,                 // OECF
		0xA462,                 // exposure times of a composite image
		0x9C9B, 0x9C9C, 0x9C9D, // XPTitle, XPComment, XPAuthor
		0x9C9E, 0x9C9F, // XPKeywords, XPSubject
		0xC4A5: // PrintIM
		return true
	}
	return false
}

// isCopyright reports whether a field states who made the picture, the rights to it, or when it was
// made.
func isCopyright(d directory, f field) bool {
	if d == exifDir && f.tag == tagExifVersion {
		return f.kind == typeUndefined && f.count == 4
	}
	if f.kind == typeUTF8 || f.kind == typeASCII {
		return d == mainDir && isCopyrightTag(f.tag) || d == exifDir && isDateTag(f.tag)
	}
	return d == mainDir && f.tag == tagOrientation && f.count == 1 &&
		(f.kind == typeShort || f.kind == typeLong)
}

func isCopyrightTag(tag uint16) bool {
	return tag == tagArtist || tag == tagCopyright || tag == tagDateTime
}

// isDateTag reports whether a tag is DateTimeOriginal or DateTimeDigitized, their offset from UTC,
// or their fraction of a second.
func isDateTag(tag uint16) bool {
	switch tag {
	case 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292:
		return true
	}
	return false
}
