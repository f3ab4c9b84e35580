package format

// Extras are things beside the picture that a file holds and a picture encoded from its pixels does not.
type Extras uint16

// The extras.
const (
	GainMap      Extras = 1 << iota // the second picture that makes the first one HDR (Ultra HDR, Apple)
	Film                            // the video of a motion photo
	Provenance                      // C2PA content credentials in JUMBF boxes, which only describe the original bytes
	MorePictures                    // further pictures of an MPO or HEIF file
	DepthMap                        // distances, as portrait modes store them
	MoreChannels                    // channels of a TIFF beside color and transparency: saved selections, spot colors
)

// extraNames returns the names of all extras in the order of their bits, as people write them.
func extraNames() []string {
	return []string{"HDR gain map", "video of the motion photo", "content credentials (C2PA)", "further pictures", "depth map",
		"further channels"}
}

// Names returns the name of each extra, as people write it.
func (e Extras) Names() []string { return bitTexts(uint16(e), extraNames()) }
