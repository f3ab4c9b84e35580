// Package enum names the values of integer types, as flags, files and messages write them.
package enum

import (
	"fmt"
	"strconv"
	"strings"
)

// Names are the values of E by name. Keep them in a variable beside E's constants.
type Names[E ~int] struct {
	kind  string
	names []string
}

// New names E's values. kind says what they are in an error: "unknown mode". A name's index is its
// value, so key the list by the constants: []string{Fit: "fit", Fill: "fill"}.
func New[E ~int](kind string, names []string) Names[E] { return Names[E]{kind, names} }

// Valid reports whether v is one of the values.
func (n Names[E]) Valid(v E) bool { return v >= 0 && int(v) < len(n.names) }

// Check returns an error if v is not one of the values.
func (n Names[E]) Check(v E) error {
	if n.Valid(v) {
		return nil
	}
	return fmt.Errorf("unknown %s %d", n.kind, int(v))
}

// Name returns v's name, or its number if it is not one of the values.
func (n Names[E]) Name(v E) string {
	if n.Valid(v) {
		return n.names[v]
	}
	return strconv.Itoa(int(v))
}

// Text is Name for encoding.TextMarshaler.
func (n Names[E]) Text(v E) ([]byte, error) { return []byte(n.Name(v)), nil }

// Parse sets v to the value of a name, in capitals or not, for encoding.TextUnmarshaler.
func (n Names[E]) Parse(name []byte, v *E) error {
	for i := range n.names {
		if strings.EqualFold(n.names[i], string(name)) {
			*v = E(i)
			return nil
		}
	}
	return fmt.Errorf("unknown %s %q: use %s", n.kind, name, strings.Join(n.names, ", "))
}
