package pixels

// Faults are faults of a file that cost no pixel.
type Faults uint8

// The faults.
const (
	BadEnd   Faults = 1 << iota // what follows the pixels is missing or damaged
	BadChunk                    // a chunk without pixels is damaged or misplaced, and was ignored
	BadAlpha                    // tRNS is damaged, and was ignored as in libpng
	Surplus                     // the pixels are followed by more compressed bytes
)
