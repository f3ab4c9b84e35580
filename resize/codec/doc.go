// Package codec decodes and encodes picture files, with one row of a table per format.
//
// Formats are recognized by their first bytes, never by name, and headers are checked against
// limits before a pixel is decoded.
package codec
