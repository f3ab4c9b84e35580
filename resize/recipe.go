package resize

import "sizemill/resize/codec"

// Target is the size of a result, in pixels of the upright picture. Only the fields that the mode
// uses are read.
type Target struct {
	Mode Mode `json:"mode"`

	// Width and Height are the box of Fit, Fill, Pad and Stretch. A side of 0 is free, and follows
	// from the aspect ratio.
	Width  int `json:"width"`
	Height int `json:"height"`

	Percent    float64 `json:"percent"`    // of Percent: 50 halves both sides
	Edge       int     `json:"edge"`       // of LongEdge and ShortEdge
	Megapixels float64 `json:"megapixels"` // of Megapixels: millions of pixels, at most
}

// Recipe is what is done to every picture of a batch. Its zero value is not useful: begin with
// DefaultRecipe. Lengths are pixels of the upright picture. Fields whose default is not zero are
// never left out of JSON.
//
// A new field changes recipeText, by which earlier results are recognized: leave it out of that
// text while it has its zero value.
type Recipe struct {
	Target

	Anchor Anchor `json:"anchor,omitempty"` // what Fill keeps and where Pad puts the picture

	// Background is the color around the picture with Pad, and under transparency in formats
	// without it.
	Background Color `json:"background"`

	// TurnBox swaps the box's sides for pictures of the other orientation: 1920×1080 means
	// 1080×1920 for a portrait photo. Stretch ignores it.
	TurnBox bool `json:"turnBox"`

	Enlarge bool        `json:"enlarge,omitempty"` // allow results larger than the source
	Small   SmallPolicy `json:"small,omitempty"`   // for pictures that are already small enough
	Filter  Filter      `json:"filter,omitempty"`
	Linear  bool        `json:"linear,omitempty"`  // resample in linear light
	Sharpen Sharpening  `json:"sharpen,omitempty"` // after resampling
	Format  Format      `json:"format,omitempty"`  // FormatSame keeps the input's
	Quality int         `json:"quality,omitempty"` // 1–100; 0 is the format's default

	// Lossless writes lossless WebP, the default for lossless WebP sources unless Quality or
	// MaxBytes is set.
	Lossless bool `json:"lossless,omitempty"`

	// MaxBytes limits a result's file: quality is lowered first, then the size. 0 is no limit.
	MaxBytes int64 `json:"maxBytes,omitempty"`

	Metadata  Metadata    `json:"metadata,omitempty"` // what is kept beside the pixels
	Color     ColorPolicy `json:"color,omitempty"`    // for colors that are not sRGB's
	KeepDates bool        `json:"keepDates"`          // keep the source's modification time
}

// DefaultRecipe fits pictures into 1920 × 1080 pixels and never enlarges.
func DefaultRecipe() Recipe {
	return Recipe{
		Target: Target{
			Mode: Fit, Width: 1920, Height: 1080, Percent: 50, Edge: 1920, Megapixels: 2,
		},
		Background: white, TurnBox: true, KeepDates: true,
	}
}

// ResultFormat returns the format of a picture's result: the recipe's, or the picture's own, or
// JPEG if that cannot be written (HEIC).
func (r *Recipe) ResultFormat(source Format) Format {
	if r.Format != FormatSame {
		return r.Format
	}
	if spec, ok := codec.Lookup(source); !ok || !spec.Write {
		return JPEG
	}
	return source
}

// untouched reports whether a picture of the right size and format needs no change.
func (r *Recipe) untouched() bool { return r.Sharpen == SharpenOff && r.Color == ColorKeep }
