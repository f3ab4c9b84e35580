package turbo

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Errors of decoding and encoding beside faults of the file.
var (
	// ErrPlanes is the caller's fault: planes, options or segments that make no JPEG.
	ErrPlanes      = errors.New("not encodable")
	ErrClosed      = errors.New("used after Close")
	ErrUnavailable = errors.New("libjpeg-turbo is not part of this build")
)

// plain returns the library's message as the end of a sentence.
func plain(text string) string {
	for _, prefix := range []string{"Corrupt JPEG data: ", "Invalid JPEG file structure: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	first, n := utf8.DecodeRuneInString(text)
	// not an abbreviation
	if second, _ := utf8.DecodeRuneInString(text[n:]); unicode.IsLower(second) {
		text = string(unicode.ToLower(first)) + text[n:]
	}
	return text
}
