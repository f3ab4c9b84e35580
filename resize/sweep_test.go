package resize

import (
	"os"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
)

func TestSweepTemporaries(t *testing.T) {
	dir := t.TempDir()
	alive, err := (*temporaries)(nil).createOutput(filepath.Join(dir, "picture.jpg"), 0o644)
	if err != nil {
		t.Fatal(err)
	}
	imgtest.WriteTree(t, dir, map[string][]byte{".sizemill-00ff.tmp": []byte("orphan"), ".sizemill-note": []byte("not ours"), "a.tmp": []byte("not ours"), ".sizemill-1.tmp/x": nil})
	if err := SweepTemporaries(dir); err != nil {
		t.Fatal(err)
	}
	imgtest.SameNames(t, dir, filepath.Base(alive.temp), ".sizemill-note", "a.tmp", ".sizemill-1.tmp/x")

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
	imgtest.SameNames(t, dir, ".sizemill-note", "a.tmp", ".sizemill-1.tmp/x")
	if err := SweepTemporaries(filepath.Join(dir, "nowhere")); err != nil {
		t.Error(err)
	}
}
