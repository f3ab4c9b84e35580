// Package jsonline writes JSON that is exact about file names and safe to print.
package jsonline

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"unicode/utf8"
)

// NewEncoder returns an encoder of lines. It leaves <, > and & in file names unescaped, because
// they are not for web pages, and escapes what is invisible.
func NewEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(escapeWriter{w})
	enc.SetEscapeHTML(false)
	return enc
}

// Path is a path. JSON is Unicode and file names are bytes: one that is not valid UTF-8 is also
// given in base64.
type Path struct {
	Path  string `json:"path"`
	Bytes string `json:"path_base64,omitempty"`
}

// NewPath returns path as JSON writes it.
func NewPath(path string) Path {
	p := Path{Path: path}
	if !utf8.ValidString(path) {
		p.Bytes = base64.StdEncoding.EncodeToString([]byte(path))
	}
	return p
}

// NewPaths returns paths as JSON writes them, and an empty list in place of null.
func NewPaths(paths []string) []Path {
	out := make([]Path, len(paths))
	for i, path := range paths {
		out[i] = NewPath(path)
	}
	return out
}
