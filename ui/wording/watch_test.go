package wording

import (
	"testing"
	"time"

	"sizemill/hotfolder"
	"sizemill/resize"
)

func TestRecentText(t *testing.T) {
	at := time.Date(2026, 5, 1, 14, 3, 0, 0, time.Local)
	for _, tt := range []struct {
		recent hotfolder.Recent
		want   string
	}{
		{hotfolder.Recent{Path: "/in/trip/a.jpg", Output: "/in resized/trip/a.jpg", Bytes: 2600}, "14:03 · trip/a.jpg · 2.6 kB"},
		{hotfolder.Recent{Path: "/in/a.png", Output: "/in resized/a.jpg", Bytes: 2600}, "14:03 · a.png → a.jpg · 2.6 kB"},
		{hotfolder.Recent{Path: "/in/trip/a.jpg", Err: resize.ErrDamaged}, "14:03 · trip/a.jpg · Damaged: the file is incomplete or broken"},
	} {
		tt.recent.At = at
		if got := Recent("/in", tt.recent); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// TestPausedCountsNothingAsArriving: it is not known yet whether those files are new.
func TestPausedCountsNothingAsArriving(t *testing.T) {
	s := hotfolder.Status{State: hotfolder.Paused, Settling: 7}
	if got, want := WatchState(s), "Paused · 7 not checked yet"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	s.State = hotfolder.Watching
	if got, want := WatchState(s), "Watching · 7 arriving"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
}
