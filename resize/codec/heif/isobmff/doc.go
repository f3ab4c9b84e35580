// Package isobmff reads and writes the container of HEIC and AVIF pictures: items and their properties in an ISO base media file.
//
// It knows no pixels. What it reads follows ISO/IEC 14496-12 (boxes), 23008-12 (HEIF's items, properties and grids), 23000-22
// (MIAF's restrictions) and AV1's binding to them (AVIF). Everything is bounded by the bytes that the file really has.
package isobmff

import "fmt"

// Error is what is wrong with a file. Files that are too short are io.ErrUnexpectedEOF instead, and a reader's errors come back as
// they are.
type Error struct {
	Unsupported bool // the file may be sound, but it is of a kind that is not read; otherwise it is damaged
	Text        string
}

func (e *Error) Error() string { return e.Text }

func damaged(format string, args ...any) error { return &Error{Text: fmt.Sprintf(format, args...)} }

func unsupported(format string, args ...any) error {
	return &Error{Unsupported: true, Text: fmt.Sprintf(format, args...)}
}

const (
	// maxBoxes bounds the walk along the top level; still pictures have some five boxes there, fragmented films thousands.
	maxBoxes = 10_000
	// maxItems and maxExtents bound the tables: a grid of 256 × 256 tiles is the largest there is.
	maxItems   = 1<<16 + 1<<10
	maxExtents = 1 << 18
	// maxAssociations bounds the properties of all items together; a tile has some three.
	maxAssociations = 1 << 19
	// maxTable bounds the box of any table in bytes, of which an item needs some sixty.
	maxTable = 8 << 20
	// maxCandidates bounds how many items are asked whether they are the picture's metadata; a file has one or two.
	maxCandidates = 16
	// maxProperties bounds the box of the properties, among which are colour profiles of up to 4 MB.
	maxProperties = 24 << 20
)
