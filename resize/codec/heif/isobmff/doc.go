// Package isobmff reads and writes the container of HEIC and AVIF pictures: items and their
// properties in an ISO base media file.
//
// It does not handle pixels. It follows ISO/IEC 14496-12 (boxes), 23008-12 (HEIF's items,
// properties and grids), 23000-22 (MIAF's restrictions) and AV1's binding to them (AVIF).
// Everything is bounded by the actual bytes of the file. Errors are faults (see package fault),
// io.ErrUnexpectedEOF for files that are too short, or the reader's own.
package isobmff

import "sizemill/resize/fault"

// unsupported is the error for a file that may be sound, but is of a kind that is not read.
func unsupported(format string, args ...any) error {
	return fault.Unsupported(format+" by this build", args...)
}

const (
	// maxBoxes bounds the walk along the top level; still pictures have some five boxes there,
	// fragmented films thousands.
	maxBoxes = 10_000
	// maxItems and maxExtents bound the tables: a grid of 256 × 256 tiles is the largest there is.
	maxItems   = 1<<16 + 1<<10
	maxExtents = 1 << 18
	// maxAssociations bounds the properties of all items together; a tile has some three.
	maxAssociations = 1 << 19
	// maxTable bounds the box of any table in bytes, of which an item needs some sixty.
	maxTable = 8 << 20
	// maxCandidates bounds the items that may be the picture's metadata; a file has one or two.
	maxCandidates = 16
	// maxProperties bounds the box of the properties, which hold color profiles of up to 4 MB.
	maxProperties = 24 << 20
)
