//go:build unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"sizemill/internal/imgtest"
)

// TestTemporaryThatCannotBeLocked: without its lock a temporary would pass for that of a killed
// program, and be removed while it is written.
func TestTemporaryThatCannotBeLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "picture.jpg")
	free, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	next := free.Fd() // the next file to be opened gets it
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	low := limit
	low.Cur = uint64(next) + 1 // room for the temporary, and not for its lock
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &low); err != nil {
		t.Skip("no limit can be set here: ", err)
	}
	f, err := Create(path, Access{0o666, filepath.Dir(path)})
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	checkError(t, err, "write", path, unix.EMFILE)
	if err == nil {
		f.Discard()
	}
	imgtest.SameNames(t, filepath.Dir(path))
}

// TestLockTempSwept: a temporary that a sweep has locked before its owner did is lost to the owner,
// though it still has its name.
func TestLockTempSwept(t *testing.T) {
	path := filepath.Join(t.TempDir(), tempName())
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	open := func() *os.File {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	sweep, owner := open(), open()
	if err := unix.Flock(int(sweep.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		t.Skip("the file system of temporary files has no locks:", err)
	}
	if _, err := lockTemp(owner); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v, want fs.ErrExist", err)
	}
	if err := unix.Flock(int(sweep.Fd()), unix.LOCK_UN); err != nil {
		t.Fatal(err)
	}
	release, err := lockTemp(owner)
	if err != nil {
		t.Fatal(err)
	}
	release()
}
