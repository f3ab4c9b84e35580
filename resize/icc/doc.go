// Package icc converts pixels between color profiles.
//
// It reads the profiles that pictures carry, of gray, RGB and CMYK, and converts to sRGB. Profiles
// have curves and a matrix, or look-up tables (mft1, mft2, mAB), as ICC.1:2022 defines them.
//
// Conversions are relative colorimetric with black point compensation. A color that sRGB can show
// stays exactly that color, white stays white, the darkest ink becomes black, and colors outside
// are clipped. The perceptual intent would change all colors of a picture for the sake of those
// outside, differently in every maker's profile. Matrix profiles have no such table at all.
package icc
