// Package heif reads AVIF and HEIC files, one container with pixels of two codecs, and writes AVIF.
package heif
