package metadata

// PatchEXIF is patchEXIF for a picture of w × h pixels.
func PatchEXIF(exif []byte, w, h int) ([]byte, error) {
	out, _, err := patchEXIF(exif, Upright{Width: w, Height: h})
	return out, err
}

// PatchXMP is patchXMP.
func PatchXMP(xmp []byte, to Upright) ([]byte, error) { return patchXMP(xmp, to, nil) }
