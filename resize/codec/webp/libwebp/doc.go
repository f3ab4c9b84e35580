// Package libwebp reads and writes the pixels of WebP pictures.
//
// Built with cgo it is libwebp. With the tag purego or without cgo it is golang.org/x/image/webp
// for reading and github.com/gen2brain/webp for writing, some four times slower. Both read the same
// pixels: lossless ones exactly; lossy ones with chroma interpolated between its four nearest
// samples, as browsers show them.
//
// Files hold one picture. Animations and metadata are chunks around it, which the caller handles.
//
// # Planes
//
// A lossy WebP holds luma and subsampled chroma by ITU-R BT.601 like a JPEG, but in video range
// (16–235 and 16–240 instead of 0–255). So a JPEG's planes become a WebP without a detour through
// RGB: see [EncodePlanes].
package libwebp
