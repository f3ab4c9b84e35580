package hotfolder_test

import (
	"os"
	"path/filepath"
	"testing"

	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
)

// TestRefusedBySystem: a picture whose result the system refuses is reported as failed, and made
// when the reason is gone.
func TestRefusedBySystem(t *testing.T) {
	dir := t.TempDir()
	in, obstacle := filepath.Join(dir, "in"), filepath.Join(dir, "in resized")
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300), "in resized": []byte("a file where the results go")})
	b, stop := start(t, folder(in))
	if got := b.next(1)["a.jpg"]; got.Err == nil {
		t.Fatalf("made %+v", got)
	}
	if err := os.Remove(obstacle); err != nil {
		t.Fatal(err)
	}
	if got := b.next(1)["a.jpg"]; got.Err != nil || got.Output != filepath.Join(obstacle, "a.jpg") {
		t.Errorf("made %+v", got)
	}
	b.until("no failure is left", func(s hotfolder.Status) bool { return s.Failed == 0 && s.Done == 1 })
	stop()
	imgtest.SameNames(t, obstacle, "a.jpg")
}
