package ui

import (
	"math"
	"strconv"
	"strings"

	"sizemill/batch"
	"sizemill/batch/naming"
	"sizemill/resize"
)

// form is the recipe as typed: text that may not be a number yet.
type form struct {
	Mode                      resize.Mode
	Width, Height             string // pixels; empty leaves that side free
	Percent, Edge, Megapixels string
	Anchor                    resize.Anchor
	Background                string
	Enlarge, TurnBox          bool
	Small                     resize.SmallPolicy
	Filter                    resize.Filter
	Sharpen                   resize.Sharpening
	Metadata                  resize.Metadata
	Color                     resize.ColorPolicy
	MaxKilobytes              string // empty: any number
	Format                    resize.Format
	Quality                   string // empty: the format's own
	KeepDates                 bool
	Out                       string // empty: beside the input
	Name                      string
	Collision                 batch.Collision
}

// field is one input of the form.
type field int

const (
	fieldRecipe field = iota // no single one
	fieldWidth
	fieldHeight
	fieldPercent
	fieldEdge
	fieldMegapixels
	fieldBackground
	fieldQuality
	fieldMaxBytes
	fieldName
)

// issue is what is wrong with a field.
type issue int

const (
	issueEngine issue = iota // Err says it
	issuePixels
	issueOneSide
	issueBothSides
	issuePercent
	issueMegapixels
	issueColor
	issueQuality
	issueMaxBytes
	issueName
)

// problem is why a form cannot be used.
type problem struct {
	Field field
	Issue issue
	Err   error
}

// maxKilobytes is far beyond any use, and small enough that no product overflows.
const maxKilobytes = 1_000_000_000

func newForm(o batch.Options) form {
	r := o.Recipe
	return form{
		Mode: r.Mode, Width: pixelText(r.Width), Height: pixelText(r.Height),
		Percent: decimalText(r.Percent), Edge: pixelText(r.Edge), Megapixels: decimalText(r.Megapixels),
		Anchor: r.Anchor, Background: r.Background.String(), Enlarge: r.Enlarge, TurnBox: r.TurnBox,
		Small: r.Small, Filter: r.Filter, Format: r.Format, Quality: pixelText(r.Quality), KeepDates: r.KeepDates,
		Sharpen: r.Sharpen, Metadata: r.Metadata, Color: r.Color, MaxKilobytes: decimalText(float64(r.MaxBytes) / bytesPerKilobyte),
		Out: o.Out, Name: string(o.Name), Collision: o.Collision,
	}
}

// moreChanged is how many of the settings under More options are not as they are at a first start.
func (f form) moreChanged() int {
	n, first := 0, newForm(batch.DefaultOptions())
	for _, same := range []bool{
		f.Name == first.Name, f.Collision == first.Collision, f.Small == first.Small, strings.TrimSpace(f.MaxKilobytes) == first.MaxKilobytes,
		f.Metadata == first.Metadata, f.Color == first.Color, f.Filter == first.Filter, f.Sharpen == first.Sharpen, f.KeepDates == first.KeepDates,
	} {
		if !same {
			n++
		}
	}
	return n
}

// bytesPerKilobyte is 1,000, as disks and file managers count.
const bytesPerKilobyte = 1000

func pixelText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func decimalText(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func parseWhole(text string) (int, error) { return strconv.Atoi(strings.TrimSpace(text)) }

// usesBox says whether a mode is told a width and a height.
func usesBox(m resize.Mode) bool {
	return m == resize.Fit || m == resize.Fill || m == resize.Pad || m == resize.Stretch
}

func usesEdge(m resize.Mode) bool   { return m == resize.LongEdge || m == resize.ShortEdge }
func usesAnchor(m resize.Mode) bool { return m == resize.Fill || m == resize.Pad }

// options turns the form into options. Fields that the mode does not show keep the value of base and are never wrong.
func (f form) options(base batch.Options) (batch.Options, []problem) {
	o := base
	r := &o.Recipe
	r.Mode, r.Anchor, r.Enlarge, r.TurnBox, r.Small = f.Mode, f.Anchor, f.Enlarge, f.TurnBox, f.Small
	r.Filter, r.Format, r.KeepDates = f.Filter, f.Format, f.KeepDates
	r.Sharpen, r.Metadata, r.Color = f.Sharpen, f.Metadata, f.Color
	o.Out, o.Name, o.Collision = f.Out, naming.Template(f.Name), f.Collision

	var problems []problem
	wrong := func(at field, what issue) { problems = append(problems, problem{Field: at, Issue: what}) }
	whole := func(text string, most int, at field, what issue, optional bool) int {
		if strings.TrimSpace(text) == "" && optional {
			return 0
		}
		n, err := parseWhole(text)
		if err != nil || n < 1 || n > most {
			wrong(at, what)
		}
		return n
	}
	decimal := func(text string, most float64, at field, what issue) float64 {
		n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(text), ",", ".", 1), 64)
		if err != nil || math.IsNaN(n) || n <= 0 || n > most {
			wrong(at, what)
		}
		return n
	}

	switch {
	case usesBox(f.Mode):
		r.Width = whole(f.Width, resize.MaxSide, fieldWidth, issuePixels, true)
		r.Height = whole(f.Height, resize.MaxSide, fieldHeight, issuePixels, true)
		if len(problems) > 0 {
			break
		}
		if r.Width == 0 && r.Height == 0 {
			wrong(fieldWidth, issueOneSide)
		} else if usesAnchor(f.Mode) && (r.Width == 0 || r.Height == 0) {
			at := fieldWidth
			if r.Height == 0 {
				at = fieldHeight
			}
			wrong(at, issueBothSides)
		}
	case f.Mode == resize.Percent:
		r.Percent = decimal(f.Percent, resize.MaxPercent, fieldPercent, issuePercent)
	case usesEdge(f.Mode):
		r.Edge = whole(f.Edge, resize.MaxSide, fieldEdge, issuePixels, false)
	case f.Mode == resize.Megapixels:
		r.Megapixels = decimal(f.Megapixels, resize.MaxMegapixels, fieldMegapixels, issueMegapixels)
	}
	if f.Mode == resize.Pad {
		if err := r.Background.UnmarshalText([]byte(strings.TrimSpace(f.Background))); err != nil {
			wrong(fieldBackground, issueColor)
		}
	}
	if takesQuality(f.Format) {
		r.Quality = whole(f.Quality, 100, fieldQuality, issueQuality, true)
	} else {
		r.Quality = 0
	}
	r.MaxBytes = 0
	if strings.TrimSpace(f.MaxKilobytes) != "" {
		r.MaxBytes = int64(bytesPerKilobyte * decimal(f.MaxKilobytes, maxKilobytes, fieldMaxBytes, issueMaxBytes))
	}
	if err := o.Name.Validate(); err == nil && len(o.Sizes) == 0 && o.Name.Has("size") {
		problems = append(problems, problem{Field: fieldName, Issue: issueName, Err: &naming.UnknownFieldError{Field: "size"}})
	} else if err != nil {
		problems = append(problems, problem{Field: fieldName, Issue: issueName, Err: err})
	}
	if len(problems) == 0 {
		// The engine has the last word.
		if err := o.Validate(); err != nil {
			problems = append(problems, problem{Field: fieldRecipe, Issue: issueEngine, Err: err})
		}
	}
	return o, problems
}
