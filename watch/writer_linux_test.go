package watch

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A file that is allocated in full and filled later looks whole by header and size; only the
// process that has it open gives it away.
func TestFileHeldOpenForWriting(t *testing.T) {
	root := t.TempDir()
	r := start(t, root, Options{Settle: 5 * time.Millisecond, Poll: time.Hour})
	r.untilState(Watching)
	held, err := os.Create(filepath.Join(root, "held.bmp"))
	if err != nil {
		t.Fatal(err)
	}
	if err := held.Truncate(1 << 20); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"a", "b", "c"} { // each settles after held would have
		put(t, filepath.Join(root, other), "END")
		r.until(other+" and not the one held", func(counts map[string]int, _ Status) bool {
			if counts["held.bmp"] != 0 {
				t.Error("reported while it is held")
			}
			return counts[other] == 1
		})
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	r.exactly("a", "b", "c", "held.bmp")
}

func TestBeingWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if beingWritten(path) {
		t.Error("a file that is not there is being written")
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if !beingWritten(path) {
		t.Error("open for writing, and not seen")
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if beingWritten(path) {
		t.Error("closed, and still being written")
	}
	r, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if beingWritten(path) {
		t.Error("a reader passes for a writer")
	}
}
