// Package icc converts pixels between colour profiles.
//
// It reads the profiles that pictures carry, of grey, RGB and CMYK, with curves and a matrix or with look-up tables
// (mft1, mft2, mAB), as ICC.1:2022 defines them, and converts to sRGB. Everything is relative colorimetric with black point
// compensation: a colour that sRGB can show stays exactly that colour, white stays white, the darkest ink becomes black, and
// what lies outside is clipped. The perceptual intent would change all colours of a picture for the sake of those
// outside, differently in every maker's profile, and profiles of a matrix have no such table at all.
package icc
