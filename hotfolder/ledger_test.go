package hotfolder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

func TestLedger(t *testing.T) {
	date := time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)
	item := func(path, size, out string, date time.Time) *batch.Item {
		return &batch.Item{Path: path, Size: size, Job: resize.ImageJob{OutputPath: out, Source: resize.Source{ModTime: date}}}
	}
	png := item("/in/a.png", "", "/out/a.jpg", date)
	jpg := item("/in/a.jpg", "", "/out/a.jpg", date)
	for _, c := range []struct {
		name string
		do   func(*ledger)
		asks *batch.Item
		path string
		want claim
	}{
		{"nothing known", func(*ledger) {}, png, "/out/a.jpg", unclaimed},
		{"in work", func(l *ledger) { l.begin(png, false) }, png, "/out/a.jpg", own},
		{"in work of another", func(l *ledger) { l.begin(png, false) }, jpg, "/out/a.jpg", another},
		{"another name", func(l *ledger) { l.begin(png, false) }, jpg, "/out/a (2).jpg", unclaimed},
		{"a name that is another file", func(l *ledger) { l.begin(png, false) }, jpg, "/out/A.jpg", unclaimed},
		{"another size of the picture", func(l *ledger) { l.begin(png, false) }, item("/in/a.png", "web", "", date), "/out/a.jpg", another},
		{"changed since", func(l *ledger) { l.begin(png, false) }, item("/in/a.png", "", "", date.Add(time.Second)), "/out/a.jpg", outdated},
		{"made again in doubt", func(l *ledger) { l.begin(png, true) }, png, "/out/a.jpg", ambiguous},
		{"failed", func(l *ledger) { l.begin(png, false); l.forget(png) }, png, "/out/a.jpg", unclaimed},
		{"one of two fails", func(l *ledger) { l.begin(png, false); l.begin(jpg, false); l.forget(jpg) }, png, "/out/a.jpg", own},
		{"the one that vies for a name", func(l *ledger) { l.begin(png, false); l.begin(jpg, false) }, png, "/out/a.jpg", own},
		{"found", func(l *ledger) { l.adopt(png, "/out/a (2).jpg") }, jpg, "/out/a (2).jpg", another},
		{"found, and another's", func(l *ledger) {
			l.begin(png, false)
			if l.adopt(jpg, "/out/a.jpg") {
				t.Error("found another's")
			}
		}, jpg, "/out/a.jpg", another},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLedger()
			c.do(l)
			if got := l.owner(c.asks, c.path); got != c.want {
				t.Errorf("claim %d, want %d", got, c.want)
			}
		})
	}
}

// TestLedgerKnowsAFileByAllItsNames: on a disk that ignores case, or composes accents, different
// paths are one file.
func TestLedgerKnowsAFileByAllItsNames(t *testing.T) {
	for _, names := range [][2]string{{"a.jpg", "A.JPG"}, {"\u00e9.jpg", "e\u0301.jpg"}} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{names[0]: nil})
		if err := os.Link(filepath.Join(dir, names[0]), filepath.Join(dir, names[1])); err != nil && !errors.Is(err, fs.ErrExist) { // as it looks on such a disk
			t.Skip("no links here: ", err)
		}
		l := newLedger()
		l.begin(&batch.Item{Path: "/in/1", Job: resize.ImageJob{OutputPath: filepath.Join(dir, names[0])}}, false)
		if got := l.owner(&batch.Item{Path: "/in/2"}, filepath.Join(dir, names[1])); got != another {
			t.Errorf("%q: claim %d", names, got)
		}
		if l.adopt(&batch.Item{Path: "/in/2"}, filepath.Join(dir, names[1])) {
			t.Errorf("%q: found another's", names)
		}
	}
}

// TestLedgerDoesNotGrow: a result that is deleted and made again and again is remembered once.
func TestLedgerDoesNotGrow(t *testing.T) {
	l := newLedger()
	date := time.Date(2024, 3, 1, 10, 0, 0, 0, time.UTC)
	for i := range 100 {
		l.begin(&batch.Item{Path: "/in/a", Job: resize.ImageJob{OutputPath: "/out/a", Source: resize.Source{ModTime: date.Add(time.Duration(i))}}}, false)
	}
	for _, entries := range l.entries {
		if len(l.entries) != 1 || len(entries) != 1 {
			t.Errorf("%d results, %d entries of one", len(l.entries), len(entries))
		}
	}
}
