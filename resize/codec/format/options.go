package format

import (
	"sizemill/resize/metadata"
)

// Options are the settings of an encoder.
type Options struct {
	Quality  int          // 1–100; 0 is the format's default
	Lossless bool         // of WebP: visible pixels stay exact, whatever Quality is
	Colors   int          // of an animated GIF: colors in its source's palettes; 0 is unknown
	Metadata metadata.Set // written unchanged, where the format holds them
}
