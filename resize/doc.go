// Package resize turns one encoded picture into another.
//
// Probe reads a picture's header; NewGeometry computes what a Recipe makes of it; Worker.DoAll
// carries out an ImageJob: decode, orient, resample, encode, verify, commit. A destination is never
// seen half written.
package resize
