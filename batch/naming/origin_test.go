package naming

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/resize"
)

func TestMayBeFrom(t *testing.T) {
	source := time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "a.jpg")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		date time.Time
		keep bool
		want bool
	}{
		{"the same date", source, true, true},
		{"the same date, by chance", source, false, true},
		{"a later date", source.Add(time.Hour), true, false},
		{"a later date, of its own", source.Add(time.Hour), false, true},
		{"an earlier date", source.Add(-time.Hour), false, false},
	} {
		if err := os.Chtimes(path, c.date, c.date); err != nil {
			t.Fatal(err)
		}
		file, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		job := resize.ImageJob{Recipe: &resize.Recipe{KeepDates: c.keep}}
		job.Source.ModTime = source
		if got := mayBeFrom(&job, file); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
