package undo

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizemill/backup"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scene is a folder with a ledger, an input folder and an output folder.
type scene struct {
	*testing.T
	dir    string
	ledger *ledger.Ledger
}

func newScene(t *testing.T) *scene {
	s := &scene{T: t, dir: t.TempDir()}
	l, err := ledger.Open(t.Context(), s.path("state"))
	if err != nil {
		t.Fatal(err)
	}
	s.ledger = l
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *scene) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// write writes a file below the scene's folder.
func (s *scene) write(name, content string) {
	s.Helper()
	imgtest.WriteTree(s, s.dir, map[string][]byte{name: []byte(content)})
}

func (s *scene) do(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// batch records what do does as a batch, with the folders that it makes.
func (s *scene) batch(b ledger.Batch, do func(put func(ledger.Entry))) int64 {
	s.Helper()
	b.Began = time.Now()
	for i := range b.Folders {
		b.Folders[i] = s.path(b.Folders[i])
	}
	r, err := s.ledger.Begin(s.Context(), b, slices.Values([]ledger.Entry(nil)))
	s.do(err)
	do(r.Put)
	s.do(r.Close(s.Context(), &ledger.Ending{At: time.Now()}))
	return r.Batch()
}

// entry returns the record of a result that is written.
func (s *scene) entry(source, output, content string) ledger.Entry {
	s.Helper()
	s.write(output, content)
	info, err := os.Lstat(s.path(output))
	s.do(err)
	sum := sha256.Sum256([]byte(content))
	e := ledger.Entry{State: ledger.Made}
	e.Source.Path, e.Output.Path = s.path(source), s.path(output)
	e.Output.Bytes, e.Output.ModTime, e.Output.Hash = info.Size(), info.ModTime(), sum[:]
	return e
}

// inPlace returns the record of an original that is replaced, with a backup.
func (s *scene) inPlace(name, original, content string, id int64) ledger.Entry {
	s.Helper()
	s.write(name, original)
	past := time.Date(2019, 1, 2, 3, 4, 5, 6, time.UTC)
	s.do(errors.Join(os.Chtimes(s.path(name), past, past), os.Chmod(s.path(name), 0o640)))
	kept, err := backup.Keep(s.Context(), s.path(name), backup.Folder(s.path("state"), id))
	s.do(err)
	e := s.entry(name, name+".new", content)
	s.do(os.Rename(s.path(name+".new"), s.path(name)))
	e.Output.Path = s.path(name)
	e.Source.Hash, e.Source.Bytes, e.Backup = kept.Hash, kept.Bytes, kept.Path
	return e
}

// undo runs, and returns what was done by name of the source.
func (s *scene) undo(id int64) (Summary, map[string]string) {
	s.Helper()
	did := make(map[string]string)
	sum, err := Run(s.Context(), s.ledger, id, func(e Event) {
		text := e.Action.String()
		if e.Action == Kept {
			text = e.Reason.String()
		}
		if e.Err != nil {
			text += ": " + e.Err.Error()
		}
		did[filepath.Base(e.Entry.Source.Path)] = text
	})
	s.do(err)
	return sum, did
}

// check compares the files outside of the state folder.
func (s *scene) check(want map[string]string) {
	s.Helper()
	tree := imgtest.ReadTree(s, s.dir)
	for name := range tree {
		if _, inside := want[name]; !inside && len(name) > 6 && name[:6] == "state/" {
			delete(tree, name)
		}
	}
	if len(tree) != len(want) {
		s.Errorf("files %q, want %q", imgtest.Names(tree), want)
	}
	for name, content := range want {
		if string(tree[name]) != content {
			s.Errorf("%s holds %q, want %q", name, tree[name], content)
		}
	}
}

func (s *scene) states(id int64) map[string]ledger.State {
	s.Helper()
	entries, err := s.ledger.Entries(s.Context(), id)
	s.do(err)
	states := make(map[string]ledger.State)
	for i := range entries {
		states[filepath.Base(entries[i].Source.Path)] = entries[i].State
	}
	return states
}

func TestUndo(t *testing.T) {
	s := newScene(t)
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		s.write("in/"+name, name)
	}
	id := s.batch(ledger.Batch{Folders: []string{"out", "out/sub", "out/empty"}}, func(put func(ledger.Entry)) {
		for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
			put(s.entry("in/"+name, "out/"+name, "small "+name))
		}
		put(s.entry("in/g", "out/sub/g", "small g"))
	})
	s.do(os.Mkdir(s.path("out/empty"), 0o700))
	s.write("out/b", "small B") // as many bytes
	s.write("out/c", "longer than it was")
	s.do(os.Remove(s.path("out/d")))
	s.do(errors.Join(os.Remove(s.path("out/e")), os.Symlink("a", s.path("out/e"))))
	s.do(errors.Join(os.Remove(s.path("out/f")), os.Mkdir(s.path("out/f"), 0o700)))
	s.write("out/theirs", "not ours")

	sum, did := s.undo(id)
	want := map[string]string{
		"a": "removed", "b": "changed", "c": "changed", "d": "gone", "e": "changed", "f": "changed", "g": "removed",
	}
	if fmt.Sprint(did) != fmt.Sprint(want) || sum.Removed != 2 || sum.Kept != 4 || sum.Gone != 1 {
		t.Errorf("%v, want %v; %+v", did, want, sum)
	}
	if got := []string{s.path("out/sub"), s.path("out/empty")}; len(sum.Folders) != 2 ||
		!slices.Contains(sum.Folders, got[0]) || !slices.Contains(sum.Folders, got[1]) {
		t.Errorf("removed folders %q", sum.Folders)
	}
	s.check(map[string]string{
		"in/a": "a", "in/b": "b", "in/c": "c", "in/d": "d", "in/e": "e", "in/f": "f", "in/g": "g",
		"out/b": "small B", "out/c": "longer than it was", "out/e": "", "out/theirs": "not ours",
	})
	b, err := s.ledger.Get(t.Context(), id)
	if err != nil || b.Undone != 3 || b.Made != 4 {
		t.Errorf("%+v, %v", b.Totals, err)
	}
	s.do(errors.Join(os.Remove(s.path("out/theirs")), os.Remove(s.path("out/e")), os.Remove(s.path("out/f"))))
	s.do(errors.Join(os.WriteFile(s.path("out/b"), []byte("small b"), 0o600), os.WriteFile(s.path("out/c"), []byte("small c"), 0o600)))
	sum, did = s.undo(id) // what was kept has its old content again
	if len(did) != 4 || sum.Removed != 2 || sum.Gone != 2 || !slices.Equal(sum.Folders, []string{s.path("out")}) {
		t.Errorf("%v, %+v", did, sum)
	}
	if sum, did = s.undo(id); len(did) != 0 || sum.Folders != nil {
		t.Errorf("the third time: %v", did)
	}
}

