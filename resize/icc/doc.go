// Package icc converts pixels between color profiles.
//
// It reads the profiles that pictures carry, of gray, RGB and CMYK, with curves and a matrix or
// with look-up tables (mft1, mft2, mAB), as ICC.1:2022 defines them, and converts to sRGB.
// Everything is relative colorimetric with black point compensation: a color that sRGB can show
// stays exactly that color, white stays white, the darkest ink becomes black, and what lies outside
// is clipped. The perceptual intent would change all colors of a picture for the sake of those
// outside, differently in every maker's profile, and profiles of a matrix have no such table at
// all.
package icc
