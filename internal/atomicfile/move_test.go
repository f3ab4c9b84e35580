package atomicfile

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
)

func TestExchange(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	imgtest.WriteTree(t, dir, map[string][]byte{"a": []byte("1"), "b": []byte("2")})
	err := Exchange(a, b)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("not on this file system")
	}
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameTree(t, dir, map[string][]byte{"a": []byte("2"), "b": []byte("1")})
	if err := Exchange(a, filepath.Join(dir, "c")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	imgtest.SameNames(t, dir, "a", "b")
}

func TestCopyFrom(t *testing.T) {
	dir := t.TempDir()
	content := make([]byte, shareBytes+1)
	content[shareBytes] = 1
	imgtest.WriteTree(t, dir, map[string][]byte{"a": content})
	src, err := os.Open(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	f := create(t, filepath.Join(dir, "b"), "")
	defer f.Discard()
	if err := f.CopyFrom(t.Context(), src); err != nil || f.Size() != int64(len(content)) {
		t.Errorf("%d bytes, %v", f.Size(), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.CopyFrom(ctx, src); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := f.Commit(false); err != nil {
		t.Fatal(err)
	}
	imgtest.SameTree(t, dir, map[string][]byte{"a": content, "b": content})
}
