package resize

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/internal/imgtest"
)

// tempNameOf is a temporary's name that a process of this place would give.
func tempNameOf(pid int) string {
	return owner{here(), pid}.tempName(7)
}

func TestSweepTemporaries(t *testing.T) {
	dir := t.TempDir()
	alive, err := (*temporaries)(nil).createOutput(filepath.Join(dir, "picture.jpg"), access{0o644, dir})
	if err != nil {
		t.Fatal(err)
	}
	imgtest.WriteTree(t, dir, map[string][]byte{".sizemill-00ff.tmp": []byte("orphan"), ".sizemill-00fe.tmp": []byte("of another machine, and perhaps alive"),
		tempNameOf(1 << 30): []byte("of a process that is gone"), tempNameOf(os.Getppid()): []byte("of one that lives, under a lock that is not seen"), ".sizemill-note": []byte("not ours"), "a.tmp": []byte("not ours"), ".sizemill-1.tmp/x": nil})
	old := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, ".sizemill-00ff.tmp"), old, old); err != nil {
		t.Fatal(err)
	}
	if err := SweepTemporaries(dir); err != nil {
		t.Fatal(err)
	}
	others := []string{".sizemill-note", "a.tmp", ".sizemill-1.tmp/x", ".sizemill-00fe.tmp", tempNameOf(os.Getppid())}
	imgtest.SameNames(t, dir, append(others, filepath.Base(alive.temp))...)

	// Closed, as it is when the picture is verified and about to be renamed, the temporary is still alive.
	if err := alive.file.Close(); err != nil {
		t.Fatal(err)
	}
	alive.file = nil
	if err := SweepTemporaries(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(alive.temp); err != nil {
		t.Error(err)
	}
	alive.discard()
	imgtest.SameNames(t, dir, others...)
	if err := SweepTemporaries(filepath.Join(dir, "nowhere")); err != nil {
		t.Error(err)
	}
}
