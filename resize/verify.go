package resize

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// promise is what an output must hold beside its pixels.
type promise struct {
	frames int
	loops  int // of an animation; 0 is endlessly
	blocks metadata.Set
}

// verify is the step that reads the result back. If only metadata does not come back as it was
// written, the result is encoded again without it, so that metadata costs no picture.
func verify(ctx context.Context, r *run) error {
	lost, err := retried(r.keep, func(keep metadata.Set) error {
		if err := r.encodeAgain(ctx, keep); err != nil {
			return err
		}
		want := promise{r.rendered.frames, r.rendered.loops, keep}
		return wrap("verify", r.job.InputPath, verifyOutput(r.out, r.job, want))
	})
	if lost != 0 {
		r.lost = append(r.lost, notKept(lost))
	}
	return err
}

// verifyOutput compares an output with what was asked for: size, format, orientation, frames,
// loops, and the metadata that was given to the encoder. If only metadata differs, the error is an
// *unkept.
func verifyOutput(out output, job *ImageJob, want promise) error {
	f, err := out.open()
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	h, err := codec.ReadHeader(f, out.Size(), job.Source.Limits)
	switch {
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrUnsupported), errors.Is(err, ErrTooLarge):
		return fmt.Errorf("%w: %w", ErrMismatch, err)
	case err != nil:
		return err
	case h.Format != job.Format:
		return fmt.Errorf("%w: a %v instead of a %v", ErrMismatch, h.Format, job.Format)
	case h.Width != job.Width || h.Height != job.Height:
		return fmt.Errorf("%w: %d × %d pixels instead of %d × %d",
			ErrMismatch, h.Width, h.Height, job.Width, job.Height)
	case h.Flaws != 0:
		return fmt.Errorf("%w: %s", ErrMismatch, strings.Join(h.Flaws.Warnings(), ", "))
	case h.Orientation != 1:
		return fmt.Errorf("%w: orientation %d", ErrMismatch, h.Orientation)
	case h.Frames != want.frames:
		return fmt.Errorf("%w: %d frames instead of %d", ErrMismatch, h.Frames, want.frames)
	case h.Loops != want.loops:
		return fmt.Errorf(
			"%w: played %d times instead of %d (0 means endlessly)",
			ErrMismatch, h.Loops, want.loops)
	}
	return verifyBlocks(f, out.Size(), h, job, want.blocks)
}

// verifyRewritten checks a copy with other metadata: it is the same picture and keeps the promise.
func verifyRewritten(out output, job *ImageJob, h format.Header, keep metadata.Set) error {
	f, err := out.open()
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	got, err := codec.ReadHeader(f, out.Size(), job.Source.Limits)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMismatch, err)
	}
	want := h // Rewrite copies only the extras in XMP that is kept
	want.Flaws, want.Extras, got.Extras = 0, 0, 0
	if got != want {
		return fmt.Errorf("%w: a header of %+v instead of %+v", ErrMismatch, got, want)
	}
	return verifyBlocks(f, out.Size(), got, job, keep)
}

// unkept is an ErrMismatch of metadata alone: the picture is right, and is written again without
// these kinds.
type unkept struct {
	kinds metadata.Kinds
	text  string
}

func (u *unkept) Error() string { return ErrMismatch.Error() + ": " + u.text }
func (u *unkept) Unwrap() error { return ErrMismatch }

// describing are the kinds of metadata that a picture can do without.
const describing = metadata.EXIF | metadata.XMP | metadata.IPTC | metadata.Text | metadata.Density

// verifyBlocks compares the metadata in the file with what it must hold: profile and XMP byte by
// byte, the resolution but for rounding. Of the rest it only checks presence, since a TIFF spreads
// EXIF over its own directory. A reader of its own checks that the file lacks what the recipe
// drops.
func verifyBlocks(
	f io.ReaderAt, size int64, h format.Header, job *ImageJob, keep metadata.Set,
) error {
	got, err := codec.ReadMetadata(f, size, h)
	unreadable := errors.Is(err, format.ErrMetadata)
	switch {
	case err != nil && !unreadable:
		return err
	case !bytes.Equal(got.ICC, keep.ICC): // without it the colors would be wrong
		return fmt.Errorf("%w: a color profile of %d bytes instead of %d",
			ErrMismatch, len(got.ICC), len(keep.ICC))
	}
	var lost unkept
	var texts []string
	note := func(kind metadata.Kinds, differs bool, format string, args ...any) {
		if differs {
			lost.kinds |= kind
			texts = append(texts, fmt.Sprintf(format, args...))
		}
	}
	note(metadata.XMP, !bytes.Equal(got.XMP, keep.XMP), "XMP of %d bytes instead of %d",
		len(got.XMP), len(keep.XMP))
	note(metadata.EXIF, (len(got.EXIF) > 0) != (len(keep.EXIF) > 0),
		"EXIF of %d bytes instead of %d", len(got.EXIF), len(keep.EXIF))
	note(metadata.IPTC, (len(got.IPTC) > 0) != (len(keep.IPTC) > 0),
		"IPTC of %d bytes instead of %d", len(got.IPTC), len(keep.IPTC))
	note(metadata.Density, keep.Resolution.Tells() && !keep.Resolution.Agrees(got.Resolution),
		"a resolution of %v × %v instead of %v × %v",
		got.Resolution.X, got.Resolution.Y, keep.Resolution.X, keep.Resolution.Y)
	if job.Recipe != nil {
		for kind, broken := range violations(got, job.Recipe.Metadata) {
			note(kind, true, "it holds %s", strings.Join(broken, ", "))
		}
	}
	if unreadable && lost.kinds == 0 {
		lost.kinds, texts = describing, []string{err.Error()}
	}
	if lost.kinds == 0 {
		return nil
	}
	lost.text = strings.Join(texts, ", ")
	return &lost
}

// violations returns what breaks the policy, by the kind that holds it.
func violations(b metadata.Set, p metadata.Policy) map[metadata.Kinds][]string {
	found := map[metadata.Kinds][]string{}
	for kind, alone := range map[metadata.Kinds]metadata.Set{
		metadata.EXIF: {EXIF: b.EXIF}, metadata.XMP: {XMP: b.XMP}, metadata.IPTC: {IPTC: b.IPTC},
		metadata.Text: {Text: b.Text}, metadata.Density: {Resolution: b.Resolution},
	} {
		if broken := metadata.Violations(alone, p); len(broken) > 0 {
			found[kind] = broken
		}
	}
	return found
}
