package control

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"sizemill/batch"
	"sizemill/ledger"
	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
	"sizemill/undo"
)

// TestHistoryRestores replaces a real picture, and undoes that.
func TestHistoryRestores(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, "a.jpg")
	uitest.WriteJPEG(t, path)
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	engine := BatchEngine{
		Scanning: batch.ScanOptions{Ledger: l},
		Runner:   batch.Runner{Ledger: l, Backups: filepath.Join(state, "backups")},
	}
	options := batch.DefaultOptions()
	options.Recipe.Width, options.Recipe.Height, options.Out = 50, 50, "/nowhere"
	src, err := engine.Scan(t.Context(), []string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := engine.Build(t.Context(), src, form.InPlace(options))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := engine.Run(t.Context(), plan, func(batch.Event) {})
	if err != nil || sum.Converted != 1 || sum.Batch == 0 {
		t.Fatalf("%+v, %v", sum, err)
	}
	if now, err := os.ReadFile(path); err != nil || bytes.Equal(now, original) {
		t.Fatalf("not replaced: %v", err)
	}
	h, results := History{Ledger: l}, 0
	var undone model.Undone
	err = h.Undo(t.Context(), []int64{sum.Batch}, func(n int) { results = n }, func(e undo.Event) { undone.Add(e) })
	if err != nil || results != 1 || undone.Restored != 1 || len(undone.Kept) != 0 {
		t.Errorf("%d results, %+v, %v", results, undone, err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, original) {
		t.Errorf("not restored: %v", err)
	}
}