// TestInPlace: replaced originals come back as they were.
func TestInPlace(t *testing.T) {
	s := newScene(t)
	names := []string{"a", "edited", "gone", "nobackup", "damaged", "back"}
	id := s.batch(ledger.Batch{InPlace: true}, func(put func(ledger.Entry)) {
		for _, name := range names {
			put(s.inPlace("in/"+name, "the original "+name, "small "+name, 1))
		}
	})
	if id != 1 {
		t.Fatal(id)
	}
	backups := backup.Folder(s.path("state"), 1)
	find := func(name string) string { return backup.Find(s.path("in/"+name), backups) }
	s.write("in/edited", "edited")
	s.do(os.Remove(s.path("in/gone")))
	s.do(os.Remove(find("nobackup")))
	s.do(os.WriteFile(find("damaged"), []byte("other"), 0o600))
	s.do(os.Rename(find("back"), s.path("in/back"))) // and then the undo was killed

	_, did := s.undo(id)
	want := map[string]string{
		"a": "restored", "edited": "changed", "gone": "missing", "nobackup": "no backup",
		"damaged": "damaged backup", "back": "restored",
	}
	if fmt.Sprint(did) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", did, want)
	}
	s.check(map[string]string{
		"in/a": "the original a", "in/edited": "edited", "in/nobackup": "small nobackup",
		"in/damaged": "small damaged", "in/back": "the original back",
	})
	info, err := os.Lstat(s.path("in/a"))
	if err != nil || info.Mode() != 0o640 || info.ModTime().Year() != 2019 {
		t.Errorf("%v, %v", info, err)
	}
	if got := s.states(id); got["a"] != ledger.Undone || got["back"] != ledger.Undone || got["edited"] != ledger.Made {
		t.Error(got)
	}
	if find("a") != "" || find("gone") == "" || find("edited") == "" {
		t.Error("the wrong backups are left")
	}
}

