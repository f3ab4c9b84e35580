// Package pixels reads and writes the pixels of PNG pictures fast.
//
// Structure, filters and pixels are Go; zlib's format is handled by libdeflate, and the filters
// that depend on the pixel to the left by a few lines of C. Built with the tag purego or without
// cgo it does the same with compress/zlib and Go.
//
// # Pixels
//
// Every colour type, depth and interlacing of the specification is read. The kind of picture is
// image/png's, pixel for pixel:
//
//	grey 1–8 bit      image.Gray     with a transparent colour image.NRGBA
//	grey 16 bit       image.Gray16   with a transparent colour image.NRGBA64
//	RGB 8 or 16 bit   image.RGBA     with a transparent colour image.NRGBA, 16 bit: image.RGBA64 and image.NRGBA64
//	palette           image.Paletted
//	with alpha        image.NRGBA    16 bit: image.NRGBA64
//
// # Damage
//
// A picture decodes whole or not at all: checksums, lengths and the amount of pixels have to be
// right, except that bytes behind the compressed pixels are passed over. [Salvage] keeps what there
// is.
//
// # Memory
//
// Decoding takes the compressed bytes and the picture: pixels are inflated into the end of the
// memory of the picture. An interlaced picture takes its pixels twice.
package pixels
