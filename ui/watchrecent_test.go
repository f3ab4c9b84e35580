package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
)

// arrivals makes what a folder remembers of names, oldest first; those with a "!" have failed.
func arrivals(names ...string) []hotfolder.Recent {
	var recent []hotfolder.Recent
	for i, name := range names {
		r := hotfolder.Recent{At: time.Date(2026, 1, 2, 12, i, 0, 0, time.UTC)}
		path, failed := strings.CutSuffix(name, "!")
		if r.Path = "/in/" + path; failed {
			r.Err = &resize.Error{Op: "decode", Path: r.Path, Err: resize.ErrDamaged}
		} else {
			r.Output = "/in resized/" + path
		}
		recent = append([]hotfolder.Recent{r}, recent...)
	}
	return recent[:min(len(recent), hotfolder.RecentMax)]
}

func listed(recent []hotfolder.Recent) string {
	var names []string
	for _, r := range recent {
		name := strings.TrimPrefix(r.Path, "/in/")
		if r.Err != nil {
			name += "!"
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func TestCardKeepsFailures(t *testing.T) {
	var many []string
	for i := range 2 * hotfolder.RecentMax {
		many = append(many, fmt.Sprint("m", i))
	}
	for _, tt := range []struct {
		name  string
		steps [][]string // what has arrived so far, each time the card is told
		want  string
	}{
		{"few", [][]string{{"a", "b"}}, "b a"},
		{"one failure and five others", [][]string{{"bad!", "a", "b", "c", "d", "e"}}, "bad! e d c b"},
		{"failures leave room", [][]string{{"1!", "2!", "3!", "4!", "a", "b", "c"}}, "4! 3! 2! c b"},
		{"failures alone", [][]string{{"1!", "2!", "3!", "4!", "5!", "6!"}}, "6! 5! 4! 3! 2!"},
		{"mended", [][]string{{"bad!", "a"}, {"bad!", "a", "bad"}}, "bad a"},
		{"failed twice", [][]string{{"bad!", "a", "bad!"}}, "bad! a"},
		{"more arrive than are remembered", [][]string{{"bad!"}, append([]string{"bad!"}, many...)}, "bad! m99 m98 m97 m96"},
	} {
		var kept, recent []hotfolder.Recent
		for _, step := range tt.steps {
			recent = arrivals(step...)
			kept = keepFailures(kept, recent)
		}
		if got := listed(cardRecent(kept, recent)); got != tt.want {
			t.Errorf("%s: lists %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestWatchFailuresStay on the card, with name and reason, when other pictures have followed.
func TestWatchFailuresStay(t *testing.T) {
	onStage(t, 1, func(d *Deps, _ *fakeEngine) {
		d.Settings.Watch = []hotfolder.Folder{{Path: "/in", Options: batch.DefaultOptions()}}
	}, func(s *stage) {
		for _, names := range [][]string{{"bad.jpg!"}, {"bad.jpg!", "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"}} {
			status := s.watch.Status()
			status[0].Recent, status[0].Failed = arrivals(names...), 1
			s.arrived(status...)
		}
		card := s.w.watch.cards["/in"]
		if want := "12:00 · bad.jpg · Damaged: the file is incomplete or broken"; card.recent[0].text != want {
			t.Errorf("the card begins with %q, want %q", card.recent[0].text, want)
		}
		if want := "12:06 · f.jpg"; !strings.HasPrefix(card.recent[1].text, want) {
			t.Errorf("then comes %q, want %q", card.recent[1].text, want)
		}
	})
}

// TestPausedCountsNothingAsArriving: nobody has looked whether those files are old or new.
func TestPausedCountsNothingAsArriving(t *testing.T) {
	s := hotfolder.Status{State: hotfolder.Paused, Settling: 7}
	if got, want := watchStateText(s), "Paused · 7 not checked yet"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	s.State = hotfolder.Watching
	if got, want := watchStateText(s), "Watching · 7 arriving"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
}
