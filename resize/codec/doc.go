// Package codec decodes and encodes picture files; one row of a table a format.
//
// Formats are told by their first bytes, never by name, and headers are checked against limits before a pixel is decoded.
package codec
