package turbo

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What decoding and encoding can meet beside faults of the file.
var (
	// ErrPlanes is a caller's fault: planes, options or segments that make no JPEG.
	ErrPlanes      = errors.New("not encodable")
	ErrClosed      = errors.New("used after Close")
	ErrUnavailable = errors.New("libjpeg-turbo is not part of this build")
)

// plain is the library's message as the end of a sentence of ours.
func plain(text string) string {
	for _, prefix := range []string{"Corrupt JPEG data: ", "Invalid JPEG file structure: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	first, n := utf8.DecodeRuneInString(text)
	if second, _ := utf8.DecodeRuneInString(text[n:]); unicode.IsLower(second) { // not an abbreviation
		text = string(unicode.ToLower(first)) + text[n:]
	}
	return text
}
