package jsonline

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeWriter escapes characters that encoding/json leaves unescaped, but which a terminal would
// obey or which mislead a reader: DEL, C1 controls, marks that change the direction of writing, and
// other invisible characters. It is given whole lines of JSON, and keeps their values.
type escapeWriter struct{ w io.Writer }

// Write writes one line.
func (e escapeWriter) Write(line []byte) (int, error) {
	var escaped []byte // nil until something has to be escaped
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
