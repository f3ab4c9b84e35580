package format

import (
	"sizemill/resize/metadata"
)

// Options are what an encoder can be told.
type Options struct {
	Quality  int          // 1–100; 0 is the format's default
	Lossless bool         // of WebP: every visible pixel comes back as it was, whatever Quality says; planes cannot be
	Colors   int          // of an animated GIF: what the palettes of its source hold, so that it needs no more and no dithering; 0 is unknown
	Blocks   metadata.Set // written as they are, where the format holds them
}
