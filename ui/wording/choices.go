package wording

import (
	"fyne.io/fyne/v2/lang"

	"sizemill/resize"
	"sizemill/ui/form"
)

// The functions below name each choice in plain words, in the order of the engine's constants.

func Modes() []string {
	return []string{
		lang.L("Fit inside a box"),
		lang.L("Fill a box, crop the rest"),
		lang.L("Fit and add borders"),
		lang.L("Stretch to an exact size"),
		lang.L("Percent of the original"),
		lang.L("Longer side"),
		lang.L("Shorter side"),
		lang.L("Megapixels at most"),
		lang.L("Keep the size, convert only"),
	}
}

// ModeHint says what becomes of pictures, for whoever sees the form for the first time.
func ModeHint(f form.Values) string {
	switch f.Mode {
	case resize.Fill:
		return lang.L("Pictures get this shape, and this size if they are large enough; what does not fit is cropped.")
	case resize.Pad:
		return lang.L("Every picture gets exactly this size; nothing is cut off, the rest is filled with a color.")
	case resize.Stretch:
		return lang.L("Pictures get exactly this size if they are large enough, even if that distorts them.")
	case resize.Percent:
		return lang.L("50 % halves width and height.")
	case resize.LongEdge:
		return lang.L("The longer side gets this length; the shorter one scales with it.")
	case resize.ShortEdge:
		return lang.L("The shorter side gets this length; the longer one scales with it.")
	case resize.Megapixels:
		return lang.L("2 megapixels are about 1730 × 1150 pixels.")
	case resize.NoResize:
		return lang.L("Pictures keep their size; only the format and quality change.")
	default:
		w, errW := form.ParseWhole(f.Width)
		h, errH := form.ParseWhole(f.Height)
		if f.TurnBox && errW == nil && errH == nil && w != h {
			return lang.L("Wide pictures fit inside {{.Wide}}, tall ones inside {{.Tall}}.", words{
				"Wide": pixelSize(resize.Size{Width: max(w, h), Height: min(w, h)}), "Tall": pixelSize(resize.Size{Width: min(w, h), Height: max(w, h)})})
		}
		return lang.L("Pictures keep their shape and become no larger than this.")
	}
}

func Anchors() []string {
	return []string{
		lang.L("Center"), lang.L("Top left"), lang.L("Top"), lang.L("Top right"), lang.L("Left"),
		lang.L("Right"), lang.L("Bottom left"), lang.L("Bottom"), lang.L("Bottom right"),
	}
}

func SmallPolicies() []string {
	return []string{lang.L("Copy them"), lang.L("Encode them again"), lang.L("Leave them out")}
}

func Collisions() []string {
	return []string{lang.L("Number the new file"), lang.L("Skip the picture"), lang.L("Replace the file")}
}

func Filters() []string {
	return []string{
		lang.L("Lanczos (sharpest)"), lang.L("Catmull-Rom"), lang.L("Mitchell (softer)"),
		lang.L("Linear"), lang.L("Box"), lang.L("Nearest neighbor (pixel art)"),
	}
}

func Sharpenings() []string {
	return []string{lang.L("Off"), lang.L("Low"), lang.L("High")}
}

func MetadataPolicies() []string {
	return []string{lang.L("Keep everything"), lang.L("All but the location"), lang.L("Copyright and dates only"), lang.L("Nothing")}
}

func ColorPolicies() []string {
	return []string{lang.L("Keep them and their profile"), lang.L("Convert to sRGB")}
}

func Format(f resize.Format) string {
	if f == resize.FormatSame {
		return lang.L("Same as the original")
	}
	return f.String()
}

// MoreOptions is the heading of the further settings, of which changed are not as they were at a first start.
func MoreOptions(changed int) string {
	if changed == 0 {
		return lang.L("More options")
	}
	return lang.N("More options · {{.Count}} changed", changed, words{"Count": count(changed)})
}
