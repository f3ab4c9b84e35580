package codec

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// What decoding can meet.
var (
	ErrUnsupported = errors.New("not supported")
	ErrDamaged     = errors.New("damaged")
	ErrTooLarge    = errors.New("too large")
)

// reason is a cause in full words that belongs to one of the errors above.
type reason struct {
	kind error
	text string
}

func (r *reason) Error() string { return r.text }
func (r *reason) Unwrap() error { return r.kind }

// unsupported says in full words what this build cannot do.
func unsupported(format string, args ...any) error {
	return &reason{ErrUnsupported, fmt.Sprintf(format, args...)}
}

// damaged says what is wrong with the file, behind the word "damaged".
func damaged(format string, args ...any) error {
	return &reason{ErrDamaged, "damaged: " + fmt.Sprintf(format, args...)}
}

// errBehind marks damage behind what a header needs: see ReadDamagedHeader.
var errBehind = errors.New("damaged behind the header")

// damagedBehind is damaged for what need not keep anybody from salvaging the picture.
func damagedBehind(format string, args ...any) error {
	return &reason{errors.Join(ErrDamaged, errBehind), "damaged: " + fmt.Sprintf(format, args...)}
}

// tooLarge says which limit a header exceeds, behind the words "too large".
func tooLarge(format string, args ...any) error {
	return &reason{ErrTooLarge, "too large: " + fmt.Sprintf(format, args...)}
}

// classified says that err already belongs to one of the errors above.
func classified(err error) bool {
	return errors.Is(err, ErrUnsupported) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrTooLarge)
}

// asDamage turns a library's complaint about the bytes it was given into a damage, in its words without its prefix.
func asDamage(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("unexpected end of file")
	}
	text := err.Error()
	if _, rest, found := strings.Cut(text, ": "); found {
		text = rest
	}
	if strings.Contains(text, "unexpected EOF") || strings.HasSuffix(text, "short Huffman data") { // image/jpeg's word for it
		return damaged("unexpected end of file")
	}
	return damaged("%s", strings.TrimPrefix(text, "invalid format: "))
}
