package xattr

import (
	"errors"
	"strings"

	"golang.org/x/sys/unix"
)

// maxText bounds what Get reads, in bytes.
const maxText = 256

// Set writes the attribute of that name, such as "user.sizemill.result", of the file at path. A link
// is not followed. Many file systems have no attributes: the error is the system's.
func Set(path, name, text string) error { return unix.Lsetxattr(path, name, []byte(text), 0) }

// Get returns an attribute's text of at most 256 bytes, and nothing where there is none.
func Get(path, name string) string {
	var b [maxText]byte
	n, err := unix.Lgetxattr(path, name, b[:])
	if err != nil {
		return ""
	}
	return string(b[:n])
}

// Copy gives the file at to all attributes of the file at from, access lists included. Links are
// not followed. The error is that of the first attribute that could not be copied; those that only
// the system may set are left out without one.
func Copy(from, to string) error {
	names, err := list(from)
	if err != nil {
		return err
	}
	var first error
	for _, name := range names {
		err := copyOne(from, to, name)
		if errors.Is(err, unix.ENODATA) { // removed since it was listed
			continue
		}
		if err != nil && first == nil && !isSystems(name) {
			first = err
		}
	}
	return first
}

// isSystems reports whether the system sets an attribute on its own, such as SELinux's labels.
func isSystems(name string) bool {
	return strings.HasPrefix(name, "security.") || strings.HasPrefix(name, "trusted.")
}

// list returns the names of a file's attributes.
func list(path string) ([]string, error) {
	text, err := sized(func(b []byte) (int, error) { return unix.Llistxattr(path, b) })
	if errors.Is(err, unix.ENOTSUP) {
		return nil, nil
	}
	return strings.FieldsFunc(string(text), func(r rune) bool { return r == 0 }), err
}

func copyOne(from, to, name string) error {
	value, err := sized(func(b []byte) (int, error) { return unix.Lgetxattr(from, name, b) })
	if err != nil {
		return err
	}
	return unix.Lsetxattr(to, name, value, 0)
}

// sized returns what read fills in, which tells the size that it needs if its buffer is empty.
func sized(read func([]byte) (int, error)) ([]byte, error) {
	for {
		n, err := read(nil)
		if err != nil || n == 0 {
			return nil, err
		}
		b := make([]byte, n)
		n, err = read(b)
		switch {
		case errors.Is(err, unix.ERANGE): // it has grown
			continue
		case err != nil:
			return nil, err
		}
		return b[:n], nil
	}
}
