package wording

import (
	"fyne.io/fyne/v2/lang"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/form"
)

// Modes names the modes, by constant.
func Modes() []string {
	return []string{
		resize.Fit:        lang.L("Fit inside a box"),
		resize.Fill:       lang.L("Fill a box, crop the rest"),
		resize.Pad:        lang.L("Fit and add borders"),
		resize.Stretch:    lang.L("Stretch to an exact size"),
		resize.Percent:    lang.L("Percent of the original"),
		resize.LongEdge:   lang.L("Longer side"),
		resize.ShortEdge:  lang.L("Shorter side"),
		resize.Megapixels: lang.L("Maximum megapixels"),
		resize.NoResize:   lang.L("Keep the size, convert only"),
	}
}

// ModeHint explains what the mode does to pictures.
func ModeHint(f form.Values) string {
	switch f.Mode {
	case resize.Fit:
		return fitHint(f)
	case resize.Fill:
		return lang.L("Pictures are cropped to this shape, and get this size if they are large enough.")
	case resize.Pad:
		return lang.L("Every picture gets exactly this size. Nothing is cropped; a color fills the rest.")
	case resize.Stretch:
		return lang.L("Pictures get exactly this size if they are large enough, even if that distorts them.")
	case resize.Percent:
		return lang.L("50% halves the width and the height.")
	case resize.LongEdge:
		return lang.L("The longer side gets this length; the shorter one scales with it.")
	case resize.ShortEdge:
		return lang.L("The shorter side gets this length; the longer one scales with it.")
	case resize.Megapixels:
		return lang.L("2 megapixels are about 1730 × 1150 pixels.")
	case resize.NoResize:
		return lang.L("Pictures keep their size; only the format and quality change.")
	}
	return ""
}

func fitHint(f form.Values) string {
	w, errW := form.ParseWhole(f.Width)
	h, errH := form.ParseWhole(f.Height)
	if f.TurnBox && errW == nil && errH == nil && w != h {
		wide := resize.Size{Width: max(w, h), Height: min(w, h)}
		tall := resize.Size{Width: min(w, h), Height: max(w, h)}
		return lang.L("Wide pictures fit inside {{.Wide}}, tall ones inside {{.Tall}}.",
			words{"Wide": pixelSize(wide), "Tall": pixelSize(tall)})
	}
	return lang.L("Pictures keep their shape and become no larger than this.")
}

// Anchors names the positions in a box, by constant.
func Anchors() []string {
	return []string{
		resize.Center:      lang.L("Center"),
		resize.TopLeft:     lang.L("Top left"),
		resize.Top:         lang.L("Top"),
		resize.TopRight:    lang.L("Top right"),
		resize.Left:        lang.L("Left"),
		resize.Right:       lang.L("Right"),
		resize.BottomLeft:  lang.L("Bottom left"),
		resize.Bottom:      lang.L("Bottom"),
		resize.BottomRight: lang.L("Bottom right"),
	}
}

// SmallPolicies names what happens to pictures that are small enough already, by constant.
func SmallPolicies() []string {
	return []string{
		resize.SmallCopy:     lang.L("Copy them"),
		resize.SmallReencode: lang.L("Re-encode them"),
		resize.SmallSkip:     lang.L("Skip them"),
	}
}

// Collisions names what happens if a result's name is taken, by constant.
func Collisions() []string {
	return []string{
		batch.Number:    lang.L("Add a number to the new name"),
		batch.SkipName:  lang.L("Skip the picture"),
		batch.Overwrite: lang.L("Replace the file"),
	}
}

// Filters names the resampling filters, by constant.
func Filters() []string {
	return []string{
		resize.Lanczos:           lang.L("Lanczos (sharpest)"),
		resize.CatmullRom:        lang.L("Catmull-Rom"),
		resize.MitchellNetravali: lang.L("Mitchell (softer)"),
		resize.Linear:            lang.L("Linear"),
		resize.Box:               lang.L("Box"),
		resize.NearestNeighbor:   lang.L("Nearest neighbor (pixel art)"),
	}
}

// Sharpenings names the amounts of sharpening, by constant.
func Sharpenings() []string {
	return []string{
		resize.SharpenOff:  lang.L("Off"),
		resize.SharpenLow:  lang.L("Low"),
		resize.SharpenHigh: lang.L("High"),
	}
}

// MetadataPolicies names what happens to metadata, by constant.
func MetadataPolicies() []string {
	return []string{
		resize.KeepAll:       lang.L("Keep everything"),
		resize.NoLocation:    lang.L("Everything except the location"),
		resize.CopyrightOnly: lang.L("Copyright and dates only"),
		resize.NoMetadata:    lang.L("Remove everything"),
	}
}

// ColorPolicies names what happens to colors, by constant.
func ColorPolicies() []string {
	return []string{
		resize.ColorKeep: lang.L("Keep the original profile"),
		resize.ColorSRGB: lang.L("Convert to sRGB"),
	}
}

// Format names an output format.
func Format(f resize.Format) string {
	if f == resize.FormatSame {
		return lang.L("Same as the original")
	}
	return f.String()
}

// MoreOptions is the heading of the further settings; changed of them differ from a first start.
func MoreOptions(changed int) string {
	if changed == 0 {
		return lang.L("More options")
	}
	return lang.N("More options · {{.Count}} changed", changed, words{"Count": count(changed)})
}
