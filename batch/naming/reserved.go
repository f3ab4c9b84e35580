package naming

import (
	"errors"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"sizemill/internal/filetree"
	"sizemill/resize"
)

// reserved are the characters that names on FAT, exFAT and NTFS cannot have, besides control
// characters.
const reserved = `\:*?"<>|`

// errReserved is the failure of an output folder that would need such a name.
var errReserved = errors.New(`the file system there does not allow \ : * ? " < > | in names`)

// Allowed makes names that file systems allow. The zero value is ready.
type Allowed struct {
	limited map[string]bool // output folder → whether its file system refuses reserved characters
}

// Name returns the slash path below the output folder root as the file system there can hold it,
// and reports whether it differs.
func (a *Allowed) Name(root, path string) (string, bool) {
	if !restricted(path) {
		return path, false
	}
	limited, known := a.limited[root]
	if !known {
		if a.limited == nil {
			a.limited = make(map[string]bool)
		}
		limited = limitsNames(root)
		a.limited[root] = limited
	}
	if !limited {
		return path, false
	}
	return replaceReserved(path), true
}

// CheckFolder refuses an output folder whose new parts cannot have their names.
func CheckFolder(out string) error {
	existing, err := filetree.Existing(out)
	if err != nil {
		return nil //nolint:nilerr // the run reports it for each picture
	}
	added, err := filepath.Rel(existing, out)
	if err == nil && restricted(filepath.ToSlash(added)) && refusesReserved(existing) {
		return resize.PathError("create", out, errReserved)
	}
	return nil
}

// restricted reports whether a slash path has parts that FAT, exFAT and NTFS refuse: reserved
// characters, or bytes that are not UTF-8.
func restricted(path string) bool {
	isControl := func(r rune) bool { return r < ' ' }
	return strings.ContainsAny(path, reserved) || strings.ContainsFunc(path, isControl) ||
		!utf8.ValidString(path)
}

// replaceReserved returns path with "_" for what restricted finds.
func replaceReserved(path string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(path, "_") {
		if r < ' ' || strings.ContainsRune(reserved, r) {
			r = '_'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// limitsNames reports whether the file system that holds the folder dir, or will hold it, refuses
// reserved characters.
func limitsNames(dir string) bool {
	existing, err := filetree.Existing(dir)
	return err == nil && refusesReserved(existing)
}
