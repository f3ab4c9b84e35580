package atomicfile

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
)

// TestAbandon: files that are not waited for leave nothing, and no others are made or named.
func TestAbandon(t *testing.T) {
	dir := t.TempDir()
	var g Group
	open := func(name string) (*File, error) {
		return g.Create(filepath.Join(dir, name), Access{0o644, dir})
	}
	done, err := open("done.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := done.Commit(false); err != nil {
		t.Fatal(err)
	}
	done.Discard()
	unfinished, err := open("unfinished.jpg")
	if err != nil {
		t.Fatal(err)
	}
	g.Abandon()
	imgtest.SameNames(t, dir, "done.jpg")
	if _, err := unfinished.Commit(false); !errors.Is(err, context.Canceled) {
		t.Errorf("committed after the end: %v", err)
	}
	unfinished.Discard()
	if _, err := open("late.jpg"); !errors.Is(err, context.Canceled) {
		t.Errorf("made after the end: %v", err)
	}
	imgtest.SameNames(t, dir, "done.jpg")
}
