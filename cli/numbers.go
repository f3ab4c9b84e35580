package cli

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
)

// wholeNumber reads a number without a fraction.
func wholeNumber(text string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large", text)
	case err != nil:
		return 0, fmt.Errorf("%q is not a whole number", text)
	}
	return n, nil
}

// number reads a number. A comma is a decimal point; one that may separate thousands is an error.
func number(text string) (float64, error) {
	plain, err := decimalPoint(text)
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsNaN(v) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return v, nil
}

// thousands matches numbers whose comma may separate thousands.
var thousands = regexp.MustCompile(`^[1-9]\d{0,2},\d{3}$`)

// decimalPoint returns text with a point in place of a decimal comma.
func decimalPoint(text string) (string, error) {
	text = strings.TrimSpace(text)
	whole, fraction, comma := strings.Cut(text, ",")
	switch {
	case !comma:
		return text, nil
	case thousands.MatchString(text):
		return "", fmt.Errorf("%q is ambiguous: write %s%s, or %s.%s", text, whole, fraction, whole, fraction)
	case whole == "" || fraction == "" || strings.ContainsAny(fraction, ",.") || strings.Contains(whole, "."):
		return "", fmt.Errorf("%q is not a number: write it without thousands separators", text)
	}
	return whole + "." + fraction, nil
}

// box is a width and a height in pixels; one of them may be 0, which leaves it free.
type box struct{ width, height int }

// boxText matches the forms of a box, lower-case.
var boxText = regexp.MustCompile(`^(\d*)\s*(?:px|pixels?)?(?:\s*([x×*])\s*(\d*)\s*(?:px|pixels?)?)?$`)

// UnmarshalText reads 1600x1200, 1600x, x1200, and 1600 for both sides, also with spaces, with px,
// and with × or * in place of x.
func (b *box) UnmarshalText(text []byte) error {
	typed := strings.TrimSpace(string(text))
	parts := boxText.FindStringSubmatch(strings.ToLower(typed))
	if parts == nil {
		return fmt.Errorf("%q is not a size: use %s", typed, boxHint(typed))
	}
	w, h := parts[1], parts[3]
	if parts[2] == "" {
		h = w
	}
	if w == "" && h == "" {
		return fmt.Errorf("%q is not a size: use a width, a height or both: 1600x1200, 1600x, x1200", typed)
	}
	var err error
	if b.width, err = side(w); err != nil {
		return err
	}
	b.height, err = side(h)
	return err
}

// boxHint returns what to use in place of text, which is not a box.
func boxHint(text string) string {
	if hint := modeHint(text); hint != "" {
		return strings.TrimPrefix(hint, "use ")
	}
	return "WIDTHxHEIGHT, for example 1600x1200, 1600x or x1200"
}

// side reads one side of a box, in digits.
func side(digits string) (int, error) {
	if digits == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s pixels is too many", digits)
	case n == 0:
		return 0, errors.New("0 pixels is too few; leave one side out to compute it from the other")
	}
	return n, nil
}

// pixels is the length of a side.
type pixels int

// UnmarshalText reads 1600 and 1600px.
func (p *pixels) UnmarshalText(text []byte) error {
	n, err := wholeNumber(withoutUnit(string(text), "px"))
	*p = pixels(n)
	return err
}

// quality is a quality of lossy formats, 1 to 100.
type quality int

// UnmarshalText reads 85 and 85%.
func (q *quality) UnmarshalText(text []byte) error {
	n, err := wholeNumber(withoutUnit(string(text), "%"))
	if err != nil || n < 1 || n > 100 {
		return fmt.Errorf("%q is not a quality: use a whole number from 1 to 100", string(text))
	}
	*q = quality(n)
	return nil
}

// percent is a number with or without a percent sign.
type percent float64

// UnmarshalText reads 50, 50% and 12,5.
func (p *percent) UnmarshalText(text []byte) error {
	v, err := number(withoutUnit(string(text), "%"))
	*p = percent(v)
	return err
}

// megapixels is a number of millions of pixels.
type megapixels float64

// UnmarshalText reads 2.5, 2,5 and 2.5MP.
func (m *megapixels) UnmarshalText(text []byte) error {
	v, err := number(withoutUnit(string(text), "mp"))
	*m = megapixels(v)
	return err
}

// withoutUnit returns text without surrounding spaces and without the unit, which is lower-case.
func withoutUnit(text, unit string) string {
	text = strings.TrimSpace(text)
	if strings.HasSuffix(strings.ToLower(text), unit) {
		return strings.TrimSpace(text[:len(text)-len(unit)])
	}
	return text
}

// byteSize is a number of bytes, with or without a unit.
type byteSize int64

// byteText matches a number and a unit.
var byteText = regexp.MustCompile(`^([\d.,]+)\s*([A-Za-z]*)$`)

// UnmarshalText reads 500000000, 512MB, 4,5 kB and 2GiB.
func (b *byteSize) UnmarshalText(text []byte) error {
	typed := strings.TrimSpace(string(text))
	parts := byteText.FindStringSubmatch(typed)
	if parts == nil {
		return notBytes(typed)
	}
	plain, err := decimalPoint(parts[1])
	if err != nil {
		return err
	}
	v, err := humanize.ParseBytes(plain + parts[2])
	switch {
	case err != nil:
		return notBytes(typed)
	case v == 0:
		return errors.New("0 bytes is too few")
	case v > 1<<50:
		return fmt.Errorf("%s is too many bytes", typed)
	}
	*b = byteSize(v)
	return nil
}

func notBytes(text string) error {
	return fmt.Errorf("%q is not a number of bytes: use a size such as 500kB, 1.5MB or 2GiB", text)
}
