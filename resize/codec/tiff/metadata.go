package tiff

import (
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// ReadMetadata reads the profile, XMP, IPTC and resolution, and makes EXIF of the tags that
// describe the picture.
func ReadMetadata(c *format.Cursor) (metadata.Set, error) {
	var b metadata.Set
	f, err := openTIFF(c)
	if err != nil {
		return b, err
	}
	d, _, err := f.firstPage()
	if err != nil {
		return b, err
	}
	r := exifReader{file: f, left: metadata.MaxBlock}
	block := func(tag uint16) []byte {
		e, ok := d.entries[tag]
		if !ok || e.count == 0 {
			return nil
		}
		data, err := f.data(e, metadata.MaxBlock)
		if err != nil {
			r.failed = true
		}
		return data
	}
	b.ICC, b.XMP = block(tagICC), block(tagXMP)
	// Some programs store IPTC as numbers of four bytes, with zeros after its end.
	if iptc := metadata.TrimIPTC(block(tagIPTC)); len(iptc) > 0 && iptc[0] == 0x1C {
		b.IPTC = iptc
	}
	b.EXIF, b.Resolution = r.exifOf(d), f.resolution(d)
	if r.failed {
		return b, format.ErrMetadata
	}
	return b, nil
}

// Fit removes an EXIF block that holds only what a TIFF's own tags state, and returns what is lost
// with it.
func Fit(b metadata.Set) (metadata.Set, metadata.Kinds) {
	if len(b.EXIF) == 0 {
		return b, 0
	}
	tags, _ := exifTags(b.EXIF)
	if telling(tags) {
		return b, 0
	}
	stated := metadata.EXIFResolution(b.EXIF)
	if stated != (metadata.Resolution{}) && !b.Resolution.Tells() {
		b.Resolution = stated
	}
	b.EXIF = nil
	if len(tags) == 0 {
		return b, metadata.EXIF
	}
	return b, 0
}
