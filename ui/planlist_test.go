package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"sizemill/batch"
	"sizemill/ui/uitest"
	"sizemill/ui/widgets"
)

func TestFailureDetailsAndCopy(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		list := s.w.resize.list
		uitest.Must(t, !list.details.Visible(), "details of nothing")
		list.list.Select(2)
		uitest.Must(t, list.details.Visible(), "no details")
		if list.name.Text != "IMG_0003.jpg" || list.reason.String() != "Damaged: the file is incomplete or broken" ||
			list.path.Text != "/photos/Holiday/2024/Lisbon/IMG_0003.jpg" {
			t.Errorf("name %q, reason %q, path %q", list.name.Text, list.reason.String(), list.path.Text)
		}
		for _, o := range test.LaidOutObjects(list.details) {
			if b, ok := o.(*widgets.Button); ok && b.Text == "Copy" {
				test.Tap(b)
			}
		}
		if want := "Damaged: the file is incomplete or broken\n/photos/Holiday/2024/Lisbon/IMG_0003.jpg"; s.copied != want {
			t.Errorf("copied %q, want %q", s.copied, want)
		}
	})
}

// TestOddNamesAreCopiedAsTheyAre: the path that is shown for them does not exist.
func TestOddNamesAreCopiedAsTheyAre(t *testing.T) {
	const odd = "/photos/Holiday/a\nb.jpg"
	onStage(t, 1, func(_ *Deps, e *uitest.Engine) {
		plain := e.Items
		e.Items = func(o batch.Options) []batch.Item {
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
		uitest.Must(t, arrows == 1, "%d arrows", arrows)
		if want := "6000×4000 → 1920×1280\nTo: /photos/Holiday resized/2024/Lisbon/IMG_0001.jpg"; s.w.resize.list.reason.String() != want {
			t.Errorf("says %q, want %q", s.w.resize.list.reason.String(), want)
		}
	})
}
