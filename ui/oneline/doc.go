// Package oneline makes text fit for a single line: it joins parts and replaces what would break
// the line. Package widgets shortens such lines between their parts.
package oneline
