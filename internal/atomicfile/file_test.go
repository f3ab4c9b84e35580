package atomicfile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sizemill/internal/imgtest"
)

// checkError checks that err is about op on path, and nothing else, for the reason kind.
func checkError(t *testing.T, err error, op, path string, kind error) {
	t.Helper()
	var e *fs.PathError
	if !errors.As(err, &e) || e != err || e.Op != op || e.Path != path || !errors.Is(err, kind) {
		t.Fatalf("error is %v, want %s %s: %v", err, op, path, kind)
	}
	if strings.Contains(err.Error(), tempPrefix) {
		t.Errorf("%v names the temporary", err)
	}
}

// create makes a File with the content text.
func create(t *testing.T, path, text string) *File {
	t.Helper()
	f, err := Create(path, Access{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCommit(t *testing.T) {
	const text = "new"
	for _, tt := range []struct {
		name, old string
		replace   bool
		want      error
	}{
		{"free", "", false, nil},
		{"free, and may be replaced", "", true, nil},
		{"taken", "old", false, ErrExists},
		{"replaced", "old", true, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			before := map[string][]byte{}
			if tt.old != "" {
				before["a"] = []byte(tt.old)
			}
			imgtest.WriteTree(t, dir, before)
			path := filepath.Join(dir, "a")
			f := create(t, path, text)
			defer f.Discard()
			if f.Path() != path || f.Size() != int64(len(text)) || !IsTemporary(filepath.Base(f.TempPath())) {
				t.Errorf("%q, %d bytes, as %q", f.Path(), f.Size(), f.TempPath())
			}
			imgtest.SameNames(t, dir, append(imgtest.Names(before), filepath.Base(f.TempPath()))...)
			durable, err := f.Commit(tt.replace)
			if tt.want != nil {
				checkError(t, err, "rename", path, tt.want)
				f.Discard()
				imgtest.SameTree(t, dir, before)
				return
			}
			if err != nil || !durable {
				t.Errorf("durable: %v, %v", durable, err)
			}
			f.Discard()
			f.Discard()
			imgtest.SameTree(t, dir, map[string][]byte{"a": []byte(text)})
		})
	}
}

func TestClose(t *testing.T) {
	dir := t.TempDir()
	f := create(t, filepath.Join(dir, "a"), "text")
	defer f.Discard()
	for range 2 {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if b, err := os.ReadFile(f.TempPath()); err != nil || !bytes.Equal(b, []byte("text")) {
		t.Errorf("read back %q, %v", b, err)
	}
	_, err := f.Write([]byte("more"))
	checkError(t, err, "write", f.Path(), fs.ErrInvalid)
	f.Discard()
	imgtest.SameNames(t, dir)
}

// TestCommitRace: of several files with one name exactly one gets it.
func TestCommitRace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "folder", "a")
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			f, err := Create(path, Access{})
			if err != nil {
				errs[i] = err
				return
			}
			defer f.Discard()
			_, errs[i] = f.Commit(false)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ErrExists):
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d files got the name", won)
	}
	imgtest.SameNames(t, dir, "new/folder/a")
}

func TestCreateWhereNothingCanBe(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"file": nil})
	for name, path := range map[string]string{"below a file": "file/x/a", "in a file": "file/a"} {
		path = filepath.Join(dir, filepath.FromSlash(path))
		f, err := Create(path, Access{})
		if err == nil {
			f.Discard()
		}
		var e *fs.PathError
		if !errors.As(err, &e) || e.Op != "write" || e.Path != path {
			t.Errorf("%s: %v", name, err)
		}
	}
	imgtest.SameNames(t, dir, "file")
}

// TestCommitOverFolder: a folder is not replaced.
func TestCommitOverFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, replace := range []bool{false, true} {
		f := create(t, path, "text")
		var e *fs.PathError
		if _, err := f.Commit(replace); !errors.As(err, &e) || e.Op != "rename" || e.Path != path {
			t.Errorf("replace %v: %v", replace, err)
		}
		f.Discard()
	}
	imgtest.SameNames(t, dir)
}
