package model

import (
	"fmt"
	"strings"
	"testing"

	"sizemill/hotfolder"
	"sizemill/ui/uitest"
)

// listed writes recent as one line; failures have an exclamation mark.
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
			recent = uitest.Arrivals(step...)
			kept = KeepFailures(kept, recent)
		}
		if got := listed(WatchedFolder{Status: hotfolder.Status{Recent: recent}, Failures: kept}.Listed()); got != tt.want {
			t.Errorf("%s: lists %q, want %q", tt.name, got, tt.want)
		}
	}
}
