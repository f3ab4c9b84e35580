package wording

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/ui/model"
	"sizemill/ui/oneline"
	"sizemill/ui/uitest"
)

func TestDoneRowSaysItsResultsName(t *testing.T) {
	item := uitest.Holiday(1)(batch.DefaultOptions())[0]
	out := "/photos/Holiday resized/2024/Lisbon/IMG_0001 (2).jpg" // the name has been taken
	r := model.Row{Item: &item, State: batch.Done, Path: out, Bytes: 1}
	if got, want := NewRow(r).Name, "2024/Lisbon/IMG_0001.jpg → IMG_0001 (2).jpg"; got != want {
		t.Errorf("the row says %q, want %q", got, want)
	}
	if got := Details(r, oneline.Name); !strings.HasSuffix(got, "To: "+out) {
		t.Errorf("the details say %q", got)
	}
}

func TestDetailText(t *testing.T) {
	item := uitest.Holiday(1)(batch.DefaultOptions())[0]
	for _, tt := range []struct {
		name string
		row  model.Row
		want string
	}{
		{"what is damaged", model.Row{Err: &resize.Error{Op: "decode", Path: item.Path, Err: fault.Damaged("premature end of JPEG file")}},
			"Damaged: the file is incomplete or broken\npremature end of JPEG file"},
		{"result too large", model.Row{Err: &resize.Error{Op: "resize", Path: item.Path,
			Err: &fault.Error{Kind: resize.ErrResultSize, Detail: "the result would have 70000 × 10 pixels"}}},
			"The result would be larger than its format allows\nthe result would have 70000 × 10 pixels\n" +
				"To: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg"},
		{"unreadable", model.Row{Err: uitest.ErrDenied}, "No permission to read the file\npermission denied"},
		{"unwritable", model.Row{Err: &resize.Error{Op: "create", Path: "/out/a", Err: fs.ErrPermission}},
			"No permission to write there\npermission denied\nTo: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg"},
		{"unknown", model.Row{Err: &resize.Error{Op: "read", Path: item.Path, Err: errors.New("it is haunted")}}, "Failed: it is haunted"},
		{"changed", model.Row{Err: &resize.Error{Op: "read", Path: item.Path, Err: resize.ErrChanged}}, "The file has changed. Try again"},
		{"left out", model.Row{State: batch.Skipped, Reason: batch.ReasonExists}, "A file with that name exists\nSkipped"},
		{"done with a note", model.Row{State: batch.Done, Warnings: []string{"odd EXIF"}},
			"6000×4000 → 1920×1280 · Done, see note\nTo: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg\nNote: odd EXIF"},
		{"what will be lost", model.Row{}, "6000×4000 → 1920×1280\nTo: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg\nNote: HDR gain map not kept"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			item := item
			if tt.name == "what will be lost" {
				item.Job.Source.Extras = format.GainMap
			}
			tt.row.Item = &item
			if got := Details(tt.row, oneline.Name); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestRowSaysWhySkipped: the reason is shown whether the plan or the run has skipped a picture.
func TestRowSaysWhySkipped(t *testing.T) {
	for reason, want := range map[batch.Reason]string{
		batch.ReasonSmall: "Already small enough", batch.ReasonExists: "A file with that name exists",
		batch.ReasonDone: "Already resized", batch.ReasonResult: "A result of an earlier run",
	} {
		for _, r := range []model.Row{
			{Item: &batch.Item{Rel: "planned.jpg", Task: batch.TaskSkip}, Reason: reason},
			{Item: &batch.Item{Rel: "met.jpg", Job: resize.ImageJob{Width: 10, Height: 10}}, State: batch.Skipped, Reason: reason},
		} {
			if got := NewRow(r); got.Detail != want || got.Status != "Skipped" {
				t.Errorf("%s is skipped, %s: says %q, %q", r.Item.Rel, reason, got.Detail, got.Status)
			}
		}
	}
}
