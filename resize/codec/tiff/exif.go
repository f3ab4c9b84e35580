package tiff

import (
	"bytes"
	"encoding/binary"
	"slices"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// Tags that lead to directories of their own.
const (
	tagExifIFD    = 34665
	tagGPSIFD     = 34853
	tagInteropIFD = 40965
)

// field is an entry of a written directory: its values' bytes, or a directory of its own.
type field struct {
	tag, kind uint16
	count     int
	data      []byte
	at        int // where the data has been written; 0 for nowhere
	sub       []field
}

// describes reports whether a tag of the main directory describes the picture, not the storage of
// its pixels. Such tags belong both to a TIFF and to the EXIF of other formats.
func describes(tag uint16) bool {
	switch tag {
	case 269, 270, 271, 272, tagOrientation, // document, description, maker, model
		tagXResolution, tagYResolution, 285, tagResolutionUnit, 297, // page name and number
		305, 306, 315, 316, // software, date, artist, computer
		18246, 18249, // rating
		33432,                             // copyright
		40091, 40092, 40093, 40094, 40095, // Windows' title, comment, author, keywords, subject
		50341, // settings for printing
		tagExifIFD, tagGPSIFD:
		return true
	}
	return false
}

// exifReader copies directories with all their values. It skips what cannot be read, and remembers
// that.
type exifReader struct {
	file
	left   int64 // bytes that may still be copied
	failed bool
}

// tags copies the entries of d that keep allows, in ascending order.
func (r *exifReader) tags(d directory, keep func(tag uint16) bool) []field {
	var tags []field
	for tag, e := range d.entries {
		if !keep(tag) {
			continue
		}
		switch tag {
		case tagExifIFD, tagGPSIFD, tagInteropIFD:
			if sub := r.sub(e, tag); len(sub) > 0 {
				tags = append(tags, field{tag: tag, kind: kindLong, count: 1, sub: sub})
			}
			continue
		}
		size := typeSize(e.kind)
		// of BigTIFF, or meaningless
		if size == 0 || e.count == 0 || e.kind == kindLong8 || e.kind > 13 && e.kind < 129 {
			continue
		}
		data, err := r.data(e, r.left)
		if err != nil {
			r.failed = true
			continue
		}
		r.left -= int64(len(data))
		tags = append(tags, field{tag: tag, kind: e.kind, count: int(e.count), data: data})
	}
	slices.SortFunc(tags, func(a, b field) int { return int(a.tag) - int(b.tag) })
	return tags
}

// sub copies the directory that an entry points to. Only Exif's may point to another, which then
// points to none, so that no loop is followed.
func (r *exifReader) sub(e entry, from uint16) []field {
	d, err := r.directory(clampOffset(e.first))
	if err != nil {
		r.failed = true
	}
	return r.tags(d, func(tag uint16) bool {
		switch tag {
		case tagExifIFD, tagGPSIFD:
			return false
		case tagInteropIFD:
			return from == tagExifIFD
		}
		return true
	})
}

// exifOf makes an EXIF block of the descriptive tags in d, in the file's byte order, which maker
// notes use; nil if there is nothing to tell. Maker notes keep their bytes but not their place:
// offsets from the beginning of the file, as some makers use them, break.
func (r *exifReader) exifOf(d directory) []byte {
	tags := r.tags(d, describes)
	if !telling(tags) {
		return nil
	}
	return append(head(r.order, 8), directoryBytes(r.order, 8, tags)...)
}

// telling reports whether tags are worth a block. The orientation, which is part of the pixels, and
// the resolution, which has its own place, are not.
func telling(tags []field) bool {
	for _, t := range tags {
		switch t.tag {
		case tagOrientation, tagResolutionUnit, tagXResolution, tagYResolution:
		default:
			return true
		}
	}
	return false
}

// exifTags returns the tags of an EXIF block that belong into a TIFF's own directory, and the
// block's byte order, which the file must have as well. An unreadable block has none.
func exifTags(exif []byte) ([]field, binary.ByteOrder) {
	if len(exif) == 0 {
		return nil, binary.LittleEndian
	}
	src := bytes.NewReader(exif)
	f, err := openTIFF(format.NewCursor(src, src.Size()))
	if err != nil || f.big {
		return nil, binary.LittleEndian
	}
	d, err := f.directory(f.first)
	r := exifReader{file: f, left: metadata.MaxBlock, failed: err != nil}
	return r.tags(d, describes), f.order
}
