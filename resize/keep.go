package resize

import (
	"errors"
	"fmt"
	"io"

	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// keepMetadata reads the source's metadata and prepares it for the result, which is upright and perhaps gray. What cannot be kept is a
// warning; only failing to read the file is an error.
func keepMetadata(r io.ReaderAt, size int64, h codec.Header, job ImageJob, gray bool) (metadata.Blocks, []string, error) {
	b, err := codec.ReadBlocks(r, size, h)
	var unreadable, lost bool
	switch {
	case errors.Is(err, codec.ErrNotKept):
		lost = true
	case errors.Is(err, codec.ErrBlocks):
		unreadable = true
	case err != nil:
		return metadata.Blocks{}, nil, err
	}
	if b.EXIF != nil {
		if b.EXIF, err = metadata.PatchEXIF(b.EXIF, job.Width, job.Height); err != nil {
			b.EXIF, unreadable = nil, true
		}
	}
	if b.XMP != nil {
		if b.XMP, err = metadata.PatchXMP(b.XMP); err != nil {
			b.XMP, unreadable = nil, true
		}
	}
	var removed metadata.Kinds
	if b.ICC != nil && !h.CMYK && metadata.CheckICC(b.ICC) != nil {
		b.ICC, unreadable = nil, true
	}
	if b.ICC != nil && !describes(metadata.ProfileSpace(b.ICC), gray, job.Format) {
		b.ICC, removed = nil, metadata.ICC
	}
	b, unfit := codec.Fit(b, job.Format)
	removed |= unfit
	var warnings []string
	if unreadable {
		warnings = append(warnings, "unreadable metadata was dropped")
	}
	if lost {
		removed |= metadata.EXIF
	}
	if removed != 0 {
		warnings = append(warnings, fmt.Sprintf("%v not kept", removed))
	}
	return b, warnings, nil
}

// describes says whether a profile of that colour space belongs to the result's pixels. CMYK pictures have become RGB; WebP
// has no grey; and a grey JPEG with an RGB profile is common, while PNG forbids it.
func describes(space string, gray bool, f Format) bool {
	switch space {
	case "RGB ":
		return !gray || f == JPEG || f == WebP
	case "GRAY":
		return gray && f != WebP
	}
	return false
}
