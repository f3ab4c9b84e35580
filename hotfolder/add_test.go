package hotfolder

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"sizemill/batch"
	"sizemill/internal/imgtest"
)

// hung is a disk that does not answer until it is released.
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
		refused := 0
		for range 3 { // though the disk is not back
			if <-errs != nil {
				refused++
			}
		}
		if st := s.Status(); refused != 1 || len(st) != 2 {
			t.Errorf("%d refused, %+v; want one of the twins refused", refused, st)
		}
		for _, f := range s.folders {
			if !f.isUnchecked() {
				t.Errorf("%s counts as checked", f.path)
			}
		}
		close(back)
		s.answers.wait()
	})
}

// TestCheckedLate: what Add could not check while the disk did not answer is checked when it does.
func TestCheckedLate(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/sub/a.jpg": nil, "file": nil})
	in, link, file := filepath.Join(dir, "in"), filepath.Join(dir, "link"), filepath.Join(dir, "file")
	if err := os.Symlink(in, link); err != nil {
		t.Skip("no links here:", err)
	}
	for _, late := range []string{link, file} {
		synctest.Test(t, func(t *testing.T) {
			back := make(chan struct{})
			s := New(Options{})
			s.stat = func(path string) (os.FileInfo, error) {
				if path == late {
					<-back
				}
				return os.Stat(path)
			}
			for _, path := range []string{late, in} {
				if err := s.Add(Folder{Path: path, Options: batch.DefaultOptions()}); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			}
			close(back)
			s.answers.wait()
			if err := s.admit(t.Context(), s.folders[0]); err == nil {
				t.Errorf("%s is watched", late)
			}
			if err := s.admit(t.Context(), s.folders[1]); err != nil {
				t.Error(err)
			}
		})
	}
}
