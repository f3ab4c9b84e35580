package format

// Flaws are faults of a file that cost no pixel: the picture is whole, and a warning names each.
type Flaws uint16

// The flaws.
const (
	// FlawEnd is a missing or damaged end of the file after the last pixel.
	FlawEnd Flaws = 1 << iota
	// FlawStray is bytes between the parts of the file that belong to none of them.
	FlawStray
	// FlawPart is a damaged or misplaced part without pixels. It was ignored.
	FlawPart
	// FlawFrames is an animation whose frames differ from the file's counts or numbers.
	FlawFrames
	// FlawPages is a list of pages that is damaged after the first.
	FlawPages
	// FlawLengths is wrong lengths of the pixels' data. The data is whole.
	FlawLengths
	// FlawAlpha is damaged transparency. It was ignored, as in other readers.
	FlawAlpha
	// FlawAnimation is an animation whose frames have no recognizable order.
	FlawAnimation
	// FlawLayout is a header that announces other parts than the file has, or parts in the wrong
	// order. All were used.
	FlawLayout
)

func flawTexts() []string {
	return []string{
		"the end of the file is missing or damaged, but all pixels are there",
		"the file contains stray bytes, which were skipped",
		"a damaged or misplaced part of the file, without pixels, was ignored",
		"the file states the wrong number or order of frames",
		"the list of pages is damaged after the first page",
		"the file states the wrong position or length of its pixels",
		"damaged transparency was ignored",
		"the animation is damaged; only the file's still picture was used",
		"the parts of the file do not match its header, or are in the wrong order",
	}
}

// Warnings returns a sentence per flaw, in lower-case English.
func (f Flaws) Warnings() []string { return bitTexts(uint16(f), flawTexts()) }

func bitTexts(bits uint16, texts []string) []string {
	var set []string
	for i, text := range texts {
		if bits&(1<<i) != 0 {
			set = append(set, text)
		}
	}
	return set
}
