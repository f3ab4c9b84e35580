package resize

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// keepMetadata reads the source's metadata and gives what the recipe's policy leaves of it for the result, which is upright and perhaps
// gray. What cannot be kept is a warning; only failing to read the file is an error.
func keepMetadata(r io.ReaderAt, size int64, h codec.Header, job ImageJob, gray bool) (metadata.Blocks, []string, error) {
	return keepBlocks(r, size, h, job, metadata.Upright{Width: job.Width, Height: job.Height}, func(space string) bool {
		return describes(space, gray, job.Format)
	})
}

// keepOriginal is keepMetadata for a picture whose pixels stay as they are, in the format they are in.
func keepOriginal(r io.ReaderAt, size int64, h codec.Header, job ImageJob) (metadata.Blocks, []string, error) {
	return keepBlocks(r, size, h, job, metadata.Upright{}, func(string) bool { return true })
}

func keepBlocks(r io.ReaderAt, size int64, h codec.Header, job ImageJob, to metadata.Upright, fits func(space string) bool) (metadata.Blocks, []string, error) {
	const dropped = "unreadable metadata was dropped"
	policy := job.Recipe.Metadata
	b, err := codec.ReadBlocks(r, size, h)
	var removed metadata.Kinds
	var warnings []string
	switch {
	case errors.Is(err, codec.ErrNotKept):
		if policy != metadata.Nothing {
			removed = metadata.EXIF
		}
	case errors.Is(err, codec.ErrBlocks):
		warnings = append(warnings, dropped)
	case err != nil:
		return metadata.Blocks{}, nil, err
	}
	if b.ICC != nil && to.Changed() {
		switch {
		case !h.CMYK && metadata.CheckICC(b.ICC) != nil:
			b.ICC, warnings = nil, append(warnings, dropped)
		case !fits(metadata.ProfileSpace(b.ICC)):
			b.ICC, removed = nil, removed|metadata.ICC
		}
	}
	b, more := metadata.Apply(b, policy, to)
	b, unfit := codec.Fit(b, job.Format)
	warnings = append(warnings, more...)
	if removed |= unfit; removed != 0 {
		warnings = append(warnings, fmt.Sprintf("%v not kept", removed))
	}
	return b, slices.Compact(warnings), nil // what was dropped is said once
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
