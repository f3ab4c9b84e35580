package resize

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"sizemill/resize/codec"
)

// MaxSide is the largest side in pixels that a recipe may ask for. Only PNG, TIFF and BMP hold
// larger ones, and a square of this side exceeds the memory of the machines that Sizemill is for.
const MaxSide = 100_000

// MaxPercent and MaxMegapixels are the largest values that a recipe may ask for: a hundred times
// the side, and a square of MaxSide.
const (
	MaxPercent    = 10_000
	MaxMegapixels = MaxSide * MaxSide / 1e6
)

// Validate returns the first setting that cannot work, in words for the user. It checks only the
// settings that the mode uses.
func (r Recipe) Validate() error {
	if err := r.Target.validate(); err != nil {
		return err
	}
	if r.Quality < 0 || r.Quality > 100 {
		return fmt.Errorf("quality %d: must be 1–100", r.Quality)
	}
	if err := cmp.Or(
		anchorNames.Check(r.Anchor), smallNames.Check(r.Small), r.Filter.Validate(),
		sharpeningNames.Check(r.Sharpen), colorNames.Check(r.Color), r.Metadata.Validate(),
	); err != nil {
		return err
	}
	if r.Format != FormatSame {
		if spec, ok := codec.Lookup(r.Format); !ok || !spec.Write {
			return fmt.Errorf("%v cannot be written by this build", r.Format)
		}
	}
	return nil
}

func (t Target) validate() error {
	switch t.Mode {
	case Fit, Fill, Pad, Stretch:
		if err := validateBox(t.Width, t.Height); err != nil {
			return fmt.Errorf("%v %dx%d: %w", t.Mode, t.Width, t.Height, err)
		}
	case LongEdge, ShortEdge:
		if err := validateEdge(t.Edge); err != nil {
			return fmt.Errorf("%v %d: %w", t.Mode, t.Edge, err)
		}
	case Percent:
		if math.IsNaN(t.Percent) || t.Percent <= 0 || t.Percent > MaxPercent {
			return fmt.Errorf("percent %v: must be more than 0 and at most 10,000", t.Percent)
		}
	case Megapixels:
		if math.IsNaN(t.Megapixels) || t.Megapixels < 1e-6 || t.Megapixels > MaxMegapixels {
			return fmt.Errorf("megapixels %v: must be at least 0.000001 (one pixel) and at most 10,000",
				t.Megapixels)
		}
	case NoResize:
	}
	return modeNames.Check(t.Mode)
}

func validateBox(width, height int) error {
	switch {
	case width < 0 || height < 0:
		return errNegative
	case width == 0 && height == 0:
		return errors.New("a width or a height is needed")
	case width > MaxSide || height > MaxSide:
		return errSide
	}
	return nil
}

func validateEdge(edge int) error {
	switch {
	case edge < 0:
		return errNegative
	case edge == 0:
		return errors.New("a length of at least 1 pixel is needed")
	case edge > MaxSide:
		return errSide
	}
	return nil
}

var (
	errNegative = errors.New("a length cannot be negative")
	errSide     = errors.New("the limit is 100,000 pixels per side")
)
