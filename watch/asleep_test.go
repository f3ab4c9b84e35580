package watch

import (
	"errors"
	"testing"
	"time"
)

// TestStoppedProcess: the time in which the process was stopped is not counted, so that nothing is
// given up for it, and the folder is walked. A loop that is only a little late counts all.
func TestStoppedProcess(t *testing.T) {
	for _, c := range []struct {
		name    string
		stopped time.Duration
		walks   bool
	}{{"an hour", time.Hour, true}, {"a second", time.Second, false}} {
		w, err := New(t.TempDir(), Options{GiveUp: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		l := newLoop(w, newOutbox())
		l.lookAt, l.walkAt = l.now()+time.Hour, l.now()+time.Hour
		path := "half a picture"
		l.settler.observe(l.now(), path, stamp{size: 1}, false)
		s := l.sleep()
		l.start = l.start.Add(-c.stopped) // as if it had slept that long, instead of for a second
		l.awake(s)
		if due := l.walkAt <= l.now(); due != c.walks {
			t.Errorf("stopped for %s: a walk is due: %v", c.name, due)
		}
		if l.now() > time.Minute/2 {
			t.Errorf("stopped for %s: now is %v after the start", c.name, l.now())
		}
		f := l.settler.pending[path]
		late := verdict{stamp: f.stamp, err: errors.New("incomplete")}
		if l.settler.conclude(l.now(), f, late) {
			t.Errorf("stopped for %s: the file is given up", c.name)
		}
	}
}

// TestSuspendedMachine: the monotonic clock stands still while the machine sleeps, and the clock on
// the wall does not.
func TestSuspendedMachine(t *testing.T) {
	w, err := New(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := newLoop(w, newOutbox())
	l.walkAt = l.now() + time.Hour
	s := l.sleep()
	s.wall = s.wall.Add(-time.Hour)
	if l.awake(s); l.walkAt > l.now() {
		t.Error("no walk is due")
	}
}
