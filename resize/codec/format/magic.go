package format

// Matches reports whether head begins with pattern, in which ? stands for any byte.
func Matches(head []byte, pattern string) bool {
	if len(head) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] != '?' && pattern[i] != head[i] {
			return false
		}
	}
	return true
}

// TIFFMagic reports whether head begins a TIFF; EXIF blocks begin likewise.
func TIFFMagic(head []byte) bool {
	return Matches(head, "II*\x00") && !Matches(head, "????????CR") || Matches(head, "MM\x00*") ||
		Matches(head, "II+\x00") || Matches(head, "MM\x00+")
}
