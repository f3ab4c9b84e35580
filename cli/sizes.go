package cli

import (
	"errors"
	"fmt"
	"strings"

	"sizemill/batch"
	"sizemill/resize"
)

// namedSize is one of several sizes that a run makes of each picture.
type namedSize struct{ batch.NamedSize }

// UnmarshalText reads NAME=SPEC, where SPEC is WxH, or a size flag's name and value: web=1600x1200,
// thumb=fill:400x400, half=50%, strip=short-edge:300, print=megapixels:8, full=no-resize.
func (s *namedSize) UnmarshalText(text []byte) error {
	name, spec, ok := strings.Cut(string(text), "=")
	if !ok || name == "" {
		return fmt.Errorf("%q is not a size: use NAME=SPEC, such as web=1600x1200 or thumb=fill:400x400; for one size without a name use --fit", string(text))
	}
	s.Name = name
	kind, value, ok := strings.Cut(spec, ":")
	if !ok {
		kind, value = "fit", spec
		switch {
		case spec == resize.NoResize.String():
			kind = spec
		case strings.HasSuffix(spec, "%"):
			kind = resize.Percent.String()
		}
	}
	if err := s.Mode.UnmarshalText([]byte(kind)); err != nil {
		return err
	}
	return s.value(value)
}

// value reads the numbers that the mode needs.
func (s *namedSize) value(text string) error {
	var err error
	switch s.Mode {
	case resize.Percent:
		var p percent
		err = p.UnmarshalText([]byte(text))
		s.Percent = float64(p)
	case resize.LongEdge, resize.ShortEdge:
		var p pixels
		err = p.UnmarshalText([]byte(text))
		s.Edge = int(p)
	case resize.Megapixels:
		var m megapixels
		err = m.UnmarshalText([]byte(text))
		s.Megapixels = float64(m)
	case resize.Fit, resize.Fill, resize.Pad, resize.Stretch:
		var b box
		err = b.UnmarshalText([]byte(text))
		s.Width, s.Height = b.width, b.height
	case resize.NoResize:
	default:
		err = errors.New("this mode cannot be a named size")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.Mode, err)
	}
	return nil
}
