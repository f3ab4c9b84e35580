package form

import (
	"math"
	"strconv"
	"strings"

	"sizemill/batch"
	"sizemill/batch/naming"
	"sizemill/resize"
)

// InPlace returns o for results that replace their originals, and so have their names and folders.
func InPlace(o batch.Options) batch.Options {
	o.InPlace, o.Out, o.Name, o.Collision = true, "", naming.Default, batch.Number
	return o
}

// Options returns base with the values of the form. Fields that the mode does not show keep the
// value of base and are never wrong. What is returned can be remembered: f.InPlace is not in it.
// See InPlace.
func (f Values) Options(base batch.Options) (batch.Options, []Problem) {
	o := base
	r := &o.Recipe
	r.Mode, r.Anchor, r.Enlarge, r.TurnBox, r.Small = f.Mode, f.Anchor, f.Enlarge, f.TurnBox, f.Small
	r.Filter, r.Format, r.KeepDates = f.Filter, f.Format, f.KeepDates
	r.Sharpen, r.Metadata, r.Color = f.Sharpen, f.Metadata, f.Color
	o.Out, o.Name, o.Collision = f.Out, naming.Template(f.Name), f.Collision

	var c checker
	f.readSize(&c, r)
	f.readEncoding(&c, r)
	switch err := o.Name.Validate(); {
	case f.InPlace:
		if err != nil {
			o.Name = base.Name
		}
	case err == nil && len(o.Sizes) == 0 && o.Name.Has("size"):
		c.add(Problem{Field: FieldName, Issue: IssueName, Err: &naming.UnknownFieldError{Field: "size"}})
	case err != nil:
		c.add(Problem{Field: FieldName, Issue: IssueName, Err: err})
	}
	if len(c.problems) == 0 {
		// The engine has the last word.
		planned := o
		if f.InPlace {
			planned = InPlace(o)
		}
		if err := planned.Validate(); err != nil {
			c.add(Problem{Field: FieldRecipe, Issue: IssueEngine, Err: err})
		}
	}
	return o, c.problems
}

// readSize reads the fields of the mode into r.
func (f Values) readSize(c *checker, r *resize.Recipe) {
	switch {
	case UsesBox(f.Mode):
		f.readBox(c, r)
	case f.Mode == resize.Percent:
		r.Percent = c.decimal(f.Percent, resize.MaxPercent, FieldPercent, IssuePercent)
	case UsesEdge(f.Mode):
		r.Edge = c.whole(f.Edge, resize.MaxSide, FieldEdge, IssuePixels)
	case f.Mode == resize.Megapixels:
		r.Megapixels = c.decimal(f.Megapixels, resize.MaxMegapixels, FieldMegapixels, IssueMegapixels)
	}
	if f.Mode == resize.Pad {
		if err := r.Background.UnmarshalText([]byte(strings.TrimSpace(f.Background))); err != nil {
			c.wrong(FieldBackground, IssueColor)
		}
	}
}

// readBox reads a width and a height, of which some modes need only one.
func (f Values) readBox(c *checker, r *resize.Recipe) {
	r.Width = c.wholeOrNone(f.Width, resize.MaxSide, FieldWidth, IssuePixels)
	r.Height = c.wholeOrNone(f.Height, resize.MaxSide, FieldHeight, IssuePixels)
	switch {
	case len(c.problems) > 0:
	case r.Width == 0 && r.Height == 0:
		c.wrong(FieldWidth, IssueOneSide)
	case UsesAnchor(f.Mode) && r.Width == 0:
		c.wrong(FieldWidth, IssueBothSides)
	case UsesAnchor(f.Mode) && r.Height == 0:
		c.wrong(FieldHeight, IssueBothSides)
	}
}

// maxKilobytes is far beyond any use, and small enough that no product overflows.
const maxKilobytes = 1_000_000_000

// bytesPerKilobyte is 1,000, as disks and file managers count.
const bytesPerKilobyte = 1000

// readEncoding reads the quality and the largest file into r.
func (f Values) readEncoding(c *checker, r *resize.Recipe) {
	r.Quality, r.MaxBytes = 0, 0
	if TakesQuality(f.Format) {
		r.Quality = c.wholeOrNone(f.Quality, 100, FieldQuality, IssueQuality)
	}
	if strings.TrimSpace(f.MaxKilobytes) != "" {
		kilobytes := c.decimal(f.MaxKilobytes, maxKilobytes, FieldMaxBytes, IssueMaxBytes)
		r.MaxBytes = int64(bytesPerKilobyte * kilobytes)
	}
}

// checker reads numbers and collects what is wrong with them.
type checker struct {
	problems []Problem
}

func (c *checker) add(p Problem) { c.problems = append(c.problems, p) }

func (c *checker) wrong(at Field, what Issue) { c.add(Problem{Field: at, Issue: what}) }

// whole reads a whole number from 1 to most.
func (c *checker) whole(text string, most int, at Field, what Issue) int {
	n, err := ParseWhole(text)
	if err != nil || n < 1 || n > most {
		c.wrong(at, what)
	}
	return n
}

// wholeOrNone also accepts an empty field, as 0.
func (c *checker) wholeOrNone(text string, most int, at Field, what Issue) int {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	return c.whole(text, most, at, what)
}

// decimal reads a number above 0, up to most, with a decimal point or comma.
func (c *checker) decimal(text string, most float64, at Field, what Issue) float64 {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(text), ",", ".", 1), 64)
	if err != nil || math.IsNaN(n) || n <= 0 || n > most {
		c.wrong(at, what)
	}
	return n
}
