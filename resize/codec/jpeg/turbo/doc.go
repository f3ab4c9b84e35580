// Package turbo decodes and encodes JPEG planes with libjpeg-turbo.
//
// A JPEG picture is a plane of samples for each of its components, usually brightness and two of
// colour at half its size. This package neither converts colours nor scales chroma up: a caller
// that ends at JPEG again works on the planes as they are, which is least work and least loss.
// [Planes.Image] is for those who want a picture.
//
// # Sizes
//
// Decoding can shrink by eighths, by inverse transforms of 1 to 8 samples a side instead of 8.
// Decoded at the scale S of 8, a component with the sampling factors h × v, in a picture of W × H
// pixels whose largest factors are hmax × vmax, becomes a plane of exactly
//
//	⌈W·h·S / (8·hmax)⌉ × ⌈H·v·S / (8·vmax)⌉
//
// samples. Each sample stands for 8·hmax/(h·S) × 8·vmax/(v·S) pixels of the picture: sample k
// reaches from pixel k·StepX to pixel (k+1)·StepX, counted from the picture's left edge, and its
// centre lies in the middle. The last sample may reach beyond the edge, by less than one sample;
// what the encoder put there counts in it. S is chosen for brightness and chroma apart, so that
// 4:2:0 at half size can yield chroma at half of that (scale 4) or in full (scale 8).
//
// # Several scans
//
// A progressive file is decoded by a decoder for each scan, all advanced together by a row of
// blocks, in memory that does not grow with the picture's height. Files that this does not suit,
// and those to be salvaged, are decoded with all their coefficients in memory.
//
// # Damage
//
// Without Salvage a picture decodes whole or not at all: what libjpeg-turbo only warns of is an
// error, at once. Passed over are stray bytes in the header and before the end of the picture,
// which cameras write as padding; parameters of a sequential scan that say nothing there, which
// some phones get wrong; and a JFIF version or an Adobe transform that nothing knows. A channel
// without a scan is damage.
//
// Stray bytes before a restart marker or between scans are damage, unless it is certain that they
// are not data: then Planes.Stray reports them. Every code word before them is read to tell where
// the data ends; see checkStrays.
//
// What is missing or wrong behind the last sample is no damage: Planes.NoEnd and Planes.Stray
// report it. Only bits that are missing for a sample are. Where other bytes stand in place of the
// end, the last byte of the data has to be filled up with ones, as encoders do: a picture whose
// rest was overwritten by zeros is damaged. In several scans every coefficient has to be known to
// its last bit. Pictures that are coded arithmetically need their end, because their decoder makes
// up what is missing.
//
// # Builds
//
// The package needs cgo and libjpeg-turbo's development files (found with pkg-config). Built with
// the tag purego or without cgo it compiles, [Available] is false and every call returns
// [ErrUnavailable].
package turbo
