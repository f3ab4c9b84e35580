package resize

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// promise is what an output has to hold beside its pixels.
type promise struct {
	frames int
	loops  int // of an animation; 0 is for ever
	blocks metadata.Blocks
}

// verify reads back what was written and compares it with what was asked for: size, format, orientation, frames, how
// often they are shown, and the metadata that was handed to the encoder.
func verify(out *output, job *ImageJob, want promise) error {
	f, err := os.Open(out.temp)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() != out.bytes {
		return fmt.Errorf("%w: %d bytes of %d", ErrMismatch, info.Size(), out.bytes)
	}
	h, err := codec.ReadHeader(f, info.Size(), Limits{})
	switch {
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrUnsupported), errors.Is(err, ErrTooLarge):
		return fmt.Errorf("%w: %w", ErrMismatch, err)
	case err != nil:
		return err
	case h.Format != job.Format:
		return fmt.Errorf("%w: a %v instead of a %v", ErrMismatch, h.Format, job.Format)
	case h.Width != job.Width || h.Height != job.Height:
		return fmt.Errorf("%w: %d × %d pixels instead of %d × %d", ErrMismatch, h.Width, h.Height, job.Width, job.Height)
	case h.Orientation != 1:
		return fmt.Errorf("%w: orientation %d", ErrMismatch, h.Orientation)
	case h.Frames != want.frames:
		return fmt.Errorf("%w: %d frames instead of %d", ErrMismatch, h.Frames, want.frames)
	case h.Loops != want.loops:
		return fmt.Errorf("%w: shown %d times instead of %d (0 is for ever)", ErrMismatch, h.Loops, want.loops)
	}
	return verifyBlocks(f, info.Size(), h, job, want.blocks)
}

// verifyBlocks compares the metadata in the file with what it was to hold: profile and XMP to the byte, the rest by being there or not,
// since a TIFF spreads EXIF over its own directory. What the recipe promises to leave out is looked for by code of its own.
func verifyBlocks(f *os.File, size int64, h codec.Header, job *ImageJob, keep metadata.Blocks) error {
	got, err := codec.ReadBlocks(f, size, h)
	switch {
	case errors.Is(err, codec.ErrBlocks):
		return fmt.Errorf("%w: %w", ErrMismatch, err)
	case err != nil:
		return err
	case !bytes.Equal(got.ICC, keep.ICC):
		return fmt.Errorf("%w: a colour profile of %d bytes instead of %d", ErrMismatch, len(got.ICC), len(keep.ICC))
	case !bytes.Equal(got.XMP, keep.XMP):
		return fmt.Errorf("%w: XMP of %d bytes instead of %d", ErrMismatch, len(got.XMP), len(keep.XMP))
	case (len(got.EXIF) > 0) != (len(keep.EXIF) > 0):
		return fmt.Errorf("%w: EXIF of %d bytes instead of %d", ErrMismatch, len(got.EXIF), len(keep.EXIF))
	case (len(got.IPTC) > 0) != (len(keep.IPTC) > 0):
		return fmt.Errorf("%w: IPTC of %d bytes instead of %d", ErrMismatch, len(got.IPTC), len(keep.IPTC))
	}
	if job.Recipe != nil {
		if broken := metadata.Violations(got, job.Recipe.Metadata); len(broken) > 0 {
			return fmt.Errorf("%w: it holds %s", ErrMismatch, strings.Join(broken, ", "))
		}
	}
	return nil
}
