// Package raster holds the pixels of a picture between decoder and encoder.
//
// It crops, scales, turns upright, sharpens and lays on a canvas, in this order, one row at a time where it can: the source is
// read once, and no picture but the result and what it is turned from is ever in memory beside it. It computes in 8 bits where
// those are exact enough (opaque sources of 8 bits), otherwise in 16, and rounds once.
package raster
