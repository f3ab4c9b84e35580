package form

import (
	"strconv"
	"strings"

	"sizemill/batch"
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
	MaxKilobytes              string // empty for any size
	Format                    resize.Format
	Quality                   string // empty for the format's default
	KeepDates                 bool
	Out                       string // empty for beside the input
	InPlace                   bool   // results replace their originals; Out, Name and Collision rest
	Name                      string
	Collision                 batch.Collision
}

// New returns o as it would be typed.
func New(o batch.Options) Values {
	r := o.Recipe
	return Values{
		Mode: r.Mode, Width: Whole(r.Width), Height: Whole(r.Height),
		Percent: Decimal(r.Percent), Edge: Whole(r.Edge), Megapixels: Decimal(r.Megapixels),
		Anchor: r.Anchor, Background: r.Background.String(), Enlarge: r.Enlarge, TurnBox: r.TurnBox,
		Small: r.Small, Filter: r.Filter, Sharpen: r.Sharpen, Metadata: r.Metadata, Color: r.Color,
		Format: r.Format, Quality: Whole(r.Quality), KeepDates: r.KeepDates,
		MaxKilobytes: Decimal(float64(r.MaxBytes) / bytesPerKilobyte),
		Out:          o.Out, Name: string(o.Name), Collision: o.Collision,
	}
}

// MoreChanged returns how many settings under More options differ from those of a first start.
func (f Values) MoreChanged() int {
	n, first := 0, New(batch.DefaultOptions())
	for _, same := range []bool{
		f.Name == first.Name, f.Collision == first.Collision, f.Small == first.Small,
		strings.TrimSpace(f.MaxKilobytes) == first.MaxKilobytes,
		f.Metadata == first.Metadata, f.Color == first.Color, f.Filter == first.Filter,
		f.Sharpen == first.Sharpen, f.KeepDates == first.KeepDates,
	} {
		if !same {
			n++
		}
	}
	return n
}

// Whole writes n as a field shows it: 0 is an empty field.
func Whole(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Decimal writes f in the same way, with as many digits as it needs.
func Decimal(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// ParseWhole reads a whole number with any space around it.
func ParseWhole(text string) (int, error) { return strconv.Atoi(strings.TrimSpace(text)) }

// UsesBox reports whether mode m has a width and a height.
func UsesBox(m resize.Mode) bool {
	return m == resize.Fit || m == resize.Fill || m == resize.Pad || m == resize.Stretch
}

// UsesEdge reports whether mode m has the length of one side.
func UsesEdge(m resize.Mode) bool { return m == resize.LongEdge || m == resize.ShortEdge }

// UsesAnchor reports whether mode m has a position in the box.
func UsesAnchor(m resize.Mode) bool { return m == resize.Fill || m == resize.Pad }
