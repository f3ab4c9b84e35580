package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sizemill/internal/filehash"
	"sizemill/internal/imgtest"
)

var taken = time.Date(2019, 5, 4, 3, 2, 1, 123456789, time.UTC)

// original writes a file with a date and permissions of its own.
func original(t *testing.T, path, content string) fs.FileInfo {
	t.Helper()
	imgtest.WriteTree(t, filepath.Dir(path), map[string][]byte{filepath.Base(path): []byte(content)})
	if err := errors.Join(os.Chmod(path, 0o640), os.Chtimes(path, taken, taken)); err != nil {
		t.Fatal(err)
	}
	return look(t, path)
}

func look(t *testing.T, path string) fs.FileInfo {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// replaced gives path another file, as the commit of a result does.
func replaced(t *testing.T, path, content string) fs.FileInfo {
	t.Helper()
	if err := os.WriteFile(path+".new", []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	return look(t, path)
}

func mustKeep(t *testing.T, path, dir string) Kept {
	t.Helper()
	kept, err := Keep(t.Context(), path, dir)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(imgtest.ReadTree(t, filepath.Dir(path))[filepath.Base(path)])
	if !bytes.Equal(kept.Hash, sum[:]) || kept.Lost != nil || filepath.Dir(kept.Path) != dir {
		t.Errorf("%+v", kept)
	}
	return kept
}

// sameFacts fails the test unless the file has the content, date and permissions of original's.
func sameFacts(t *testing.T, path, content string) {
	t.Helper()
	got, err := os.ReadFile(path)
	info := look(t, path)
	if err != nil || string(got) != content || info.Mode() != 0o640 || !info.ModTime().Equal(taken) {
		t.Errorf("%s: %q, %v, %v, %v", path, got, info.Mode(), info.ModTime(), err)
	}
}

func TestKeepAndRestore(t *testing.T) {
	dir := t.TempDir()
	path, backups := filepath.Join(dir, "pictures", "a.jpg"), filepath.Join(dir, "state", "backups", "7")
	before := original(t, path, "the original")
	kept := mustKeep(t, path, backups)
	if mode := look(t, backups).Mode().Perm(); mode != 0o700 {
		t.Errorf("others may look into the backups: %v", mode)
	}
	if again := mustKeep(t, path, backups); again.Path != kept.Path {
		t.Errorf("kept twice: %s and %s", kept.Path, again.Path)
	}
	result := replaced(t, path, "small")
	if err := Restore(t.Context(), kept, path, result); err != nil {
		t.Fatal(err)
	}
	sameFacts(t, path, "the original")
	if !os.SameFile(before, look(t, path)) {
		t.Error("the original came back as another file")
	}
	imgtest.SameNames(t, dir, "pictures/a.jpg")
	if err := Remove(kept); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(backups); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the empty folder stays: %v", err)
	}
}

// TestSeveralNames: a file with several names is copied, because a program may write to it under
// another one.
func TestSeveralNames(t *testing.T) {
	dir := t.TempDir()
	path, backups := filepath.Join(dir, "a.jpg"), filepath.Join(dir, "backups")
	original(t, path, "the original")
	if err := os.Link(path, filepath.Join(dir, "b.jpg")); err != nil {
		t.Fatal(err)
	}
	kept := mustKeep(t, path, backups)
	sameFacts(t, kept.Path, "the original")
	result := replaced(t, path, "small")
	if err := os.WriteFile(filepath.Join(dir, "b.jpg"), []byte("edited"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), kept, path, result); err != nil {
		t.Fatal(err)
	}
	sameFacts(t, path, "the original")
	imgtest.SameNames(t, dir, "a.jpg", "b.jpg")
}

// TestInterrupted: what a killed program has kept is never replaced.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	path, backups := filepath.Join(dir, "a.jpg"), filepath.Join(dir, "backups")
	original(t, path, "the original")
	first := mustKeep(t, path, backups)
	result := replaced(t, path, "small") // and killed before that was recorded
	second := mustKeep(t, path, backups)
	if second.Path == first.Path {
		t.Fatal("the original's backup was replaced by its result's")
	}
	if err := Restore(t.Context(), first, path, result); err != nil {
		t.Fatal(err)
	}
	sameFacts(t, path, "the original")
}

