package metadata

// ProfileSpace returns the color space that a profile describes, as four letters: "RGB ", "GRAY" or
// "CMYK".
func ProfileSpace(profile []byte) string {
	if len(profile) < 20 {
		return ""
	}
	return string(profile[16:20])
}
