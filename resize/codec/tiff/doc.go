// Package tiff reads and writes TIFF files.
package tiff
