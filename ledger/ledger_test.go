package ledger

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func openIn(t *testing.T, dir string) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

var began = time.Date(2026, 12, 1, 10, 0, 0, 1, time.UTC)

// planned returns an entry as a plan knows it.
func planned(source, output string) Entry {
	return Entry{
		Source: Picture{File: File{Path: source, Bytes: 100, ModTime: began}, Width: 60, Height: 40},
		Recipe: "recipe", Output: Picture{File: File{Path: output}},
	}
}

// made returns e as written, with the ID.
func made(e Entry, id int64) Entry {
	e.ID, e.State = id, Made
	e.Output.Bytes, e.Output.ModTime, e.Output.Hash = 10, began, []byte("hash")
	e.Output.Width, e.Output.Height = 6, 4
	return e
}

// begin records a batch of one entry per pair of source and output.
func begin(t *testing.T, l *Ledger, pairs ...string) (*Recording, []Entry) {
	t.Helper()
	var all []Entry
	for pair := range slices.Chunk(pairs, 2) {
		all = append(all, planned(pair[0], pair[1]))
	}
	b := Batch{Began: began, Inputs: []string{"/in"}, Outputs: []string{"/out"}, Request: []byte("{}"), LeftOut: 2}
	r, err := l.Begin(t.Context(), b, slices.Values(all))
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		all[i].ID = r.First() + int64(i)
	}
	return r, all
}

