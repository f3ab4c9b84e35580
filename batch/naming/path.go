package naming

import (
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"sizemill/internal/filetree"
)

// maxName is the longest file name, in bytes, on every file system that matters.
const maxName = 255

// Path is where a result goes before its name is numbered.
type Path struct {
	Dir  string // clean
	Name string // without its extension; it may have slashes, which make folders
	Ext  string // with its dot
}

// Numbered returns the i'th path, from 1: name.ext, "name (2).ext", "name (3).ext", …
func (p Path) Numbered(i int) string {
	suffix := ""
	if i > 1 {
		suffix = fmt.Sprintf(" (%d)", i)
	}
	if p.Name != "" && len(p.Ext) > 1 && !strings.ContainsAny(p.Name, `/\`) {
		return filetree.Join(p.Dir, cutRunes(p.Name, maxName-len(suffix)-len(p.Ext))+suffix+p.Ext)
	}
	return filepath.Join(p.Dir, filepath.FromSlash(withSuffix(p.Name, suffix, p.Ext)))
}

// salvagedSuffix marks the names of results that lack a part of their picture.
const salvagedSuffix = " (salvaged)"

// Salvaged returns the path of a result that lacks a part of its picture. It leaves room for a
// number.
func (p Path) Salvaged() Path {
	const number = len(" (9999)")
	dir, base := path.Split(p.Name)
	p.Name = dir + cutRunes(base, maxName-len(salvagedSuffix)-number-len(p.Ext)) + salvagedSuffix
	return p
}

// Has reports whether path is one of p's numbered paths.
func (p Path) Has(path string) bool {
	if path == p.Numbered(1) {
		return true
	}
	name := strings.TrimSuffix(path, p.Ext)
	open := strings.LastIndex(name, " (")
	if open < 0 || !strings.HasSuffix(name, ")") {
		return false
	}
	n, err := strconv.Atoi(name[open+2 : len(name)-1])
	return err == nil && n > 1 && path == p.Numbered(n)
}

// key is what all numbered paths of p have in common.
func (p Path) key() string { return Fold(filepath.Join(p.Dir, p.Name) + p.Ext) }

// withSuffix puts suffix and extension behind the slash path name, whose last part is cut at a
// rune's end if it is longer than a file name can be.
func withSuffix(name, suffix, ext string) string {
	dir, base := path.Split(name)
	return dir + cutRunes(base, maxName-len(suffix)-len(ext)) + suffix + ext
}

// cutRunes returns the first bytes of s, at most most of them, without the pieces of a rune that
// was cut.
func cutRunes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	s = s[:most]
	for range utf8.UTFMax - 1 {
		if r, size := utf8.DecodeLastRuneInString(s); r == utf8.RuneError && size == 1 {
			s = s[:len(s)-1]
		}
	}
	return s
}