// TestInPlaceTwice: batches that replaced the same original are taken back in turn.
func TestInPlaceTwice(t *testing.T) {
	s := newScene(t)
	first := s.batch(ledger.Batch{InPlace: true}, func(put func(ledger.Entry)) {
		put(s.inPlace("in/a", "the original", "small", 1))
	})
	second := s.batch(ledger.Batch{InPlace: true}, func(put func(ledger.Entry)) {
		put(s.inPlace("in/a", "small", "smaller", 2))
	})
	if _, did := s.undo(first); did["a"] != "replaced" {
		t.Error(did)
	}
	s.check(map[string]string{"in/a": "smaller"})
	s.undo(second)
	s.check(map[string]string{"in/a": "small"})
	if _, did := s.undo(first); did["a"] != "restored" {
		t.Error(did)
	}
	s.check(map[string]string{"in/a": "the original"})
}

// TestOtherName: a result that took its original's place under another name.
func TestOtherName(t *testing.T) {
	s := newScene(t)
	record := func(put func(ledger.Entry)) {
		e := s.inPlace("in/a.png", "the original", "small", 1)
		s.do(os.Rename(s.path("in/a.png"), s.path("in/a.jpg")))
		e.Output.Path = s.path("in/a.jpg")
		put(e)
	}
	id := s.batch(ledger.Batch{InPlace: true}, record)
	s.write("in/a.png", "another picture")
	if _, did := s.undo(id); did["a.png"] != "changed" {
		t.Error(did)
	}
	s.check(map[string]string{"in/a.jpg": "small", "in/a.png": "another picture"})
	s.do(os.Remove(s.path("in/a.png")))
	if _, did := s.undo(id); did["a.png"] != "restored" {
		t.Error(did)
	}
	s.check(map[string]string{"in/a.png": "the original"})
}

// TestReplacedByLater: a result that a later batch has written again is that batch's, even if it is
// the same.
func TestReplacedByLater(t *testing.T) {
	s := newScene(t)
	write := func() int64 {
		return s.batch(ledger.Batch{}, func(put func(ledger.Entry)) { put(s.entry("in/a", "out/a", "small")) })
	}
	first, second := write(), write()
	var by int64
	if _, err := Run(t.Context(), s.ledger, first, func(e Event) { by = e.By }); err != nil || by != second {
		t.Errorf("by %d, %v", by, err)
	}
	s.check(map[string]string{"out/a": "small"})
	s.undo(second)
	s.check(map[string]string{})
	if _, did := s.undo(first); did["a"] != "gone" {
		t.Error(did)
	}
}

// TestSameBatchTwice: a watched picture that was edited has two entries and one result.
func TestSameBatchTwice(t *testing.T) {
	s := newScene(t)
	id := s.batch(ledger.Batch{Kind: ledger.Watch}, func(put func(ledger.Entry)) {
		put(s.entry("in/a", "out/a", "small"))
		put(s.entry("in/a", "out/a", "small again"))
	})
	if sum, _ := s.undo(id); sum.Removed != 1 || sum.Gone != 1 || sum.Kept != 0 {
		t.Errorf("%+v", sum)
	}
	s.check(map[string]string{})
}

// TestDiskNotThere: what is missing with its folder is not forgotten.
func TestDiskNotThere(t *testing.T) {
	s := newScene(t)
	id := s.batch(ledger.Batch{}, func(put func(ledger.Entry)) { put(s.entry("in/a", "disk/out/a", "small")) })
	s.do(os.Rename(s.path("disk"), s.path("elsewhere")))
	if _, did := s.undo(id); did["a"] != "missing" {
		t.Error(did)
	}
	s.do(os.Rename(s.path("elsewhere"), s.path("disk")))
	if _, did := s.undo(id); did["a"] != "removed" {
		t.Error(did)
	}
}

