package batch

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Others counts the files of the input folders that Sizemill does not read, by kind: the extension
// in capitals, such as CR2, or one of the kinds below. Hidden files and those that systems put
// beside pictures do not count.
type Others map[string]int

// The kinds of files that have no extension to be named by.
const (
	OtherUnnamed = "no extension"
	OtherFolder  = "linked folder" // its pictures count only if links are followed
	OtherLink    = "linked file"   // it lies outside the input folders, and links are not followed
	OtherNode    = "special file"  // a pipe, socket or device
	OtherKind    = "other"         // its extension is too long, or unusual
)

// Total returns how many files there are.
func (o Others) Total() int {
	n := 0
	for _, of := range o {
		n += of
	}
	return n
}

// Kinds returns the kinds, the most frequent first.
func (o Others) Kinds() []string {
	return slices.SortedFunc(maps.Keys(o), func(a, b string) int {
		return cmp.Or(cmp.Compare(o[b], o[a]), cmp.Compare(a, b))
	})
}

// maxKind is the longest extension that names a kind, in letters.
const maxKind = 8

// otherKind returns the kind of a file of that name.
func otherKind(name string) string {
	ext := strings.TrimPrefix(filepath.Ext(name), ".")
	if ext == "" {
		return OtherUnnamed
	}
	unusual := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	if len(ext) > maxKind || strings.ContainsFunc(ext, unusual) {
		return OtherKind
	}
	return strings.ToUpper(ext)
}
