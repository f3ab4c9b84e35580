package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestOnce: Run reports what is there when it begins, waits for what is still arriving then, and
// returns. What comes later is left alone.
func TestOnce(t *testing.T) {
	root := t.TempDir()
	mkdir(t, filepath.Join(root, "sub"))
	put(t, filepath.Join(root, "a"), "END")
	put(t, filepath.Join(root, "sub", "b"), "END")
	put(t, filepath.Join(root, "half"), "ha")
	gone := filepath.Join(root, "gone")
	put(t, gone, "ha")
	w, err := New(root, Options{
		Once: true, Settle: 10 * time.Millisecond, Check: endsWhole,
	})
	if err != nil {
		t.Fatal(err)
	}
	var reported []string
	err = w.Run(t.Context(), func(path string) {
		rel, _ := filepath.Rel(root, path)
		reported = append(reported, filepath.ToSlash(rel))
		if len(reported) == 1 {
			put(t, filepath.Join(root, "later"), "END")
			put(t, filepath.Join(root, "half"), "half END")
			remove(t, gone)
		}
	})
	slices.Sort(reported)
	if want := []string{"a", "half", "sub/b"}; err != nil || !slices.Equal(reported, want) {
		t.Errorf("%q, %v; want %q", reported, err, want)
	}
}

// TestOnceWithoutRoot: a folder that cannot be read is an error, and one without files is not.
func TestOnceWithoutRoot(t *testing.T) {
	root := t.TempDir()
	w, err := New(root, Options{Once: true})
	if err != nil {
		t.Fatal(err)
	}
	none := func(path string) { t.Errorf("reported %s", path) }
	if err := w.Run(t.Context(), none); err != nil {
		t.Error(err)
	}
	if err := os.Remove(root); err != nil {
		t.Fatal(err)
	}
	if err := w.Run(t.Context(), none); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("without the folder: %v", err)
	}
}
