package format

// Extras are things that a file holds beside the picture, and that a picture encoded from its
// pixels loses.
type Extras uint16

// The extras.
const (
	// the second picture that makes the first HDR (Ultra HDR, Apple)
	GainMap Extras = 1 << iota
	Film           // the video of a motion photo
	// C2PA content credentials in JUMBF, which describe the original bytes only
	Provenance
	MorePictures // further pictures of an MPO or HEIF file
	DepthMap     // distances, as portrait modes store them
	// TIFF channels beside color and alpha: saved selections, spot colors
	MoreChannels
)

// extraNames returns the names of all extras in the order of their bits, as people write them.
func extraNames() []string {
	return []string{"HDR gain map", "video of the motion photo", "content credentials (C2PA)",
		"further pictures", "depth map",
		"further channels"}
}

// Names returns the name of each extra, as people write it.
func (e Extras) Names() []string { return bitTexts(uint16(e), extraNames()) }
