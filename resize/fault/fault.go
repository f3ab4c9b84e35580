// Package fault holds the errors of picture files: three kinds for errors.Is, each with its detail
// in full words.
package fault

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// The kinds.
var (
	ErrUnsupported = errors.New("not supported")
	ErrDamaged     = errors.New("damaged")
	ErrTooLarge    = errors.New("too large")
)

// Error is a fault of one file. It wraps its kind.
type Error struct {
	Kind        error  // one of the above
	Detail      string // lower-case English; of an ErrUnsupported a whole sentence
	Setting     string // of an ErrTooLarge: the setting that allows more, such as "max-pixels"; or ""
	Enough      string // the value of the setting that allows it, if that is known
	afterHeader bool
}

// Error returns the kind and the detail; of an ErrUnsupported the detail alone, which is a
// sentence. It names the flag that allows more.
func (e *Error) Error() string {
	if errors.Is(e.Kind, ErrUnsupported) {
		return e.Detail
	}
	text := e.Kind.Error() + ": " + e.Detail
	switch {
	case e.Setting != "" && e.Enough != "":
		text += "; use --" + e.Setting + " " + e.Enough + " to allow it"
	case e.Setting != "":
		text += "; use a larger --" + e.Setting + " to allow it"
	}
	return text
}

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Kind }

// Unsupported returns an ErrUnsupported: a sentence about what this build cannot do.
func Unsupported(format string, args ...any) error {
	return &Error{Kind: ErrUnsupported, Detail: fmt.Sprintf(format, args...)}
}

// Damaged returns an ErrDamaged: what is wrong with the file.
func Damaged(format string, args ...any) error {
	return &Error{Kind: ErrDamaged, Detail: fmt.Sprintf(format, args...)}
}

// DamagedAfterHeader is Damaged for damage after what a header needs. The picture may be salvaged:
// see IsAfterHeader.
func DamagedAfterHeader(format string, args ...any) error {
	return &Error{Kind: ErrDamaged, Detail: fmt.Sprintf(format, args...), afterHeader: true}
}

// TooLarge returns an ErrTooLarge: which limit is exceeded.
func TooLarge(format string, args ...any) error {
	return &Error{Kind: ErrTooLarge, Detail: fmt.Sprintf(format, args...)}
}

// OverLimit is TooLarge for a limit that can be raised: by which setting, and to which value if that
// is known.
func OverLimit(setting, enough, format string, args ...any) error {
	return &Error{
		Kind: ErrTooLarge, Detail: fmt.Sprintf(format, args...), Setting: setting, Enough: enough,
	}
}

// Setting returns the setting that would allow what err refuses, or "".
func Setting(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Setting
	}
	return ""
}

// Known reports whether err is of one of the kinds.
func Known(err error) bool {
	return errors.Is(err, ErrUnsupported) || errors.Is(err, ErrDamaged) ||
		errors.Is(err, ErrTooLarge)
}

// IsAfterHeader reports whether err is damage after what a header needs.
func IsAfterHeader(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.afterHeader
}

// Detail returns the detail of the fault that err wraps, and the text of any other error.
func Detail(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Detail
	}
	return err.Error()
}

// AsDamage returns err as damage, without the prefix of the library that returned it.
func AsDamage(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return Damaged("unexpected end of file")
	}
	text := err.Error()
	if _, rest, found := strings.Cut(text, ": "); found {
		text = rest
	}
	// image/jpeg's name for it
	if strings.Contains(text, "unexpected EOF") || strings.HasSuffix(text, "short Huffman data") {
		return Damaged("unexpected end of file")
	}
	return Damaged("%s", strings.TrimPrefix(text, "invalid format: "))
}
