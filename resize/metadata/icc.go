package metadata

import "io"

// CheckICC says whether a profile is whole: its size is the one that it states and it bears the signature.
func CheckICC(profile []byte) error {
	const header = 128
	if len(profile) < header+4 {
		return io.ErrUnexpectedEOF
	}
	size := int(profile[0])<<24 | int(profile[1])<<16 | int(profile[2])<<8 | int(profile[3])
	if string(profile[36:40]) != "acsp" || size > len(profile) || size < header {
		return errMalformed
	}
	return nil
}

// ProfileSpace is the color space that a profile describes, as four letters: "RGB ", "GRAY", "CMYK".
func ProfileSpace(profile []byte) string {
	if len(profile) < 20 {
		return ""
	}
	return string(profile[16:20])
}