func TestRefused(t *testing.T) {
	s := newScene(t)
	r, err := s.ledger.Begin(t.Context(), ledger.Batch{Began: time.Now()}, slices.Values([]ledger.Entry(nil)))
	s.do(err)
	r.Put(s.entry("in/a", "out/a", "small"))
	if _, err := Run(t.Context(), s.ledger, r.Batch(), nil); !errors.Is(err, ledger.ErrLive) {
		t.Errorf("undone while it runs: %v", err)
	}
	s.do(r.Close(t.Context(), nil))
	if _, err := Run(t.Context(), s.ledger, 99, nil); !errors.Is(err, ledger.ErrUnknown) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, s.ledger, r.Batch(), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	s.check(map[string]string{"out/a": "small"})
	s.undo(r.Batch()) // a batch that was killed can be taken back
	s.check(map[string]string{})
}

// TestCancel: what was taken back until then is recorded.
func TestCancel(t *testing.T) {
	s := newScene(t)
	const n = 200
	id := s.batch(ledger.Batch{Folders: []string{"out"}}, func(put func(ledger.Entry)) {
		for i := range n {
			put(s.entry(fmt.Sprintf("in/%d", i), fmt.Sprintf("out/%d", i), "small"))
		}
	})
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	seen := 0
	sum, err := Run(ctx, s.ledger, id, func(Event) {
		if seen++; seen == 20 {
			cancel(stopped)
		}
	})
	if !errors.Is(err, stopped) || sum.Removed != seen || seen >= n {
		t.Errorf("%d of %d, %+v, %v", seen, n, sum, err)
	}
	left := len(imgtest.ReadTree(t, s.path("out")))
	b, err := s.ledger.Get(t.Context(), id)
	if err != nil || b.Undone != seen || left != n-seen {
		t.Errorf("%d left, %+v, %v", left, b.Totals, err)
	}
	s.undo(id)
	s.check(map[string]string{})
	if _, err := os.Lstat(s.path("out")); err == nil {
		t.Error("the folder stays")
	}
}

// TestUnrecordedBackup: the program was killed before it recorded that it keeps, or has replaced,
// an original.
func TestUnrecordedBackup(t *testing.T) {
	s := newScene(t)
	id := s.batch(ledger.Batch{InPlace: true}, func(put func(ledger.Entry)) {
		for _, name := range []string{"kept", "replaced", "unknown"} {
			e := s.inPlace("in/"+name, "the original "+name, "small "+name, 1)
			e.State = ledger.Planned
			switch name {
			case "replaced": // the backup and the hash were recorded before
			case "unknown":
				e.Backup, e.Output.Hash, e.Source.Hash = "", nil, nil
			case "kept":
				e.Backup, e.Output.Hash, e.Source.Hash = "", nil, nil
				s.do(os.Rename(backup.Find(e.Source.Path, backup.Folder(s.path("state"), 1))+"", s.path("x")))
				s.do(os.Rename(s.path("x"), s.path("in/kept")))
				_, err := backup.Keep(s.Context(), s.path("in/kept"), backup.Folder(s.path("state"), 1))
				s.do(err)
			}
			put(e)
		}
	})
	_, did := s.undo(id)
	if want := map[string]string{"replaced": "restored", "unknown": "unrecorded"}; fmt.Sprint(did) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", did, want)
	}
	s.check(map[string]string{
		"in/kept": "the original kept", "in/replaced": "the original replaced", "in/unknown": "small unknown",
	})
	left := imgtest.Names(imgtest.ReadTree(t, backup.Folder(s.path("state"), 1)))
	if len(left) != 1 {
		t.Errorf("backups %q", left)
	}
}

// TestRemove: a file that took the place of the one to remove gets its name back.
func TestRemove(t *testing.T) {
	s := newScene(t)
	s.write("a.jpg", "ours")
	info, err := os.Lstat(s.path("a.jpg"))
	s.do(err)
	s.write("b.jpg", "theirs")
	s.do(os.Rename(s.path("b.jpg"), s.path("a.jpg")))
	if err := remove(s.path("a.jpg"), info); !errors.Is(err, errChanged) {
		t.Error(err)
	}
	s.check(map[string]string{"a.jpg": "theirs"})
	s.do(os.Rename(s.path("a.jpg"), s.path("hidden")))
	s.write("a.jpg", "a third one")
	s.do(giveBack(s.path("hidden"), s.path("a.jpg")))
	s.check(map[string]string{"a.jpg": "a third one", "a (2).jpg": "theirs"})
	if err := remove(s.path("none"), info); !errors.Is(err, errChanged) {
		t.Error(err)
	}
}
