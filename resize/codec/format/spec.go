package format

// Spec is one row of the table of formats: what a format is called, what it can hold, what this build does with it.
type Spec struct {
	Format     Format
	Name       string   // "JPEG"
	Extensions []string // with the dot, lower case, the preferred one first
	Read       bool     // by this build; Missing says whether this machine can, too
	Write      bool
	Alpha      bool  // can hold transparency
	Deep       bool  // can hold 16 bits a channel
	Animation  bool  // can hold several frames: Frames reads them, NewAnimator writes them
	Lossy      bool  // takes a quality
	Quality    int   // the default quality, 1–100
	MaxSide    int   // the longest side in pixels that a file can have
	MaxPixels  int64 // the most pixels that this build writes; 0 where the sides alone are bounded
	MaxLoops   int   // the most times that an animation can ask to be shown; 0 where there are none
}
