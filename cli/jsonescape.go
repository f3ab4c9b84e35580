package cli

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeWriter escapes what encoding/json leaves as it is and a terminal would obey or a reader be
// misled by: DEL, C1 controls, marks that turn the direction of writing, and other invisible
// characters. It takes whole lines of JSON, which stay the same values.
type escapeWriter struct{ w io.Writer }

// Write writes one line.
func (e escapeWriter) Write(line []byte) (int, error) {
	var escaped []byte // nil as long as nothing needs it
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRune(line[i:])
		if r < ' ' || unicode.IsPrint(r) {
			if escaped != nil {
				escaped = append(escaped, line[i:i+size]...)
			}
		} else {
			if escaped == nil {
				escaped = append(make([]byte, 0, 2*len(line)), line[:i]...)
			}
			for _, unit := range utf16.AppendRune(nil, r) {
				escaped = fmt.Appendf(escaped, `\u%04x`, unit)
			}
		}
		i += size
	}
	if escaped == nil {
		return e.w.Write(line)
	}
	if _, err := e.w.Write(escaped); err != nil {
		return 0, err
	}
	return len(line), nil
}
