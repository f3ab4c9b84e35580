package format

// Spec is one row of the table of formats: what a format is called, what it can hold, and what this
// build does with it.
type Spec struct {
	Format     Format
	Name       string   // "JPEG"
	Extensions []string // with the dot, lower case, preferred one first
	Read       bool     // by this build; Missing tells whether this machine can
	Write      bool
	Alpha      bool  // can hold transparency
	Deep       bool  // can hold 16 bits per channel
	Animation  bool  // can hold several frames: Frames reads them, NewAnimator writes them
	Lossy      bool  // takes a quality
	Quality    int   // the default quality, 1–100
	MaxSide    int   // the longest side in pixels
	MaxPixels  int64 // the most pixels that this build writes; 0 where only sides are bounded
	MaxLoops   int   // the most plays that an animation can ask for; 0 without animations
}
