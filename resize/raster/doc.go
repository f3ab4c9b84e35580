// Package raster holds the pixels of a picture between decoder and encoder.
//
// It crops, scales, turns upright, sharpens and composites onto a canvas, in this order, row by row
// where possible. The source is read once; beside it only the result and its unturned form are in
// memory. Opaque sources of 8 bits are computed in 8 bits, all others in 16, and rounded once.
package raster
