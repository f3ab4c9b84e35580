package watch

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// deaf is a source that reports only what a test sends.
type deaf struct {
	events chan fsnotify.Event
	errs   chan error
	add    func(folder string) error

	mu     sync.Mutex
	closed bool
}

func newDeaf() *deaf {
	return &deaf{
		events: make(chan fsnotify.Event), errs: make(chan error),
		add: func(string) error { return nil },
	}
}

func (d *deaf) Add(folder string) error                         { return d.add(folder) }
func (d *deaf) Remove(string) error                             { return nil }
func (d *deaf) channels() (<-chan fsnotify.Event, <-chan error) { return d.events, d.errs }

func (d *deaf) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.closed = true
		close(d.events)
		close(d.errs)
	}
	return nil
}

// onDeaf watches root with one deaf source after the other; opened receives each.
func onDeaf(t *testing.T, root string, kind volume) (r *rig, opened chan *deaf) {
	t.Helper()
	opened = make(chan *deaf, 10)
	r = start(t, root, Options{Settle: time.Second}, func(w *Watcher) {
		w.open = func() (source, error) {
			d := newDeaf()
			opened <- d
			return d, nil
		}
		w.volume = func(string) volume { return kind }
	})
	r.after(time.Second)
	return r, opened
}

func putDated(t *testing.T, path string, date time.Time) {
	t.Helper()
	put(t, path, "")
	if err := os.Chtimes(path, date, date); err != nil {
		t.Fatal(err)
	}
}

// A file that left and came back with the same inode, size and date is known only by its event.
func TestLikeFileAfterRemoval(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		r, opened := onDeaf(t, root, volume{})
		src := <-opened
		path := filepath.Join(root, "a")
		put(t, path, "")
		src.events <- fsnotify.Event{Name: path, Op: fsnotify.Create}
		r.after(2*time.Second, "a")
		src.events <- fsnotify.Event{Name: path, Op: fsnotify.Write} // an echo
		r.after(2*time.Second, "a")
		src.events <- fsnotify.Event{Name: path, Op: fsnotify.Remove}
		time.Sleep(2 * time.Second)
		r.until("the second report", func(counts map[string]int, _ Status) bool { return counts["a"] == 2 })
	})
}

func TestFolderMovedUnseen(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		mkdir(t, filepath.Join(root, "a", "sub"))
		r, opened := onDeaf(t, root, volume{})
		src := <-opened
		rename(t, filepath.Join(root, "a"), filepath.Join(root, "b"))
		src.events <- fsnotify.Event{Name: filepath.Join(root, "b"), Op: fsnotify.Create}
		r.after(time.Second)
		if n := r.w.Status().Folders; n != 3 {
			t.Errorf("%d folders, want 3: the root, b, b/sub", n)
		}
	})
}

// What is known about a folder that left while events were lost does not apply to its successor.
func TestFolderRemovedUnseen(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		date := time.Unix(1e9, 0)
		x := filepath.Join(root, "x")
		r, opened := onDeaf(t, root, volume{loose: true})
		src := <-opened
		mkdir(t, x)
		putDated(t, filepath.Join(x, "a"), date)
		src.events <- fsnotify.Event{Name: x, Op: fsnotify.Create}
		r.after(2*time.Second, "x/a")
		remove(t, x)
		src.errs <- fsnotify.ErrEventOverflow
		r.after(3*time.Second, "x/a")
		mkdir(t, x)
		putDated(t, filepath.Join(x, "a"), date)
		(<-opened).events <- fsnotify.Event{Name: x, Op: fsnotify.Create}
		time.Sleep(2 * time.Second)
		r.until("the second report", func(counts map[string]int, _ Status) bool { return counts["x/a"] == 2 })
	})
}

func TestRootReplacedUnseen(t *testing.T) {
	bubble(t, func(t *testing.T, top string) {
		root := filepath.Join(top, "in")
		mkdir(t, root)
		r, opened := onDeaf(t, root, volume{})
		<-opened
		rename(t, root, root+".away")
		mkdir(t, root)
		put(t, filepath.Join(root, "a"), "")
		r.after(4*time.Second, "a")
	})
}

// A new root may have the inode of the old one, whose watches are dead.
func TestRootLeftAndThere(t *testing.T) {
	bubble(t, func(t *testing.T, root string) {
		r, opened := onDeaf(t, root, volume{})
		src := <-opened
		put(t, filepath.Join(root, "a"), "")
		src.events <- fsnotify.Event{Name: root, Op: fsnotify.Remove}
		r.after(2*time.Second, "a")
		if len(opened) != 1 {
			t.Error("no new watches")
		}
	})
}
