package hotfolder_test

import (
	"os"
	"path/filepath"
	"testing"

	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
)

// TestGoneWhilePicturesWait: pictures that wait for a worker, or for the folder to be resumed, when
// the disk is unplugged are made when it returns.
func TestGoneWhilePicturesWait(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "b.jpg": imgtest.JPEG(t, 400, 300)})
	f := folder(in)
	f.Paused = true
	b, _ := start(t, f)
	b.until("one taken, one behind it", func(s hotfolder.Status) bool { return s.Settling == 1 })
	rename(t, in, in+" away")
	b.until("gone", func(s hotfolder.Status) bool { return s.State == hotfolder.Gone })
	b.svc.SetPaused(in, false)
	b.until("both looked for", func(s hotfolder.Status) bool { return s.Skipped == 2 })
	rename(t, in+" away", in)
	for name, r := range b.next(2) {
		if r.Err != nil {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
	imgtest.SameNames(t, in+" resized", "a.jpg", "b.jpg")
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// TestResultsOfALaterFolder: results that another folder, added later, puts into a subfolder are
// not resized.
func TestResultsOfALaterFolder(t *testing.T) {
	dir := t.TempDir()
	in, other := filepath.Join(dir, "in"), filepath.Join(dir, "other")
	imgtest.WriteTree(t, dir, map[string][]byte{"in/web/sub/": nil, "other/": nil, "in/first.jpg": imgtest.JPEG(t, 400, 300)})
	b, stop := start(t, folder(in))
	b.next(1)
	f := folder(other)
	f.Options.Out = filepath.Join(in, "web")
	if err := b.svc.Add(f); err != nil {
		t.Fatal(err)
	}
	imgtest.WriteTree(t, other, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "sub/b.jpg": imgtest.JPEG(t, 400, 300)})
	b.next(2)
	imgtest.WriteTree(t, in, map[string][]byte{"last.jpg": imgtest.JPEG(t, 400, 300)}) // settles after the results would
	if got := b.next(1); got["last.jpg"].Err != nil || got["last.jpg"].Output == "" {
		t.Errorf("made %+v", got)
	}
	stop()
	imgtest.SameNames(t, in+" resized", "first.jpg", "last.jpg")
}
