package cli_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/cli"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
)

// facts are what undo restores of a file besides its bytes.
type facts struct {
	mode os.FileMode
	date time.Time
}

func (p *past) facts(name string) facts {
	p.Helper()
	info, err := os.Lstat(p.path(name))
	if err != nil {
		p.Fatal(err)
	}
	return facts{info.Mode(), info.ModTime()}
}

// rewrite changes the record of a batch.
func (p *past) rewrite(batch int64, change func(*ledger.Entry)) {
	p.Helper()
	l, err := ledger.Open(p.Context(), p.state)
	if err != nil {
		p.Fatal(err)
	}
	entries, err := l.Entries(p.Context(), batch)
	for i := range entries {
		change(&entries[i])
	}
	if err == nil {
		err = l.Change(p.Context(), batch, entries)
	}
	if err == nil {
		err = l.Close()
	}
	if err != nil {
		p.Fatal(err)
	}
}

func (p *past) backups() []string {
	return imgtest.Names(imgtest.ReadTree(p, filepath.Join(p.state, "backups")))
}

// TestInPlaceAndUndo: replaced originals come back bit for bit, also if the program was killed
// between replacing one and recording that.
func TestInPlaceAndUndo(t *testing.T) {
	for name, killed := range map[string]bool{"whole": false, "killed": true} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			old := time.Date(2015, 3, 2, 1, 0, 0, 42, time.UTC)
			if err := os.Chtimes(p.path("in/a.jpg"), old, old); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(p.path("in/a.jpg"), 0o640); err != nil {
				t.Fatal(err)
			}
			before, was := imgtest.ReadTree(t, p.dir), p.facts("in/a.jpg")
			p.must(cli.ExitFailed, "resize", "--fit", "40", "--in-place", p.path("in"))
			imgtest.SameNames(t, p.dir, imgtest.Names(before)...)
			if now := imgtest.ReadTree(t, p.dir); string(now["in/a.jpg"]) == string(before["in/a.jpg"]) {
				t.Fatal("nothing was replaced")
			}
			if killed {
				p.rewrite(1, func(e *ledger.Entry) {
					if e.State.Written() {
						e.State, e.Output = ledger.Planned, ledger.Picture{File: ledger.File{Path: e.Output.Path}}
					}
				})
			}
			out, _ := p.must(cli.ExitOK, "undo", "1")
			contains(t, out, "2 originals restored")
			imgtest.SameTree(t, p.dir, before)
			if now := p.facts("in/a.jpg"); now != was {
				t.Errorf("%v, was %v", now, was)
			}
			if left := p.backups(); len(left) != 0 {
				t.Errorf("backups are left: %q", left)
			}
		})
	}
}

// TestInPlaceKept: a result that was edited stays, and the way to its original is named.
func TestInPlaceKept(t *testing.T) {
	p := newPast(t)
	p.must(cli.ExitFailed, "resize", "--fit", "40", "--in-place", p.path("in"))
	imgtest.WriteTree(t, p.dir, map[string][]byte{"in/a.jpg": []byte("edited")})
	_, errs := p.must(cli.ExitFailed, "undo")
	left := p.backups()
	if len(left) != 1 {
		t.Fatalf("%q", left)
	}
	contains(t, errs, "it was changed since; its original is kept as "+filepath.Join(p.state, "backups", left[0]))
	out, _ := p.must(cli.ExitOK, "history", "--forget", "1")
	contains(t, out, "1 batch forgotten, 1 backup of originals deleted")
	if left := p.backups(); len(left) != 0 {
		t.Errorf("%q", left)
	}
}
