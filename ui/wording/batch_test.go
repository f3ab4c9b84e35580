package wording

import (
	"io/fs"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/model"
)

func TestPlanNote(t *testing.T) {
	for _, tt := range []struct {
		counts batch.Counts
		want   string
	}{
		{batch.Counts{}, ""},
		{batch.Counts{Replace: 3}, "3 files will be replaced"},
		{batch.Counts{Replace: 1, Number: 1}, "1 file will be replaced · 1 result will get a number"},
		{batch.Counts{Number: 8}, "8 results will get a number"},
	} {
		if got := PlanNote(model.View{Counts: tt.counts}); got != tt.want {
			t.Errorf("%+v: says %q, want %q", tt.counts, got, tt.want)
		}
	}
}

func TestStartText(t *testing.T) {
	for _, tt := range []struct {
		counts batch.Counts
		want   string
	}{
		{batch.Counts{Convert: 7, Copy: 20003}, "Resize 7 pictures, copy 20,003"},
		{batch.Counts{Convert: 1, Copy: 2}, "Resize 1 picture, copy 2"},
		{batch.Counts{Convert: 7}, "Resize 7 pictures"},
		{batch.Counts{Copy: 1}, "Copy 1 picture"},
		{batch.Counts{Skip: 1}, "Resize"},
	} {
		if got := Start(model.View{Counts: tt.counts}); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.counts, got, tt.want)
		}
	}
}

func TestDoneTexts(t *testing.T) {
	made := batch.Summary{Converted: 22, Copied: 3, BytesIn: 2e6, BytesOut: 1e6, Elapsed: 3 * time.Second}
	noSpace := &batch.NoSpaceError{Path: "/mnt/usb", Need: 2e9, Free: 1e9}
	denied := &resize.Error{Op: "create", Path: "/mnt/usb", Err: fs.ErrPermission}
	for _, tt := range []struct {
		name       string
		view       model.View
		text, note string
	}{
		{"copies are no resized ones", model.View{Summary: made}, "22 pictures resized, 3 copied, 2.0 MB → 1.0 MB", "in 3.0 s"},
		{"so with failures and notes", model.View{Summary: made, Failures: 2, Notes: 1},
			"22 pictures resized, 3 copied, 2.0 MB → 1.0 MB · 1 with a note", "in 3.0 s · failed pictures are at the top of the list"},
		{"notes alone", model.View{Summary: made, Notes: 2},
			"22 pictures resized, 3 copied, 2.0 MB → 1.0 MB · 2 with notes", "in 3.0 s · pictures with notes are at the top of the list"},
		{"after a retry", model.View{Earlier: made, Summary: batch.Summary{Converted: 2, Elapsed: time.Second}},
			"24 pictures resized, 3 copied, 2.0 MB → 1.0 MB", "in 4.0 s"},
		{"copies alone", model.View{Summary: batch.Summary{Copied: 1, Skipped: 2, Elapsed: time.Second}}, "1 picture copied", "in 1.0 s · 2 skipped"},
		{"nothing", model.View{Failures: 2}, "No picture was resized", "failed pictures are at the top of the list"},
		{"no room at all", model.View{RunErr: noSpace}, "Not enough space: at least 2.0 GB needed, 1.0 GB free", "/mnt/usb"},
		{"no permission after some", model.View{Summary: made, RunErr: denied},
			"22 pictures resized, 3 copied, 2.0 MB → 1.0 MB", "No permission to write there · /mnt/usb"},
	} {
		if text, note := Done(tt.view), DoneNote(tt.view); text != tt.text || note != tt.note {
			t.Errorf("%s: says %q, %q\nwant %q, %q", tt.name, text, note, tt.text, tt.note)
		}
	}
}
