package resize

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
)

// TestAbandon: Workers that are not waited for leave no files, make no others and give none its name.
func TestAbandon(t *testing.T) {
	dir := t.TempDir()
	var w Workers
	open := func(name string) (*output, error) {
		return w.take().temps.createOutput(filepath.Join(dir, name), access{0o644, dir})
	}
	done, err := open("done.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := done.commit(false); err != nil {
		t.Fatal(err)
	}
	done.discard()
	unfinished, err := open("unfinished.jpg")
	if err != nil {
		t.Fatal(err)
	}
	w.Abandon()
	imgtest.SameNames(t, dir, "done.jpg")
	if err := unfinished.commit(false); !errors.Is(err, context.Canceled) {
		t.Errorf("committed after the end: %v", err)
	}
	unfinished.discard()
	if _, err := open("late.jpg"); !errors.Is(err, context.Canceled) {
		t.Errorf("made after the end: %v", err)
	}
	imgtest.SameNames(t, dir, "done.jpg")
}
