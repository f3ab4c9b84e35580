package watch

import (
	"path/filepath"
	"testing"
	"time"
)

// TestAgain: a file that the consumer could not read is reported again when it is there.
func TestAgain(t *testing.T) {
	for _, c := range []struct {
		name string
		act  func(t *testing.T, r *rig, path string)
		want int // reports of a
	}{
		{"there", func(_ *testing.T, r *rig, path string) { r.w.Again(path) }, 2},
		{"there, asked twice", func(_ *testing.T, r *rig, path string) { r.w.Again(path); r.w.Again(path) }, 2},
		{"changed meanwhile", func(t *testing.T, r *rig, path string) { put(t, path, "other END"); r.w.Again(path) }, 2},
		{"gone for good", func(t *testing.T, r *rig, path string) { remove(t, path); r.w.Again(path) }, 1},
		{"never there", func(_ *testing.T, r *rig, path string) { r.w.Again(path + "b") }, 1},
		{"elsewhere", func(_ *testing.T, r *rig, _ string) { r.w.Again(filepath.Join(filepath.Dir(r.root), "a")) }, 1},
		{"away with the root", func(t *testing.T, r *rig, path string) {
			rename(t, r.root, r.root+".away")
			r.untilState(Gone)
			r.w.Again(path)
			rename(t, r.root+".away", r.root)
			r.untilState(Watching)
		}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "in")
			mkdir(t, root)
			path := filepath.Join(root, "a")
			put(t, path, "END")
			r := start(t, root, Options{Check: endsWhole, Existing: true, Poll: 20 * time.Millisecond})
			r.untilReported("a")
			c.act(t, r, path)
			want := []string{"a"}
			if c.want == 2 {
				r.until("again", func(counts map[string]int, _ Status) bool { return counts["a"] == 2 })
				want = append(want, "a")
			}
			r.exactly(want...)
		})
	}
}

// TestRefresh: after a disk has hung, the next walk is due at once, however long the last one took.
func TestRefresh(t *testing.T) {
	w, err := New(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := newLoop(w, newOutbox())
	l.walkTook, l.walkAt, l.lookAt = time.Hour, time.Hour, time.Hour
	l.takeAgain()
	if l.walkAt != time.Hour {
		t.Error("walks without being asked")
	}
	w.Refresh()
	l.takeAgain()
	if l.walkAt > l.now() || l.lookAt > l.now() || l.interval() > time.Minute {
		t.Errorf("walks after %v, looks after %v, then every %v", l.walkAt, l.lookAt, l.interval())
	}
	l.walkAt = time.Hour
	if l.takeAgain(); l.walkAt != time.Hour {
		t.Error("walks again and again")
	}
}
