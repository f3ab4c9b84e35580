package hotfolder

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"sizemill/batch"
)

// hung is a disk that answers nothing until it is released.
func hung(release <-chan struct{}) func(string) (os.FileInfo, error) {
	return func(string) (os.FileInfo, error) { <-release; return nil, fs.ErrNotExist }
}

func TestAddOnAHungDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second, third := filepath.FromSlash("/a"), filepath.FromSlash("/b"), filepath.FromSlash("/c")
		s := New(Options{})
		s.stat = func(string) (os.FileInfo, error) { return nil, fs.ErrNotExist }
		if err := s.Add(Folder{Path: first, Options: batch.DefaultOptions()}); err != nil {
			t.Fatal(err)
		}
		back := make(chan struct{})
		s.stat = hung(back)
		errs := make(chan error, 3)
		for _, path := range []string{second, second, third} {
			go func() { errs <- s.Add(Folder{Path: path, Options: batch.DefaultOptions()}) }()
		}
		synctest.Wait() // all of them wait for the disk
		s.SetPaused(first, true)
		if st := s.Status(); len(st) != 1 || !st[0].Folder.Paused {
			t.Errorf("status while the disk hangs: %+v", st)
		}
		s.Remove(first)
		if st := s.Status(); len(st) != 0 {
			t.Errorf("status after Remove: %+v", st)
		}
		close(back)
		refused := 0
		for range 3 {
			if <-errs != nil {
				refused++
			}
		}
		if st := s.Status(); refused != 1 || len(st) != 2 {
			t.Errorf("%d refused, %+v; want one of the twins refused", refused, st)
		}
	})
}
