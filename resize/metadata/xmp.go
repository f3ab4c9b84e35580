package metadata

import "bytes"

// PatchXMP gives a copy of an XMP packet whose orientation is 1, for a picture whose pixels have been turned upright. A packet that
// states its orientation in a way that is not understood is an error, because keeping it could turn the picture once more.
func PatchXMP(xmp []byte) ([]byte, error) {
	const name = "tiff:Orientation"
	out := append([]byte(nil), xmp...)
	for at := 0; ; {
		i := bytes.Index(out[at:], []byte(name))
		if i < 0 {
			return out, nil
		}
		at += i
		closing := at > 0 && out[at-1] == '/'
		at += len(name)
		if closing {
			continue
		}
		digit, err := orientationValue(out, at)
		if err != nil {
			return nil, err
		}
		out[digit] = '1'
		at = digit
	}
}

// orientationValue finds the digit behind the property's name at at: ="6", ='6' or >6<, with blanks where XML allows them.
func orientationValue(b []byte, at int) (int, error) {
	skip := func() {
		for at < len(b) && (b[at] == ' ' || b[at] == '\t' || b[at] == '\n' || b[at] == '\r') {
			at++
		}
	}
	skip()
	if at >= len(b) {
		return 0, errMalformed
	}
	end := byte('<')
	switch b[at] {
	case '=':
		at++
		skip()
		if at >= len(b) || b[at] != '"' && b[at] != '\'' {
			return 0, errMalformed
		}
		end = b[at]
	case '>':
	default:
		return 0, errMalformed
	}
	at++
	skip()
	digit := at
	at++
	skip()
	if at >= len(b) || b[digit] < '0' || b[digit] > '9' || b[at] != end {
		return 0, errMalformed
	}
	return digit, nil
}
