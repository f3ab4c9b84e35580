// Package webp reads and writes the pixels of WebP pictures.
//
// Built with cgo it is libwebp; with the tag purego or without cgo it is golang.org/x/image/webp for reading and
// github.com/gen2brain/webp for writing, some four times slower. Both read the same pixels: lossless ones exactly; lossy ones with
// chroma interpolated between its four nearest samples, as browsers show them.
//
// Files of one picture are meant. Animations and metadata are left to the caller: they are chunks around what this package makes.
//
// # Planes
//
// A lossy WebP holds brightness and, halved, colour by ITU-R BT.601 as a JPEG does, but in the range of video (16–235 and 16–240 instead
// of 0–255). So a JPEG's planes become a WebP without a detour through RGB: see [EncodePlanes].
package libwebp
