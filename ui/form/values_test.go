package form

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
	got, problems := New(o).Options(batch.DefaultOptions())
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
		change func(*Values)
		want   []Problem
	}{
		{"default", func(*Values) {}, nil},
		{"spaces", func(f *Values) { f.Width = " 800 " }, nil},
		{"one side", func(f *Values) { f.Width = "" }, nil},
		{"no side", func(f *Values) { f.Width, f.Height = "", " " }, []Problem{{Field: FieldWidth, Issue: IssueOneSide}}},
		{"letters", func(f *Values) { f.Width = "12o0" }, []Problem{{Field: FieldWidth, Issue: IssuePixels}}},
		{"zero", func(f *Values) { f.Height = "0" }, []Problem{{Field: FieldHeight, Issue: IssuePixels}}},
		{"negative", func(f *Values) { f.Height = "-5" }, []Problem{{Field: FieldHeight, Issue: IssuePixels}}},
		{"huge", func(f *Values) { f.Width = "1000000000" }, []Problem{{Field: FieldWidth, Issue: IssuePixels}}},
		{"fill with one side", func(f *Values) { f.Mode, f.Height = resize.Fill, "" }, []Problem{{Field: FieldHeight, Issue: IssueBothSides}}},
		{"percent with comma", func(f *Values) { f.Mode, f.Percent = resize.Percent, "33,3" }, nil},
		{"percent zero", func(f *Values) { f.Mode, f.Percent = resize.Percent, "0" }, []Problem{{Field: FieldPercent, Issue: IssuePercent}}},
		{"percent NaN", func(f *Values) { f.Mode, f.Percent = resize.Percent, "NaN" }, []Problem{{Field: FieldPercent, Issue: IssuePercent}}},
		{"percent infinite", func(f *Values) { f.Mode, f.Percent = resize.Percent, "Inf" }, []Problem{{Field: FieldPercent, Issue: IssuePercent}}},
		{"edge empty", func(f *Values) { f.Mode, f.Edge = resize.LongEdge, "" }, []Problem{{Field: FieldEdge, Issue: IssuePixels}}},
		{"megapixels", func(f *Values) { f.Mode, f.Megapixels = resize.Megapixels, "x" }, []Problem{{Field: FieldMegapixels, Issue: IssueMegapixels}}},
		{"color", func(f *Values) { f.Mode, f.Background = resize.Pad, "#12" }, []Problem{{Field: FieldBackground, Issue: IssueColor}}},
		{"color not shown", func(f *Values) { f.Background = "#12" }, nil},
		{"quality", func(f *Values) { f.Quality = "200" }, []Problem{{Field: FieldQuality, Issue: IssueQuality}}},
		{"quality empty", func(f *Values) { f.Quality = "" }, nil},
		{"largest file", func(f *Values) { f.MaxKilobytes = "512.5" }, nil},
		{"largest file zero", func(f *Values) { f.MaxKilobytes = "0" }, []Problem{{Field: FieldMaxBytes, Issue: IssueMaxBytes}}},
		{"largest file in letters", func(f *Values) { f.MaxKilobytes = "1MB" }, []Problem{{Field: FieldMaxBytes, Issue: IssueMaxBytes}}},
		{"quality not shown", func(f *Values) { f.Format, f.Quality = resize.PNG, "200" }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := New(batch.DefaultOptions())
			tt.change(&f)
			if _, got := f.Options(batch.DefaultOptions()); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestFormBadName(t *testing.T) {
	for _, name := range []string{"", "{nmae}", "../{name}", "/{name}"} {
		f := New(batch.DefaultOptions())
		f.Name = name
		if _, got := f.Options(batch.DefaultOptions()); len(got) != 1 || got[0].Field != FieldName || got[0].Err == nil {
			t.Errorf("%q: %+v", name, got)
		}
	}
}
