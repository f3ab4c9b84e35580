package hotfolder_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
)

// TestOnce: Run makes what is there, waits for what is still arriving, and returns. A second one
// has nothing to do.
func TestOnce(t *testing.T) {
	dir := t.TempDir()
	in, jpeg := filepath.Join(dir, "in"), imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, dir, map[string][]byte{
		"in/a.jpg": jpeg, "in/sub/b.jpg": jpeg, "in/half.jpg": jpeg[:len(jpeg)/2], "in/text.jpg": []byte("only text, no picture"),
		"other/c.jpg": jpeg,
	})
	l := openLedger(t)
	finished := make(chan hotfolder.Recent, 100)
	once := func() hotfolder.Status {
		svc := hotfolder.New(hotfolder.Options{
			Once: true, Ledger: l, Settle: 20 * time.Millisecond, GiveUp: time.Minute,
			Finished: func(r hotfolder.Recent) { finished <- r },
		})
		for _, path := range []string{in, filepath.Join(dir, "other")} {
			if err := svc.Add(folder(path)); err != nil {
				t.Fatal(err)
			}
		}
		if err := svc.Run(t.Context()); err != nil {
			t.Error(err)
		}
		return svc.Status()[0]
	}
	completed := make(chan struct{})
	go func() {
		defer close(completed)
		<-finished // the first
		imgtest.WriteTree(t, in, map[string][]byte{"half.jpg": jpeg, "later.txt": []byte("text")})
	}()
	if s := once(); s.Done != 3 || s.Failed != 1 || s.Skipped != 0 {
		t.Errorf("%+v", s)
	}
	<-completed
	imgtest.SameNames(t, in+" resized", "a.jpg", "half.jpg", "sub/b.jpg")
	imgtest.SameNames(t, filepath.Join(dir, "other resized"), "c.jpg")
	if s := once(); s.Done != 0 || s.Skipped != 3 {
		t.Errorf("the second time: %+v", s)
	}
	if err := os.RemoveAll(in); err != nil {
		t.Fatal(err)
	}
	if s := once(); s.State != hotfolder.Broken || s.Reason == "" {
		t.Errorf("without the folder: %+v", s)
	}
}
