package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/resize/codec/format"
)

func TestFailureDetailsAndCopy(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		list := s.w.resize.list
		must(t, !list.details.Visible(), "details of nothing")
		list.list.Select(2)
		must(t, list.details.Visible(), "no details")
		if list.name.text != "IMG_0003.jpg" || list.reason.String() != "Damaged: the file is incomplete or broken" ||
			list.path.Text != "/photos/Holiday/2024/Lisbon/IMG_0003.jpg" {
			t.Errorf("name %q, reason %q, path %q", list.name.text, list.reason.String(), list.path.Text)
		}
		for _, o := range test.LaidOutObjects(list.details) {
			if b, ok := o.(*keyedButton); ok && b.Text == "Copy" {
				test.Tap(b)
			}
		}
		if want := "Damaged: the file is incomplete or broken\n/photos/Holiday/2024/Lisbon/IMG_0003.jpg"; s.copied != want {
			t.Errorf("copied %q, want %q", s.copied, want)
		}
	})
}

// TestOddNamesAreCopiedAsTheyAre: what is shown in their place would be a path that does not exist.
func TestOddNamesAreCopiedAsTheyAre(t *testing.T) {
	const odd = "/photos/Holiday/a\nb.jpg"
	onStage(t, 1, func(_ *Deps, e *fakeEngine) {
		plain := e.items
		e.items = func(o batch.Options) []batch.Item {
			items := plain(o)
			items[0].Path, items[0].Job.OutputPath = odd, "/out/a\nb.jpg"
			return items
		}
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		list := s.w.resize.list
		list.list.Select(0)
		if want := "/photos/Holiday/a\ufffdb.jpg"; list.path.Text != want {
			t.Errorf("shown as %q, want %q", list.path.Text, want)
		}
		s.tap(button(s.win, "Copy"))
		if want := "To: /out/a\nb.jpg\n" + odd; !strings.HasSuffix(s.copied, want) {
			t.Errorf("copied %q, want …%q", s.copied, want)
		}
	})
}

func TestArrowsAreDrawnAlone(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		s.w.resize.list.list.Select(0)
		s.settle()
		arrows := 0
		for _, o := range test.LaidOutObjects(s.w.resize.list.details) {
			if text, ok := o.(*canvas.Text); ok && strings.Contains(text.Text, "→") {
				arrows++
				if text.Text != "→" {
					t.Errorf("drawn in one: %q", text.Text)
				}
			}
		}
		must(t, arrows == 1, "%d arrows", arrows)
		if want := "6000×4000 → 1920×1280\nTo: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg"; s.w.resize.list.reason.String() != want {
			t.Errorf("says %q, want %q", s.w.resize.list.reason.String(), want)
		}
	})
}

func TestDetailText(t *testing.T) {
	item := holiday(1)(batch.DefaultOptions())[0]
	for _, tt := range []struct {
		name string
		row  row
		want string
	}{
		{"what is damaged", row{Err: &resize.Error{Op: "decode", Path: item.Path, Err: fmt.Errorf("%w: premature end of JPEG file", resize.ErrDamaged)}},
			"Damaged: the file is incomplete or broken\npremature end of JPEG file"},
		{"unreadable", row{Err: errDenied}, "No permission to read it\npermission denied"},
		{"unwritable", row{Err: &resize.Error{Op: "create", Path: "/out/a", Err: fs.ErrPermission}},
			"No permission to write there\npermission denied\nTo: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg"},
		{"unknown", row{Err: &resize.Error{Op: "read", Path: item.Path, Err: errors.New("it is haunted")}}, "Failed: it is haunted"},
		{"changed", row{Err: &resize.Error{Op: "read", Path: item.Path, Err: resize.ErrChanged}}, "The file has changed: try again"},
		{"left out", row{State: batch.Skipped, Reason: batch.ReasonExists}, "A file with that name exists\nLeft out"},
		{"done with a note", row{State: batch.Done, Warnings: []string{"odd EXIF"}},
			"6000×4000 → 1920×1280 · Done, see note\nTo: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg\nNote: odd EXIF"},
		{"what will be lost", row{}, "6000×4000 → 1920×1280\nTo: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg\nNote: HDR gain map not kept"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			item := item
			if tt.name == "what will be lost" {
				item.Job.Source.Extras = format.GainMap
			}
			tt.row.Item = &item
			if got := detailText(tt.row, nameText); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
