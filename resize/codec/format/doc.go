// Package format holds what all codecs share: headers, limits, options, and the cursor that reads a
// file.
package format
