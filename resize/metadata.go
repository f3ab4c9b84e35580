package resize

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// unreadable is the warning that metadata could not be read.
const unreadable = "unreadable metadata was dropped"

// loadMetadata reads a source's metadata. Unreadable metadata is a warning; only failing to read
// the file is an error.
func loadMetadata(
	ctx context.Context, src *source, h format.Header,
) (metadata.Set, []string, error) {
	b, err := codec.ReadMetadata(src.reader(ctx), src.size(), h)
	switch {
	case errors.Is(err, format.ErrMetadata):
		return b, []string{unreadable}, nil
	case err != nil:
		return metadata.Set{}, nil, err
	}
	return b, nil, nil
}

// policedMetadata applies the job's policy to the blocks that go with its colors. It returns what
// is left, and warnings of what is lost, after those given. A zero to means that the pixels stay as
// they are.
func policedMetadata(
	b metadata.Set, job *ImageJob, to metadata.Upright, warnings []string,
) (metadata.Set, []string) {
	b, more := metadata.Apply(b, job.Recipe.Metadata, to)
	b, unfit := codec.Fit(b, job.Format)
	warnings = append(slices.Clone(warnings), more...)
	if unfit != 0 {
		warnings = append(warnings, notKept(unfit))
	}
	return b, slices.Compact(warnings) // each warning once
}

func notKept(k metadata.Kinds) string { return fmt.Sprintf("%v not kept", k) }

// upright returns how the job's pixels come from those of a picture whose orientation is o.
func (j *ImageJob) upright(o int) metadata.Upright {
	g := j.Geometry
	return metadata.Upright{
		Width: j.Width, Height: j.Height, Turned: o,
		Source: image.Pt(j.Source.Upright.Width, j.Source.Upright.Height), Crop: g.Crop,
		Placed: image.Rect(0, 0, g.Scaled.Width, g.Scaled.Height).Add(g.Offset),
	}
}

// without drops kinds of metadata that did not come back as they were written. changed is false if
// there was none of them: writing again would not help. An orientation other than 1 stays in a copy
// of EXIF.
func without(b metadata.Set, kinds metadata.Kinds) (left metadata.Set, changed bool) {
	left = b
	if kinds&metadata.EXIF != 0 && b.EXIF != nil {
		minimal, _ := metadata.Apply(metadata.Set{EXIF: b.EXIF}, metadata.Nothing,
			metadata.Upright{})
		left.EXIF, changed = minimal.EXIF, len(minimal.EXIF) != len(b.EXIF)
	}
	if kinds&metadata.XMP != 0 && b.XMP != nil {
		left.XMP, changed = nil, true
	}
	if kinds&metadata.IPTC != 0 && b.IPTC != nil {
		left.IPTC, changed = nil, true
	}
	if kinds&metadata.Text != 0 && b.Text != nil {
		left.Text, changed = nil, true
	}
	if kinds&metadata.Density != 0 && b.Resolution != (metadata.Resolution{}) {
		left.Resolution, changed = metadata.Resolution{}, true
	}
	return left, changed
}

// retried repeats an attempt to write a result without the metadata that did not come back as it
// was written, as long as only metadata differs. So metadata costs no picture, and every attempt is
// checked for what the policy strips.
func retried(b metadata.Set, attempt func(metadata.Set) error) (lost metadata.Kinds, err error) {
	for {
		var bad *unkept
		if err = attempt(b); !errors.As(err, &bad) {
			return lost, err
		}
		left, changed := without(b, bad.kinds)
		if !changed {
			return lost, err
		}
		b, lost = left, lost|bad.kinds
	}
}