// TestInterruptedCopy: also a copy is found again.
func TestInterruptedCopy(t *testing.T) {
	dir := t.TempDir()
	path, backups := filepath.Join(dir, "a.jpg"), filepath.Join(dir, "backups")
	original(t, path, "the original")
	if err := os.Link(path, filepath.Join(dir, "b.jpg")); err != nil {
		t.Fatal(err)
	}
	if first, again := mustKeep(t, path, backups), mustKeep(t, path, backups); first.Path != again.Path {
		t.Errorf("%s and %s", first.Path, again.Path)
	}
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	backups := filepath.Join(dir, "backups")
	original(t, filepath.Join(dir, "a.jpg"), "the original")
	for name, target := range map[string]string{"link.jpg": "a.jpg", "dangling.jpg": "none"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.jpg"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		"link.jpg": ErrLink, "dangling.jpg": ErrLink, "folder.jpg": nil, "none.jpg": fs.ErrNotExist,
	} {
		path := filepath.Join(dir, name)
		_, err := Keep(t.Context(), path, backups)
		if err == nil || want != nil && !errors.Is(err, want) || !strings.HasPrefix(err.Error(), "back up "+path+": ") {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Keep(ctx, filepath.Join(dir, "a.jpg"), backups); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if names := imgtest.Names(imgtest.ReadTree(t, backups)); len(names) != 0 {
		t.Errorf("left: %q", names)
	}
	// A folder that is a file.
	_, err := Keep(t.Context(), filepath.Join(dir, "a.jpg"), filepath.Join(dir, "a.jpg"))
	if err == nil {
		t.Error("kept in a file")
	}
}

// TestRestoreTouchesNothingElse: what has another file's name stays.
func TestRestoreTouchesNothingElse(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(t *testing.T, path string, kept Kept)
		want error
	}{
		{"edited", func(t *testing.T, path string, _ Kept) {
			if err := os.WriteFile(path, []byte("edited"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, ErrReplaced},
		{"replaced", func(t *testing.T, path string, _ Kept) { replaced(t, path, "small") }, ErrReplaced},
		{"removed", func(t *testing.T, path string, _ Kept) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, ErrReplaced},
		{"damaged", func(t *testing.T, _ string, kept Kept) {
			if err := os.WriteFile(kept.Path, []byte("an original"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, ErrDamaged},
		{"cut", func(t *testing.T, _ string, kept Kept) {
			if err := os.Truncate(kept.Path, 3); err != nil {
				t.Fatal(err)
			}
		}, ErrDamaged},
		{"lost", func(t *testing.T, _ string, kept Kept) {
			if err := os.Remove(kept.Path); err != nil {
				t.Fatal(err)
			}
		}, fs.ErrNotExist},
		{"a link", func(t *testing.T, path string, kept Kept) {
			if err := errors.Join(os.Rename(kept.Path, kept.Path+"2"), os.Symlink(kept.Path+"2", kept.Path)); err != nil {
				t.Fatal(err)
			}
		}, ErrLink},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.jpg")
			original(t, path, "the original")
			kept := mustKeep(t, path, filepath.Join(dir, "backups"))
			result := replaced(t, path, "small")
			c.do(t, path, kept)
			before := imgtest.ReadTree(t, dir)
			err := Restore(t.Context(), kept, path, result)
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			imgtest.SameTree(t, dir, before)
		})
	}
}

// TestRestoreFree: an original whose result has another name comes back if its own is free.
func TestRestoreFree(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.png")
	original(t, path, "the original")
	kept := mustKeep(t, path, filepath.Join(dir, "backups"))
	if err := Restore(t.Context(), kept, path, nil); !errors.Is(err, ErrReplaced) {
		t.Errorf("the name is taken: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), kept, path, nil); err != nil {
		t.Fatal(err)
	}
	sameFacts(t, path, "the original")
}

// TestNotReplaced: an original that was kept and never replaced only loses its backup.
func TestNotReplaced(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.jpg")
	info := original(t, path, "the original")
	kept := mustKeep(t, path, filepath.Join(dir, "backups"))
	if err := Restore(t.Context(), kept, path, info); err != nil {
		t.Fatal(err)
	}
	sameFacts(t, path, "the original")
	imgtest.SameNames(t, dir, "a.jpg")
}

func TestNames(t *testing.T) {
	dir := t.TempDir()
	backups := filepath.Join(dir, "backups")
	long := strings.Repeat("ä", 125) + "x.jpg" // 255 bytes
	for i, name := range []string{
		long, strings.Repeat("x", 255), "\xff\xfe\n\t.jpg", "-rf", "CON", "a ", "a\u202egnp.jpg", `$(id)"'*?.jpg`,
		"." + strings.Repeat("y", 200), "日本.jpeg",
	} {
		path := filepath.Join(dir, name)
		original(t, path, name)
		kept := mustKeep(t, path, backups)
		base := filepath.Base(kept.Path)
		if len(base) > mostName || !utf8.ValidString(base) || strings.ContainsAny(base, "\n\t\"*?") {
			t.Errorf("%d: %q", i, base)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := Restore(t.Context(), kept, path, nil); err != nil {
			t.Error(err)
		}
		sameFacts(t, path, name)
	}
}

func FuzzName(f *testing.F) {
	f.Add("/a/b.jpg", 1)
	f.Add("/a/"+strings.Repeat("ä", 127)+".jpeg", 77)
	f.Add("\xff/.", 2)
	f.Fuzz(func(t *testing.T, path string, n int) {
		got := name(path, n)
		if len(got) > mostName || !utf8.ValidString(got) || got != filepath.Base(got) || strings.ContainsAny(got, "\x00/\n") {
			t.Errorf("%q: %q", path, got)
		}
		if other := name(path+"x", n); other == got {
			t.Errorf("%q has the name of another path", got)
		}
	})
}

// TestChanging: a file that is written to while it is kept is not.
func TestChanging(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jpg")
	info := original(t, path, "the original")
	f, _, err := filehash.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := os.WriteFile(path, []byte("the oriGINAL"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	k := keeper{path: path, original: f, info: info}
	for name, keep := range map[string]func(context.Context, string) (Kept, error){"link": k.under, "copy": k.copied} {
		if _, err := keep(t.Context(), filepath.Join(dir, name)); !errors.Is(err, filehash.ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	imgtest.SameNames(t, dir)
}
