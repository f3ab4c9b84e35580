// Package jpeg reads and writes JPEG files.
package jpeg
