package resize

import "sizemill/resize/codec"

// Recipe says what is done to every picture of a batch. Its zero value is not useful: begin with
// DefaultRecipe. Lengths are pixels of the upright picture. What has a default that is not zero is
// never left out of JSON.
type Recipe struct {
	Mode       Mode        `json:"mode"`
	Width      int         `json:"width"`             // box of Fit, Fill, Pad, Stretch; 0 leaves that side free (Fit, Stretch: from the aspect ratio)
	Height     int         `json:"height"`            // as Width
	Percent    float64     `json:"percent"`           // of Percent: 50 halves both sides
	Edge       int         `json:"edge"`              // of LongEdge and ShortEdge
	Megapixels float64     `json:"megapixels"`        // of Megapixels: millions of pixels, at most
	Anchor     Anchor      `json:"anchor,omitempty"`  // which part Fill keeps and where Pad puts the picture
	Background Color       `json:"background"`        // around the picture with Pad, and under transparency in formats that have none
	TurnBox    bool        `json:"turnBox"`           // a 1920×1080 box means 1080×1920 for an upright photo, and the other way round; not for Stretch
	Enlarge    bool        `json:"enlarge,omitempty"` // allow results larger than the source
	Small      SmallPolicy `json:"small,omitempty"`   // what happens to pictures that are already small enough
	Filter     Filter      `json:"filter,omitempty"`
	Linear     bool        `json:"linear,omitempty"`   // resample light, not the numbers that stand for it
	Sharpen    Sharpening  `json:"sharpen,omitempty"`  // after resampling
	Format     Format      `json:"format,omitempty"`   // FormatSame keeps the input's
	Quality    int         `json:"quality,omitempty"`  // 1–100; 0 is the format's default
	Lossless   bool        `json:"lossless,omitempty"` // of WebP; what a lossless WebP becomes is so anyway unless Quality or MaxBytes say otherwise
	MaxBytes   int64       `json:"maxBytes,omitempty"` // of a result, at most: quality is lowered first, then the size; 0 is no limit
	Metadata   Metadata    `json:"metadata,omitempty"` // what is kept beside the pixels
	Color      ColorPolicy `json:"color,omitempty"`    // what becomes of colors that are not sRGB's
	KeepDates  bool        `json:"keepDates"`          // give the output the source's modification time
}

// DefaultRecipe fits pictures into 1920 × 1080 pixels and never enlarges.
func DefaultRecipe() Recipe {
	return Recipe{Mode: Fit, Width: 1920, Height: 1080, Percent: 50, Edge: 1920, Megapixels: 2, Background: white, TurnBox: true, KeepDates: true}
}

// ResultFormat is the format of what becomes of a picture: the recipe's, or the picture's own, or
// where that cannot be written (HEIC) JPEG.
func (r *Recipe) ResultFormat(source Format) Format {
	if r.Format != FormatSame {
		return r.Format
	}
	if spec, ok := codec.Lookup(source); !ok || !spec.Write {
		return JPEG
	}
	return source
}

// untouched reports whether nothing is to be done to a picture of the right size and format.
func (r *Recipe) untouched() bool { return r.Sharpen == SharpenOff && r.Color == ColorKeep }
