package ui

import (
	"slices"
	"strings"
	"testing"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/ui/uitest"
)

// TestWatchFailuresStay: the card still shows failures after other pictures have followed.
func TestWatchFailuresStay(t *testing.T) {
	onStage(t, 1, func(d *Deps, _ *uitest.Engine) {
		d.Settings.Watch = []hotfolder.Folder{{Path: "/in", Options: batch.DefaultOptions()}}
	}, func(s *stage) {
		for _, names := range [][]string{{"bad.jpg!"}, {"bad.jpg!", "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"}} {
			status := s.watch.Status()
			status[0].Recent, status[0].Failed = uitest.Arrivals(names...), 1
			s.arrived(status...)
		}
		card := s.w.watch.cards["/in"]
		if want := "12:00 · bad.jpg · Damaged: the file is incomplete or broken"; card.recent[0].Text != want {
			t.Errorf("the card begins with %q, want %q", card.recent[0].Text, want)
		}
		if want := "12:06 · f.jpg"; !strings.HasPrefix(card.recent[1].Text, want) {
			t.Errorf("then comes %q, want %q", card.recent[1].Text, want)
		}
	})
}

// TestWatchRetry: the card offers to try failed pictures again while some are set aside.
func TestWatchRetry(t *testing.T) {
	onStage(t, 1, func(d *Deps, _ *uitest.Engine) {
		d.Settings.Watch = []hotfolder.Folder{{Path: "/in", Options: batch.DefaultOptions()}}
	}, func(s *stage) {
		card := s.w.watch.cards["/in"]
		if card.retry.Visible() {
			t.Error("nothing has failed, and the card offers a retry")
		}
		status := s.watch.Status()
		status[0].Failed, status[0].SetAside = 2, []hotfolder.SetAside{{Path: "/in/bad.jpg"}}
		s.arrived(status...)
		if want := "Retry 2 failed"; !card.retry.Visible() || card.retry.Text != want {
			t.Errorf("the button is shown: %v, says %q, want %q", card.retry.Visible(), card.retry.Text, want)
		}
		s.tap(card.retry)
		if got := s.watch.Retried(); !slices.Equal(got, []string{"/in"}) {
			t.Errorf("tried again %q", got)
		}
	})
}
