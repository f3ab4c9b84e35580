package ui

import (
	"reflect"
	"testing"

	"sizemill/batch"
	"sizemill/resize"
)

func TestFormRoundTrip(t *testing.T) {
	o := batch.DefaultOptions()
	o.Recipe.Mode, o.Recipe.Anchor, o.Recipe.Format, o.Recipe.Quality = resize.Pad, resize.TopLeft, resize.JPEG, 77
	o.Recipe.Sharpen, o.Recipe.Metadata, o.Recipe.Color, o.Recipe.MaxBytes = resize.SharpenHigh, resize.NoLocation, resize.ColorSRGB, 512_500
	o.Recipe.Megapixels, o.Out, o.Collision = 2.5, "/out", batch.SkipName
	got, problems := newForm(o).options(batch.DefaultOptions())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	// Fields that a mode does not use stay with their defaults.
	o.Recipe.Megapixels = batch.DefaultOptions().Recipe.Megapixels
	if !reflect.DeepEqual(got, o) {
		t.Errorf("got  %+v\nwant %+v", got, o)
	}
}

func TestFormProblems(t *testing.T) {
	tests := []struct {
		name   string
		change func(*form)
		want   []problem
	}{
		{"default", func(*form) {}, nil},
		{"spaces", func(f *form) { f.Width = " 800 " }, nil},
		{"one side", func(f *form) { f.Width = "" }, nil},
		{"no side", func(f *form) { f.Width, f.Height = "", " " }, []problem{{Field: fieldWidth, Issue: issueOneSide}}},
		{"letters", func(f *form) { f.Width = "12o0" }, []problem{{Field: fieldWidth, Issue: issuePixels}}},
		{"zero", func(f *form) { f.Height = "0" }, []problem{{Field: fieldHeight, Issue: issuePixels}}},
		{"negative", func(f *form) { f.Height = "-5" }, []problem{{Field: fieldHeight, Issue: issuePixels}}},
		{"huge", func(f *form) { f.Width = "1000000000" }, []problem{{Field: fieldWidth, Issue: issuePixels}}},
		{"fill with one side", func(f *form) { f.Mode, f.Height = resize.Fill, "" }, []problem{{Field: fieldHeight, Issue: issueBothSides}}},
		{"percent with comma", func(f *form) { f.Mode, f.Percent = resize.Percent, "33,3" }, nil},
		{"percent zero", func(f *form) { f.Mode, f.Percent = resize.Percent, "0" }, []problem{{Field: fieldPercent, Issue: issuePercent}}},
		{"percent NaN", func(f *form) { f.Mode, f.Percent = resize.Percent, "NaN" }, []problem{{Field: fieldPercent, Issue: issuePercent}}},
		{"percent infinite", func(f *form) { f.Mode, f.Percent = resize.Percent, "Inf" }, []problem{{Field: fieldPercent, Issue: issuePercent}}},
		{"edge empty", func(f *form) { f.Mode, f.Edge = resize.LongEdge, "" }, []problem{{Field: fieldEdge, Issue: issuePixels}}},
		{"megapixels", func(f *form) { f.Mode, f.Megapixels = resize.Megapixels, "x" }, []problem{{Field: fieldMegapixels, Issue: issueMegapixels}}},
		{"colour", func(f *form) { f.Mode, f.Background = resize.Pad, "#12" }, []problem{{Field: fieldBackground, Issue: issueColor}}},
		{"colour not shown", func(f *form) { f.Background = "#12" }, nil},
		{"quality", func(f *form) { f.Quality = "200" }, []problem{{Field: fieldQuality, Issue: issueQuality}}},
		{"quality empty", func(f *form) { f.Quality = "" }, nil},
		{"largest file", func(f *form) { f.MaxKilobytes = "512.5" }, nil},
		{"largest file zero", func(f *form) { f.MaxKilobytes = "0" }, []problem{{Field: fieldMaxBytes, Issue: issueMaxBytes}}},
		{"largest file in letters", func(f *form) { f.MaxKilobytes = "1MB" }, []problem{{Field: fieldMaxBytes, Issue: issueMaxBytes}}},
		{"quality not shown", func(f *form) { f.Format, f.Quality = resize.PNG, "200" }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newForm(batch.DefaultOptions())
			tt.change(&f)
			if _, got := f.options(batch.DefaultOptions()); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestFormBadName(t *testing.T) {
	for _, name := range []string{"", "{nmae}", "../{name}", "/{name}"} {
		f := newForm(batch.DefaultOptions())
		f.Name = name
		if _, got := f.options(batch.DefaultOptions()); len(got) != 1 || got[0].Field != fieldName || got[0].Err == nil {
			t.Errorf("%q: %+v", name, got)
		}
	}
}
