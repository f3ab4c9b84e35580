package form

import (
	"math"
	"strconv"
	"strings"

	"sizemill/batch"
	"sizemill/batch/naming"
	"sizemill/resize"
)

// Values is the recipe as typed: text that may not be a number yet.
type Values struct {
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

// maxKilobytes is far beyond any use, and small enough that no product overflows.
const maxKilobytes = 1_000_000_000

func New(o batch.Options) Values {
	r := o.Recipe
	return Values{
		Mode: r.Mode, Width: Pixels(r.Width), Height: Pixels(r.Height),
		Percent: Decimal(r.Percent), Edge: Pixels(r.Edge), Megapixels: Decimal(r.Megapixels),
		Anchor: r.Anchor, Background: r.Background.String(), Enlarge: r.Enlarge, TurnBox: r.TurnBox,
		Small: r.Small, Filter: r.Filter, Format: r.Format, Quality: Pixels(r.Quality), KeepDates: r.KeepDates,
		Sharpen: r.Sharpen, Metadata: r.Metadata, Color: r.Color, MaxKilobytes: Decimal(float64(r.MaxBytes) / bytesPerKilobyte),
		Out: o.Out, Name: string(o.Name), Collision: o.Collision,
	}
}

// MoreChanged is how many of the settings under More options are not as they are at a first start.
func (f Values) MoreChanged() int {
	n, first := 0, New(batch.DefaultOptions())
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

func Pixels(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func Decimal(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func ParseWhole(text string) (int, error) { return strconv.Atoi(strings.TrimSpace(text)) }

// UsesBox says whether a mode is told a width and a height.
func UsesBox(m resize.Mode) bool {
	return m == resize.Fit || m == resize.Fill || m == resize.Pad || m == resize.Stretch
}

func UsesEdge(m resize.Mode) bool { return m == resize.LongEdge || m == resize.ShortEdge }

func UsesAnchor(m resize.Mode) bool { return m == resize.Fill || m == resize.Pad }

// Options turns the form into options. Fields that the mode does not show keep the value of base and are never wrong.
func (f Values) Options(base batch.Options) (batch.Options, []Problem) {
	o := base
	r := &o.Recipe
	r.Mode, r.Anchor, r.Enlarge, r.TurnBox, r.Small = f.Mode, f.Anchor, f.Enlarge, f.TurnBox, f.Small
	r.Filter, r.Format, r.KeepDates = f.Filter, f.Format, f.KeepDates
	r.Sharpen, r.Metadata, r.Color = f.Sharpen, f.Metadata, f.Color
	o.Out, o.Name, o.Collision = f.Out, naming.Template(f.Name), f.Collision

	var problems []Problem
	wrong := func(at field, what issue) { problems = append(problems, Problem{Field: at, Issue: what}) }
	whole := func(text string, most int, at field, what issue, optional bool) int {
		if strings.TrimSpace(text) == "" && optional {
			return 0
		}
		n, err := ParseWhole(text)
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
	case UsesBox(f.Mode):
		r.Width = whole(f.Width, resize.MaxSide, FieldWidth, IssuePixels, true)
		r.Height = whole(f.Height, resize.MaxSide, FieldHeight, IssuePixels, true)
		if len(problems) > 0 {
			break
		}
		if r.Width == 0 && r.Height == 0 {
			wrong(FieldWidth, IssueOneSide)
		} else if UsesAnchor(f.Mode) && (r.Width == 0 || r.Height == 0) {
			at := FieldWidth
			if r.Height == 0 {
				at = FieldHeight
			}
			wrong(at, IssueBothSides)
		}
	case f.Mode == resize.Percent:
		r.Percent = decimal(f.Percent, resize.MaxPercent, FieldPercent, IssuePercent)
	case UsesEdge(f.Mode):
		r.Edge = whole(f.Edge, resize.MaxSide, FieldEdge, IssuePixels, false)
	case f.Mode == resize.Megapixels:
		r.Megapixels = decimal(f.Megapixels, resize.MaxMegapixels, FieldMegapixels, IssueMegapixels)
	}
	if f.Mode == resize.Pad {
		if err := r.Background.UnmarshalText([]byte(strings.TrimSpace(f.Background))); err != nil {
			wrong(FieldBackground, IssueColor)
		}
	}
	if TakesQuality(f.Format) {
		r.Quality = whole(f.Quality, 100, FieldQuality, IssueQuality, true)
	} else {
		r.Quality = 0
	}
	r.MaxBytes = 0
	if strings.TrimSpace(f.MaxKilobytes) != "" {
		r.MaxBytes = int64(bytesPerKilobyte * decimal(f.MaxKilobytes, maxKilobytes, FieldMaxBytes, IssueMaxBytes))
	}
	if err := o.Name.Validate(); err == nil && len(o.Sizes) == 0 && o.Name.Has("size") {
		problems = append(problems, Problem{Field: FieldName, Issue: IssueName, Err: &naming.UnknownFieldError{Field: "size"}})
	} else if err != nil {
		problems = append(problems, Problem{Field: FieldName, Issue: IssueName, Err: err})
	}
	if len(problems) == 0 {
		// The engine has the last word.
		if err := o.Validate(); err != nil {
			problems = append(problems, Problem{Field: FieldRecipe, Issue: issueEngine, Err: err})
		}
	}
	return o, problems
}
