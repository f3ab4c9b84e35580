package filedate

import (
	"testing"
	"time"
)

func TestSame(t *testing.T) {
	source := time.Date(2024, 3, 1, 10, 0, 1, 123_456_789, time.UTC)
	for _, c := range []struct {
		name string
		kept time.Time
		want bool
	}{
		{"exact", source, true},
		{"FAT", source.Truncate(2 * time.Second), true},
		{"seconds", source.Truncate(time.Second), true},
		{"exFAT", source.Truncate(10 * time.Millisecond), true},
		{"NTFS", source.Truncate(100 * time.Nanosecond), true},
		{"a second later", source.Add(time.Second), false},
		{"a nanosecond later", source.Add(1), false},
		{"the next step of FAT", source.Truncate(2 * time.Second).Add(2 * time.Second), false},
	} {
		if got := Same(c.kept, source); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
