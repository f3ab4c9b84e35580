// Package printable makes text safe to show on a line.
package printable

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line makes text safe to show on a line: file names may hold newlines, escape sequences and marks
// that change the direction of writing. Text with any of those is quoted.
func Line(text string) string {
	isHidden := func(r rune) bool { return !unicode.IsPrint(r) }
	if utf8.ValidString(text) && !strings.ContainsFunc(text, isHidden) {
		return text
	}
	return strconv.QuoteToGraphic(text)
}
