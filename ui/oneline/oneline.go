package oneline

import (
	"path/filepath"
	"strings"
	"unicode"
)

// Name makes a file name or path fit for one line: it replaces characters that would break the line
// or reverse its direction by a visible mark.
func Name(name string) string {
	return strings.Map(func(r rune) rune {
		embedding := r >= '\u202a' && r <= '\u202e'
		isolate := r >= '\u2066' && r <= '\u2069'
		if unicode.IsControl(r) || embedding || isolate {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

// Dot stands between the parts of a line.
const Dot = " · "

// Join joins the parts that are not empty with Dot.
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

// Base returns the last element of path, or "" for an empty path.
func Base(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(path)
}

// Arrow stands between before and after. Fyne's text font has no arrow, and its symbol font has no
// space and draws a box with a question mark instead. So package widgets draws arrows by
// themselves.
const Arrow = " → "
