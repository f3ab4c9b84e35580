package format

// Spec is one row of the table of formats: what a format is called, what it can hold, and what this
// build does with it.
type Spec struct {
	Format     Format
	Name       string   // "JPEG"
	Extensions []string // with the dot, lower case, preferred one first
	Read       bool     // by this build; Missing tells whether this machine can
	Write      bool

	Alpha       bool // can hold transparency
	BinaryAlpha bool // a pixel is wholly transparent or opaque
	SureAlpha   bool // a header without Alpha is that of an opaque picture; elsewhere it is a hint
	Gray        bool // can hold one channel of light
	GrayInRGB   bool // a gray picture may carry a profile for RGB
	Deep        bool // can hold 16 bits per channel
	Animation   bool // can hold several frames: Frames reads them, NewAnimator writes them
	// CodingWithICC reports whether a file may state its colors in numbers and by a profile. The
	// numbers then come first, for readers that know them.
	CodingWithICC bool

	Lossy     bool  // takes a quality
	Quality   int   // the default quality, 1–100
	Lossless  bool  // a lossy format that can be told to write without loss
	MaxSide   int   // the longest side in pixels that a file can have
	MaxPixels int64 // the most pixels that this build writes; 0 where the sides alone are bounded
	MaxLoops  int   // the most times that an animation can ask to be shown; 0 where there are none

	// What estimates of a result's bytes go by. They are measured on photos.
	BytesPerPixel         float64 // of a result, at the default quality where there is one
	LosslessBytesPerPixel float64 // of a result without loss, where that is an option
	AnimationWeight       float64 // of an animation's bytes, where those of the same GIF are 1
	Raw                   bool    // results are not compressed
	MaybeRaw              bool    // files may hold pixels that are not compressed
}
