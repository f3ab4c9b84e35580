package oneline

import (
	"path/filepath"
	"strings"
	"unicode"
)

// Name is a file name or path made fit to be shown in one line: what would break the line or turn the text around
// is replaced by a visible mark.
func Name(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

// Dot stands between the parts of a line.
const Dot = " · "

// Join puts the parts that are not empty behind one another with a middle dot.
func Join(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(Dot)
		}
		b.WriteString(part)
	}
	return b.String()
}

// Base is the last element of a path; of no path, nothing.
func Base(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(path)
}

// Arrow stands between before and after. Fyne's text font lacks it and its symbol font lacks the space behind it, which
// comes out as a box with a question mark: so the parts of a line are drawn one by one.
const Arrow = " → "
