package format

// Header is what a file states about its picture before any pixel is decoded.
type Header struct {
	Format      Format
	Width       int // of the stored pixels, before orientation
	Height      int
	Orientation int   // EXIF's 1–8; an absent or invalid one is 1
	Frames      int   // 1 for a still picture; more than 1 is animated
	Loops       int   // how often an animation is played; 0 is endless
	Pages       int   // of a TIFF, without thumbnails and masks; the first is read; 1 elsewhere
	Alpha       bool  // the picture has transparency
	Gray        bool  // one channel, no color
	CMYK        bool  // four channels of ink: CMYK or YCCK
	RGB         bool  // a JPEG stored as RGB, which must not be decoded smaller
	Depth       int   // bits per channel: 8 or 16 (smaller ones count as 8)
	Lossless    bool  // a WebP whose pixels (of its first frame) are coded without loss
	Interlaced  bool  // a PNG in seven passes: no row is whole before all are read
	Hidden      int64 // pixels of an AVIF or HEIC that are decoded but not shown
	// Coefficients is how many bytes decoding a JPEG in several scans at full size may take for
	// them, beside the file and the pixels.
	Coefficients int64
	Colors       int    // of a GIF: colors in all its color tables, at most 256; 0 elsewhere
	Extras       Extras // what the file holds beside the picture
	Flaws        Flaws  // found with the header; decoding may find more
}

// Pixels is the area of a frame.
func (h Header) Pixels() int64 { return int64(h.Width) * int64(h.Height) }

// ByDepth picks between figures for 8 and for 16 bits per channel.
func (h Header) ByDepth(eight, sixteen int64) int64 {
	if h.Depth > 8 {
		return sixteen
	}
	return eight
}

// Completed replaces missing and invalid fields by their defaults.
func (h Header) Completed() Header {
	h.Frames, h.Pages, h.Depth = max(h.Frames, 1), max(h.Pages, 1), max(h.Depth, 8)
	if h.Orientation < 1 || h.Orientation > 8 {
		h.Orientation = 1
	}
	return h
}
