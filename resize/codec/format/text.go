package format

import (
	"unicode/utf8"
)

// MaxComments bounds the bytes of a picture's comments and texts; a story has some ten thousand.
const MaxComments = 1 << 20

// UTF8Text is a comment as UTF-8.
func UTF8Text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return FromLatin1([]byte(s))
}

// FromLatin1 returns the text that b is in ISO 8859-1.
func FromLatin1(b []byte) string {
	out := make([]rune, len(b))
	for i, v := range b {
		out[i] = rune(v)
	}
	return string(out)
}
