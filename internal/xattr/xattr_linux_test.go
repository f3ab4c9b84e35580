package xattr

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSetAndGet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const name = "user.sizemill.test"
	if got := Get(path, name); got != "" {
		t.Errorf("%q before it is set", got)
	}
	if err := Set(path, name, "a text"); err != nil {
		t.Skip("the file system of temporary files has no attributes:", err)
	}
	if got := Get(path, name); got != "a text" {
		t.Errorf("%q", got)
	}
	if err := Set(path, name, strings.Repeat("x", 257)); err != nil {
		t.Fatal(err)
	}
	if got := Get(path, name); got != "" {
		t.Errorf("a text of 257 bytes gives %d", len(got))
	}
	if got := Get(filepath.Join(filepath.Dir(path), "missing"), name); got != "" {
		t.Errorf("%q of a file that is not there", got)
	}
}
