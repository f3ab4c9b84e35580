package settings_test

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/settings"
)

// TestLimits reads limits as people write them into the file, and passes them on to all that works.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       settings.Limits
		fails      bool
	}{
		{"none", `{"version":1}`, settings.Limits{}, false},
		{
			"all", `{"version":1,"limits":{"memory":1000000000,"maxPixels":800000000,"maxFrames":20000,"timeLimit":"1h30m"}}`,
			settings.Limits{Memory: 1e9, MaxPixels: 8e8, MaxFrames: 20000, TimeLimit: settings.Duration(90 * time.Minute)}, false,
		},
		{"no time limit", `{"version":1,"limits":{"timeLimit":"-1s"}}`, settings.Limits{TimeLimit: settings.Duration(-time.Second)}, false},
		{"below zero", `{"version":1,"limits":{"maxPixels":-1,"maxFrames":7}}`, settings.Limits{}, false},
		{"more than a number holds", `{"version":1,"limits":{"maxPixels":9000000000000000000}}`, settings.Limits{}, false},
		{"not a time", `{"version":1,"limits":{"timeLimit":"soon"}}`, settings.Limits{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.json")
			write(t, path, c.file)
			got, err := settings.NewStore(path).Load()
			if (err != nil) != c.fails || got.Limits != c.want {
				t.Fatalf("got %+v, %v, want %+v", got.Limits, err, c.want)
			}
			if c.fails {
				return
			}
			if err := settings.NewStore(path).Update(whole(got)); err != nil {
				t.Fatal(err)
			}
			if again, err := settings.NewStore(path).Load(); err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("saved and read: %+v, %v, want %+v", again, err, got)
			}
		})
	}
	s := settings.Settings{FollowLinks: true, Limits: settings.Limits{Memory: 1, MaxPixels: 2, MaxFrames: 3, TimeLimit: 4}}
	pictures := resize.Limits{Pixels: 2, Frames: 3}
	if got, want := s.Scan(), (batch.ScanOptions{Limits: pictures, FollowLinks: true}); got != want {
		t.Errorf("scan %+v, want %+v", got, want)
	}
	if got, want := s.Runner(), (batch.Runner{Memory: 1, TimeLimit: 4}); got != want {
		t.Errorf("runner %+v, want %+v", got, want)
	}
	want := hotfolder.Options{Memory: 1, Limits: pictures, TimeLimit: 4, FollowLinks: true}
	if got := s.Watching(); !reflect.DeepEqual(got, want) {
		t.Errorf("watching %+v, want %+v", got, want)
	}
}
