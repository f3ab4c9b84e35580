package xattr

import "golang.org/x/sys/unix"

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
