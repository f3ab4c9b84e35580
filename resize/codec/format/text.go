package format

import (
	"unicode/utf8"
)

// MaxComments bounds the bytes of a picture's comments and texts. A story has some ten thousand.
const MaxComments = 1 << 20

// UTF8Text returns a comment as UTF-8; what is not valid is read as ISO 8859-1.
func UTF8Text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return FromLatin1([]byte(s))
}

// FromLatin1 returns the text that b holds in ISO 8859-1.
func FromLatin1(b []byte) string {
	out := make([]rune, len(b))
	for i, v := range b {
		out[i] = rune(v)
	}
	return string(out)
}
