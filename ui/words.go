package ui

import (
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2/lang"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
)

// The functions below name each choice in plain words, in the order of the engine's constants.

func modeNames() []string {
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

// modeHint says what becomes of pictures, for whoever sees the form for the first time.
func modeHint(f form) string {
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
		w, errW := parseWhole(f.Width)
		h, errH := parseWhole(f.Height)
		if f.TurnBox && errW == nil && errH == nil && w != h {
			return lang.L("Wide pictures fit inside {{.Wide}}, tall ones inside {{.Tall}}.", words{
				"Wide": sizeText(resize.Size{Width: max(w, h), Height: min(w, h)}), "Tall": sizeText(resize.Size{Width: min(w, h), Height: max(w, h)})})
		}
		return lang.L("Pictures keep their shape and become no larger than this.")
	}
}

func anchorNames() []string {
	return []string{
		lang.L("Center"), lang.L("Top left"), lang.L("Top"), lang.L("Top right"), lang.L("Left"),
		lang.L("Right"), lang.L("Bottom left"), lang.L("Bottom"), lang.L("Bottom right"),
	}
}

func smallNames() []string {
	return []string{lang.L("Copy them"), lang.L("Encode them again"), lang.L("Leave them out")}
}

func collisionNames() []string {
	return []string{lang.L("Number the new file"), lang.L("Skip the picture"), lang.L("Replace the file")}
}

func filterNames() []string {
	return []string{
		lang.L("Lanczos (sharpest)"), lang.L("Catmull-Rom"), lang.L("Mitchell (softer)"),
		lang.L("Linear"), lang.L("Box"), lang.L("Nearest neighbor (pixel art)"),
	}
}

func sharpenNames() []string {
	return []string{lang.L("Off"), lang.L("Low"), lang.L("High")}
}

func metadataNames() []string {
	return []string{lang.L("Keep everything"), lang.L("All but the location"), lang.L("Copyright and dates only"), lang.L("Nothing")}
}

func colorNames() []string {
	return []string{lang.L("Keep them and their profile"), lang.L("Convert to sRGB")}
}

func formatName(f resize.Format) string {
	if f == resize.FormatSame {
		return lang.L("Same as the original")
	}
	return f.String()
}

// recipeText is what happens to a picture, in a line: "fit inside 1920 × 1080 px · JPEG, quality 85 · to /srv/web".
func recipeText(o batch.Options) string {
	r := o.Recipe
	format := lang.L("same format")
	if r.Format != resize.FormatSame {
		format = r.Format.String()
	}
	if r.Quality > 0 {
		format = lang.L("{{.Format}}, quality {{.Quality}}", words{"Format": format, "Quality": r.Quality})
	}
	out := lang.L("to a “… resized” folder beside it")
	if o.Out != "" {
		out = lang.L("to {{.Path}}", words{"Path": nameText(o.Out)})
	}
	return join(sizeRule(r), format, out)
}

// moreOptionsText is the heading of the further settings, of which changed are not as they were at a first start.
func moreOptionsText(changed int) string {
	if changed == 0 {
		return lang.L("More options")
	}
	return lang.N("More options · {{.Count}} changed", changed, words{"Count": countText(changed)})
}

func sizeRule(r resize.Recipe) string {
	w, h := strconv.Itoa(r.Width), strconv.Itoa(r.Height)
	box := w + " × " + h + " px"
	switch {
	case r.Width == 0:
		box = lang.L("{{.N}} px high", words{"N": h})
	case r.Height == 0:
		box = lang.L("{{.N}} px wide", words{"N": w})
	}
	switch r.Mode {
	case resize.Fill:
		return lang.L("fill {{.Box}}", words{"Box": box})
	case resize.Pad:
		return lang.L("fit {{.Box}} with borders", words{"Box": box})
	case resize.Stretch:
		return lang.L("stretch to {{.Box}}", words{"Box": box})
	case resize.Percent:
		return lang.L("{{.N}} % of the size", words{"N": decimalText(r.Percent)})
	case resize.LongEdge:
		return lang.L("longer side {{.N}} px", words{"N": r.Edge})
	case resize.ShortEdge:
		return lang.L("shorter side {{.N}} px", words{"N": r.Edge})
	case resize.Megapixels:
		return lang.L("at most {{.N}} megapixels", words{"N": decimalText(r.Megapixels)})
	case resize.NoResize:
		return lang.L("same size")
	default:
		return lang.L("fit inside {{.Box}}", words{"Box": box})
	}
}

// inputsText names what was opened: the path of one input, or the number of several.
func inputsText(inputs []string) string {
	switch len(inputs) {
	case 0:
		return ""
	case 1:
		return nameText(inputs[0])
	}
	parent := filepath.Dir(inputs[0])
	for _, input := range inputs[1:] {
		if filepath.Dir(input) != parent {
			return lang.L("{{.N}} files and folders", words{"N": countText(len(inputs))})
		}
	}
	return lang.L("{{.N}} from {{.Path}}", words{"N": countText(len(inputs)), "Path": nameText(parent)})
}

// watchFailedText says how many pictures of a watched folder failed, if any.
func watchFailedText(s hotfolder.Status) string {
	if s.Failed == 0 {
		return ""
	}
	return lang.L("{{.N}} failed", words{"N": countText(s.Failed)})
}

// watchStateText is the state of a watched folder in a line, but for what failed.
func watchStateText(s hotfolder.Status) string {
	var parts []string
	switch s.State {
	case hotfolder.Starting:
		parts = append(parts, lang.L("Starting"))
	case hotfolder.Watching:
		parts = append(parts, lang.L("Watching"))
	case hotfolder.Polling:
		parts = append(parts, lang.L("Checking every few seconds"))
	case hotfolder.Paused:
		parts = append(parts, lang.L("Paused"))
	case hotfolder.Gone:
		parts = append(parts, lang.L("Folder missing: watching resumes when it returns"))
	case hotfolder.Silent:
		parts = append(parts, lang.L("Not responding: watching resumes when it does"))
	case hotfolder.Broken:
		parts = append(parts, lang.L("Cannot be watched"))
	}
	arriving := lang.L("{{.N}} arriving", words{"N": countText(s.Settling)})
	if s.State == hotfolder.Paused { // nor is it known which of them are resized already
		arriving = lang.L("{{.N}} not checked yet", words{"N": countText(s.Settling)})
	}
	for _, part := range []struct {
		n    int
		text string
	}{
		{s.Settling, arriving},
		{s.Queued, lang.L("{{.N}} waiting", words{"N": countText(s.Queued)})},
		{s.Working, lang.L("{{.N}} in progress", words{"N": countText(s.Working)})},
		{s.Done, lang.L("{{.N}} done", words{"N": countText(s.Done)})},
		{s.Unreadable, lang.L("{{.N}} subfolders cannot be read", words{"N": countText(s.Unreadable)})},
	} {
		if part.n > 0 {
			parts = append(parts, part.text)
		}
	}
	return strings.Join(parts, " · ")
}
