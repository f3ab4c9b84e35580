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

// TestRetry: pictures that are set aside are listed, tried again on request, and forgotten when
// they are gone.
func TestRetry(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	text := []byte("no picture at all, only text")
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": text, "b.jpg": text})
	b, _ := start(t, folder(in))
	for name, r := range b.next(2) {
		if r.Err == nil || !r.SetAside || r.Tries != 1 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	listed := func(n int) func(hotfolder.Status) bool {
		return func(s hotfolder.Status) bool { return len(s.SetAside) == n && s.Failed == n }
	}
	b.until("both set aside", listed(2))
	b.svc.Retry(filepath.Join(in, "a.jpg"))
	if got := b.next(1)["a.jpg"]; got.Err == nil || !got.SetAside || got.Tries != 1 {
		t.Errorf("tried again: %+v", got)
	}
	if err := os.Remove(filepath.Join(in, "b.jpg")); err != nil {
		t.Fatal(err)
	}
	b.svc.Retry(in)
	b.next(1)
	b.until("one gone", listed(1))
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	b.next(1)
	b.until("no failure is left", listed(0))
}
