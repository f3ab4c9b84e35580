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

// The functions below name each choice in plain words, by the engine's constant.

func modeNames() []string {
	return []string{
		resize.Fit:        lang.L("Fit inside a box"),
		resize.Fill:       lang.L("Fill a box, crop the rest"),
		resize.Pad:        lang.L("Fit and add borders"),
		resize.Stretch:    lang.L("Stretch to an exact size"),
		resize.Percent:    lang.L("Percent of the original"),
		resize.LongEdge:   lang.L("Longer side"),
		resize.ShortEdge:  lang.L("Shorter side"),
		resize.Megapixels: lang.L("Megapixels at most"),
		resize.NoResize:   lang.L("Keep the size, convert only"),
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

func smallNames() []string {
	return []string{
		resize.SmallCopy:     lang.L("Copy them"),
		resize.SmallReencode: lang.L("Encode them again"),
		resize.SmallSkip:     lang.L("Leave them out"),
	}
}

func collisionNames() []string {
	return []string{
		batch.Number:    lang.L("Number the new file"),
		batch.SkipName:  lang.L("Skip the picture"),
		batch.Overwrite: lang.L("Replace the file"),
	}
}

func filterNames() []string {
	return []string{
		resize.Lanczos:           lang.L("Lanczos (sharpest)"),
		resize.CatmullRom:        lang.L("Catmull-Rom"),
		resize.MitchellNetravali: lang.L("Mitchell (softer)"),
		resize.Linear:            lang.L("Linear"),
		resize.Box:               lang.L("Box"),
		resize.NearestNeighbor:   lang.L("Nearest neighbor (pixel art)"),
	}
}

func sharpenNames() []string {
	return []string{
		resize.SharpenOff:  lang.L("Off"),
		resize.SharpenLow:  lang.L("Low"),
		resize.SharpenHigh: lang.L("High"),
	}
}

func metadataNames() []string {
	return []string{
		resize.KeepAll:       lang.L("Keep everything"),
		resize.NoLocation:    lang.L("All but the location"),
		resize.CopyrightOnly: lang.L("Copyright and dates only"),
		resize.NoMetadata:    lang.L("Nothing"),
	}
}

func colorNames() []string {
	return []string{
		resize.ColorKeep: lang.L("Keep them and their profile"),
		resize.ColorSRGB: lang.L("Convert to sRGB"),
	}
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
