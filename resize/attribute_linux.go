package resize

import "golang.org/x/sys/unix"

// attributeName is that of the extended attribute that holds a result's Provenance.
const attributeName = "user.sizemill.result"

// maxAttribute is more than a Provenance has, in bytes.
const maxAttribute = 256

func writeAttribute(path, text string) error {
	return unix.Lsetxattr(path, attributeName, []byte(text), 0)
}

// readAttribute is empty where there is none.
func readAttribute(path string) string {
	var b [maxAttribute]byte
	n, err := unix.Lgetxattr(path, attributeName, b[:])
	if err != nil {
		return ""
	}
	return string(b[:n])
}
