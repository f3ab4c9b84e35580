package ledger

import (
	"errors"
	"maps"
	"slices"
	"testing"
)

func TestForget(t *testing.T) {
	l := openIn(t, t.TempDir())
	r, entries := begin(t, l, "/in/a.jpg", "/in/a.jpg", "/in/b.jpg", "/out/b.jpg")
	a, b := made(entries[0], entries[0].ID), made(entries[1], entries[1].ID)
	a.Backup = "/state/backups/1/a"
	r.Put(a)
	r.Put(b)
	if _, err := l.Forget(t.Context(), r.Batch()); !errors.Is(err, ErrLive) {
		t.Errorf("forgotten while it runs: %v", err)
	}
	closeRecording(t, r, &Ending{At: began})
	other, _ := begin(t, l, "/in/c.jpg", "/out/c.jpg")
	closeRecording(t, other, nil)

	backups, err := l.Forget(t.Context(), r.Batch())
	if err != nil || !slices.Equal(backups, []string{a.Backup}) {
		t.Errorf("%q, %v", backups, err)
	}
	if _, err := l.Get(t.Context(), r.Batch()); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	if left, err := l.Entries(t.Context(), r.Batch()); err != nil || len(left) != 0 {
		t.Errorf("%+v, %v", left, err)
	}
	if history, err := l.History(t.Context(), 9); err != nil || len(history) != 1 || history[0].ID != other.Batch() {
		t.Errorf("%+v, %v", history, err)
	}
	if _, err := l.Forget(t.Context(), r.Batch()); !errors.Is(err, ErrUnknown) {
		t.Errorf("forgotten twice: %v", err)
	}
	known, err := l.Known(t.Context(), []string{"/in"})
	if err != nil || len(known.Of("/in/b.jpg")) != 1 {
		t.Errorf("the result would be made again: %v", err)
	}
}

func TestReplaced(t *testing.T) {
	l := openIn(t, t.TempDir())
	write := func(pairs ...string) (batch int64, ids []int64) {
		r, entries := begin(t, l, pairs...)
		for _, e := range entries {
			r.Put(made(e, e.ID))
			ids = append(ids, e.ID)
		}
		closeRecording(t, r, &Ending{At: began})
		return r.Batch(), ids
	}
	first, ids := write("/in/a", "/out/a", "/in/b", "/out/b", "/in/c", "/out/c")
	second, _ := write("/in/a", "/out/a", "/other/b", "/out/b")
	check := func(batch int64, want map[int64]int64) {
		t.Helper()
		if got, err := l.Replaced(t.Context(), batch); err != nil || !maps.Equal(got, want) {
			t.Errorf("batch %d: %v, %v, want %v", batch, got, err, want)
		}
	}
	check(first, map[int64]int64{ids[0]: second, ids[1]: second})
	check(second, nil)
	entries, err := l.Entries(t.Context(), second)
	if err != nil {
		t.Fatal(err)
	}
	entries[0].State = Undone
	if err := l.Change(t.Context(), second, entries[:1]); err != nil {
		t.Fatal(err)
	}
	check(first, map[int64]int64{ids[1]: second})
	if _, err := l.Forget(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	check(first, map[int64]int64{ids[1]: 0})
}
