package metadata

// isPlain reports whether a thumbnail is a JPEG that carries only pixels: no EXIF of its own, in
// which a position could hide, and nothing behind its end.
func isPlain(b []byte) bool {
	if len(b) < 4 || b[0] != 0xFF || b[1] != 0xD8 {
		return false
	}
	for at := 2; at+4 <= len(b) && b[at] == 0xFF; {
		marker := b[at+1]
		switch {
		case marker == 0xDA:
			// FF D9 cannot occur in the pixels; some cameras fill up with zeros.
			for i := at; i+2 <= len(b); i++ {
				if b[i] == 0xFF && b[i+1] == 0xD9 {
					return blank(b[i+2:])
				}
			}
			return false
		case marker >= 0xE1 && marker <= 0xEF && marker != 0xE2 && marker != 0xEE, marker == 0xFE:
			return false
		}
		at += 2 + int(b[at+2])<<8 + int(b[at+3])
	}
	return false
}

func blank(b []byte) bool {
	for _, v := range b {
		if v != 0 && v != 0xFF {
			return false
		}
	}
	return true
}
