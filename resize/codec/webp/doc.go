// Package webp reads and writes WebP files, also animated ones.
package webp
