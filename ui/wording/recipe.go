package wording

import (
	"strconv"

	"fyne.io/fyne/v2/lang"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/form"
	"sizemill/ui/oneline"
)

// NewFolder says which settings a folder is added with.
func NewFolder(o batch.Options) string {
	return lang.L("New folders use the settings of the Resize view: {{.Recipe}}",
		words{"Recipe": Recipe(o)})
}

// Recipe sums up what happens to a picture in one line:
// "fit inside 1920 × 1080 px · JPEG, quality 85 · to /srv/web".
func Recipe(o batch.Options) string {
	r := o.Recipe
	format := lang.L("same format")
	if r.Format != resize.FormatSame {
		format = r.Format.String()
	}
	if r.Quality > 0 {
		format = lang.L("{{.Format}}, quality {{.Quality}}",
			words{"Format": format, "Quality": r.Quality})
	}
	out := lang.L("to a “… resized” folder next to it")
	switch {
	case o.InPlace:
		out = lang.L("in place of the originals")
	case o.Out != "":
		out = lang.L("to {{.Path}}", words{"Path": oneline.Name(o.Out)})
	}
	size := sizeRule(r)
	if n := len(o.Sizes); n > 0 {
		size = lang.N("{{.Count}} sizes", n, words{"Count": count(n)})
	}
	return oneline.Join(size, format, out)
}

// sizeRule is the part about the size.
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
	case resize.Fit:
		return lang.L("fit inside {{.Box}}", words{"Box": box})
	case resize.Fill:
		return lang.L("fill {{.Box}}", words{"Box": box})
	case resize.Pad:
		return lang.L("fit {{.Box}} with borders", words{"Box": box})
	case resize.Stretch:
		return lang.L("stretch to {{.Box}}", words{"Box": box})
	case resize.Percent:
		return lang.L("{{.N}}% of the size", words{"N": form.Decimal(r.Percent)})
	case resize.LongEdge:
		return lang.L("longer side {{.N}} px", words{"N": r.Edge})
	case resize.ShortEdge:
		return lang.L("shorter side {{.N}} px", words{"N": r.Edge})
	case resize.Megapixels:
		return lang.L("at most {{.N}} megapixels", words{"N": form.Decimal(r.Megapixels)})
	case resize.NoResize:
		return lang.L("same size")
	}
	return r.Mode.String()
}
