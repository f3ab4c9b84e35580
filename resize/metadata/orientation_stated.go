package metadata

// StatesOrientation reports whether an EXIF block has an orientation, valid or not.
func StatesOrientation(exif []byte) bool {
	t, off, err := newTIFF(exif)
	if err != nil {
		return false
	}
	entries, _, err := t.entries(off)
	return err == nil && t.find(entries, tagOrientation) != nil
}