func closeRecording(t *testing.T, r *Recording, ended *Ending) {
	t.Helper()
	if err := r.Close(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
}

func TestRecord(t *testing.T) {
	dir := t.TempDir()
	l := openIn(t, dir)
	const odd = "/in/\xff\n\"'.jpg" // neither UTF-8 nor fit for a line
	r, entries := begin(t, l, "/in/a.jpg", "/out/a.jpg", odd, "/out/b.jpg", "/in/c", "/out/c.jpg")
	second := openIn(t, dir) // another process
	if got, err := second.Entries(t.Context(), r.Batch()); err != nil || len(got) != 3 ||
		got[0].State != Planned || got[1].Source.Path != odd || got[2].Output.Path != "/out/c.jpg" {
		t.Errorf("before the first output: %+v, %v", got, err)
	}
	if !second.Live(r.Batch()) {
		t.Error("a batch in progress is not live")
	}
	if _, err := second.Continue(t.Context(), r.Batch()); !errors.Is(err, ErrLive) {
		t.Errorf("continue a live batch: %v", err)
	}
	a := made(entries[0], entries[0].ID)
	a.Warnings, a.Removed = []string{"one", "two"}, []string{"location"}
	a.Elapsed, a.Backup = time.Second, "/backup/a"
	r.Put(a)
	failing := entries[1]
	failing.State, failing.Error = Failed, "decode "+odd+": damaged"
	r.Put(failing)
	closeRecording(t, r, &Ending{At: began.Add(time.Minute), Elapsed: time.Minute})
	if second.Live(r.Batch()) {
		t.Error("an ended batch is live")
	}

	got, err := second.Entries(t.Context(), r.Batch())
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	one := got[0]
	if one.State != Made || !slices.Equal(one.Warnings, a.Warnings) ||
		!slices.Equal(one.Removed, a.Removed) || one.Backup != a.Backup ||
		!bytes.Equal(one.Output.Hash, a.Output.Hash) || one.Elapsed != time.Second ||
		!one.Output.ModTime.Equal(began) || one.Source.Width != 60 || one.Output.Height != 4 {
		t.Errorf("%+v", one)
	}
	if got[1].Error != failing.Error || got[2].State != Planned {
		t.Errorf("%+v", got[1:])
	}
	want := Totals{Planned: 1, Made: 1, Failed: 1, BytesIn: 100, BytesOut: 10, Elapsed: time.Minute}
	b, err := second.Get(t.Context(), r.Batch())
	if err != nil || b.Totals != want || !b.Began.Equal(began) || !b.Ended.Equal(began.Add(time.Minute)) ||
		!slices.Equal(b.Inputs, []string{"/in"}) || b.Missing() != 2 || b.LeftOut != 2 {
		t.Errorf("%+v, %v", b, err)
	}
	if _, err := second.Get(t.Context(), 77); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	one.State = Undone
	if err := second.Change(t.Context(), b.ID, []Entry{one}); err != nil {
		t.Fatal(err)
	}
	history, err := l.History(t.Context(), 10)
	if err != nil || len(history) != 1 || history[0].Undone != 1 || history[0].Made != 0 {
		t.Errorf("%+v, %v", history, err)
	}
}

func TestKilled(t *testing.T) {
	dir := t.TempDir()
	l := openIn(t, dir)
	r, entries := begin(t, l, "/in/a.jpg", "/out/a.jpg", "/in/b.jpg", "/out/b.jpg")
	r.Put(made(entries[0], entries[0].ID))
	closeRecording(t, r, nil)
	b, err := l.Get(t.Context(), r.Batch())
	if err != nil || !b.Ended.IsZero() || b.Made != 1 || b.Planned != 1 || b.BytesIn != 100 {
		t.Fatalf("%+v, %v", b, err)
	}
	again, err := l.Continue(t.Context(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	again.Put(made(entries[1], entries[1].ID))
	closeRecording(t, again, &Ending{At: began})
	if b, err = l.Get(t.Context(), b.ID); err != nil || b.Made != 2 || b.Missing() != 0 || b.Ended.IsZero() {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestKnown(t *testing.T) {
	l := openIn(t, t.TempDir())
	r, entries := begin(t, l, "/in/a.jpg", "/out/a.jpg", "/in/x/b.jpg", "/out/b.jpg",
		"/in2/c.jpg", "/out/c.jpg", "/in/a.jpg", "/out/a (2).jpg", "/in/d.jpg", "/out/d.jpg")
	for _, e := range entries[:4] {
		r.Put(made(e, e.ID))
	}
	e := planned("/in/e.jpg", "/out/b.jpg") // takes another's name
	r.Put(made(e, 0))
	closeRecording(t, r, nil)
	for _, c := range []struct {
		name  string
		paths []string
		want  []string // outputs by source
	}{
		{"a folder", []string{"/in"}, []string{"/in/a.jpg: /out/a.jpg /out/a (2).jpg", "/in/e.jpg: /out/b.jpg"}},
		{"a file", []string{"/in/a.jpg"}, []string{"/in/a.jpg: /out/a.jpg /out/a (2).jpg"}},
		{"not the next name", []string{"/in2"}, []string{"/in2/c.jpg: /out/c.jpg"}},
		{"twice", []string{"/in", "/in/a.jpg"}, []string{"/in/a.jpg: /out/a.jpg /out/a (2).jpg", "/in/e.jpg: /out/b.jpg"}},
		{"all", []string{"/"}, []string{"/in/a.jpg: /out/a.jpg /out/a (2).jpg", "/in/e.jpg: /out/b.jpg", "/in2/c.jpg: /out/c.jpg"}},
		{"nothing", []string{"/in3"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			known, err := l.Known(t.Context(), c.paths)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, source := range []string{"/in/a.jpg", "/in/x/b.jpg", "/in/e.jpg", "/in/d.jpg", "/in2/c.jpg"} {
				line := source + ":"
				for _, e := range known.Of(source) {
					line += " " + e.Output.Path
				}
				if line != source+":" {
					got = append(got, line)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestOpenFaults(t *testing.T) {
	file := func(dir string) string { return filepath.Join(dir, fileName) }
	write := func(t *testing.T, path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("not a database", func(t *testing.T) {
		dir := t.TempDir()
		text := strings.Repeat("not a database", 1000)
		for i, want := range []string{file(dir) + ".damaged", file(dir) + ".damaged2"} {
			write(t, file(dir), text)
			l, err := Open(t.Context(), dir)
			var damage *DamagedError
			if !errors.As(err, &damage) || damage.Kept != want || l == nil {
				t.Fatalf("%d: %v", i, err)
			}
			if kept, err := os.ReadFile(want); err != nil || string(kept) != text {
				t.Errorf("kept %d bytes, %v", len(kept), err)
			}
			r, _ := begin(t, l, "/in/a", "/out/a")
			closeRecording(t, r, nil)
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("newer", func(t *testing.T) {
		dir := t.TempDir()
		l := openIn(t, dir)
		if _, err := l.db.ExecContext(t.Context(), "PRAGMA user_version = 1000"); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), dir); !errors.Is(err, ErrNewer) {
			t.Error(err)
		}
	})
	t.Run("a file in place of the folder", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "file")
		write(t, dir, "")
		if l, err := Open(t.Context(), dir); err == nil || l != nil ||
			!strings.HasPrefix(err.Error(), "open history "+file(dir)+": ") {
			t.Error(err)
		}
	})
	t.Run("empty", func(t *testing.T) {
		dir := t.TempDir()
		write(t, file(dir), "")
		openIn(t, dir)
	})
	t.Run("odd name", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "a ?#%41&x=y")
		l := openIn(t, dir)
		if _, err := os.Stat(l.Path()); err != nil {
			t.Error(err)
		}
	})
}

// What another process keeps locked, or a full disk refuses, is written when it is possible again.
func TestPutAgain(t *testing.T) {
	dir := t.TempDir()
	l, other := openIn(t, dir), openIn(t, dir)
	r, entries := begin(t, l, "/in/a.jpg", "/out/a.jpg")
	lock, err := other.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.db.ExecContext(t.Context(), "PRAGMA busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	l.db.SetMaxOpenConns(1)
	r.Put(made(entries[0], entries[0].ID))
	if err := r.Flush(t.Context()); err == nil {
		t.Error("a locked ledger is written")
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	closeRecording(t, r, &Ending{At: began})
	if b, err := l.Get(t.Context(), r.Batch()); err != nil || b.Made != 1 {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestSortsStayInMemory: a confined process cannot write temporary files, which large sorts need
// unless they stay in memory.
func TestSortsStayInMemory(t *testing.T) {
	l := openIn(t, t.TempDir())
	var store int
	if err := l.db.QueryRowContext(t.Context(), "PRAGMA temp_store").Scan(&store); err != nil || store != 2 {
		t.Errorf("temp_store is %d, want 2 (memory): %v", store, err)
	}
}
