package atomicfile

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/internal/imgtest"
)

// tempNameOf returns a temporary's name that a process of this place would give.
func tempNameOf(pid int) string {
	return owner{thisPlace(), pid}.tempName(7)
}

func TestSweepFolder(t *testing.T) {
	dir := t.TempDir()
	alive, err := Create(filepath.Join(dir, "picture.jpg"), Access{0o644, dir})
	if err != nil {
		t.Fatal(err)
	}
	imgtest.WriteTree(t, dir, map[string][]byte{
		".sizemill-00ff.tmp":      []byte("orphan"),
		".sizemill-00fe.tmp":      []byte("of another machine, and perhaps alive"),
		tempNameOf(1 << 30):       []byte("of a process that has ended"),
		tempNameOf(os.Getppid()):  []byte("of one that lives, under a lock that is not seen"),
		".sizemill-note":          []byte("not ours"),
		"a.tmp":                   []byte("not ours"),
		".sizemill-1.tmp/a-file":  nil,
		"below/.sizemill-00.tmp":  []byte("not looked at"),
		"below/" + tempNameOf(-1): []byte("not looked at"),
	})
	old := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, ".sizemill-00ff.tmp"), old, old); err != nil {
		t.Fatal(err)
	}
	if err := SweepFolder(dir); err != nil {
		t.Fatal(err)
	}
	others := []string{
		".sizemill-note", "a.tmp", ".sizemill-1.tmp/a-file", ".sizemill-00fe.tmp",
		tempNameOf(os.Getppid()), "below/.sizemill-00.tmp", "below/" + tempNameOf(-1),
	}
	imgtest.SameNames(t, dir, append(others, filepath.Base(alive.TempPath()))...)

	// Closed, as it is while it is read back before Commit, the temporary is still alive.
	if err := alive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := SweepFolder(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(alive.TempPath()); err != nil {
		t.Error(err)
	}
	alive.Discard()
	imgtest.SameNames(t, dir, others...)
	if err := SweepFolder(filepath.Join(dir, "nowhere")); err != nil {
		t.Error(err)
	}
}

// TestSweepTree: the root may be a link, and what lies below is swept too.
func TestSweepTree(t *testing.T) {
	dir := t.TempDir()
	orphan := tempNameOf(1 << 30)
	imgtest.WriteTree(t, dir, map[string][]byte{
		"real/" + orphan: nil, "real/a/b/" + orphan: nil, "real/a/" + orphan + ".jpg": nil,
	})
	link := filepath.Join(dir, "link")
	if err := os.Symlink("real", link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	SweepTree(t.Context(), link)
	imgtest.SameNames(t, filepath.Join(dir, "real"), "a/"+orphan+".jpg")
}
