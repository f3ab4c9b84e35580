package hotfolder_test

import (
	"path/filepath"
	"testing"

	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
)

// TestOwnResults: results that an earlier run has made inside a watched folder are not resized when
// later settings send results elsewhere. One that was edited since is a picture like any other.
func TestOwnResults(t *testing.T) {
	dir := t.TempDir()
	in, jpeg := filepath.Join(dir, "w"), imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": jpeg, "sub/b.jpg": jpeg, "sub/c.jpg": jpeg})
	l := openLedger(t)
	whole, sub := folder(in), folder(filepath.Join(in, "sub")) // whose results are in "w/sub resized"
	b, stop := startWith(t, hotfolder.Options{Ledger: l}, whole, sub)
	for range 5 {
		if r := <-b.finished; r.Err != nil {
			t.Error(r.Err)
		}
	}
	stop()
	imgtest.SameNames(t, in, "a.jpg", "sub/b.jpg", "sub/c.jpg", "sub resized/b.jpg", "sub resized/c.jpg")
	imgtest.WriteTree(t, in, map[string][]byte{"sub resized/c.jpg": imgtest.JPEG(t, 300, 400)})

	whole.Options.Recipe.Width, whole.Options.Out = 75, filepath.Join(dir, "elsewhere")
	b, stop = startWith(t, hotfolder.Options{Ledger: l}, whole)
	b.next(4)
	b.until("all looked at", func(s hotfolder.Status) bool { return s.Done == 4 && s.Skipped == 1 })
	stop()
	imgtest.SameNames(t, filepath.Join(dir, "elsewhere"), "a.jpg", "sub/b.jpg", "sub/c.jpg", "sub resized/c.jpg")
}
