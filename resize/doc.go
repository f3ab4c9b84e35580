// Package resize turns one encoded picture into another.
//
// Probe reads a picture's header; NewGeometry computes what a Recipe makes of it. Worker.DoAll
// carries out ImageJobs: it decodes, turns upright, resamples, encodes, verifies and commits. No
// destination is ever visible half written.
package resize
