// Package raster holds the pixels of a picture between decoder and encoder.
//
// It crops, scales, turns upright, sharpens and composites onto a canvas, in this order, one row at
// a time where it can. The source is read once; beside it only the result and what that is turned
// from are in memory. Opaque sources of 8 bits are computed in 8 bits, all others in 16, and
// rounded once.
package raster
