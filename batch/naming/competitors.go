package naming

import (
	"path/filepath"
	"strconv"
	"strings"

	"sizemill/resize/codec"
)

// Stems returns what decides which pictures of one folder compete for a result's name: those whose
// stems are equal, and those of which one's unnumbered is the other's stem. stem is the file's name
// without what does not tell results apart: the extension, case, and the way accents are composed.
// unnumbered is stem without the number in brackets at its end, or empty if there is none.
func Stems(base string) (stem, unnumbered string) {
	stem, _ = SplitExtension(base)
	stem = Fold(stem)
	rest, closed := strings.CutSuffix(stem, ")")
	i := strings.LastIndex(rest, " (")
	if !closed || i < 0 {
		return stem, ""
	}
	if _, err := strconv.ParseUint(rest[i+2:], 10, 64); err != nil {
		return stem, ""
	}
	return stem, stem[:i]
}

// SplitExtension cuts a picture's extension off; other things behind a dot belong to the name.
func SplitExtension(base string) (stem, ext string) {
	ext = filepath.Ext(base)
	if ext == "" || !PromisesPicture(base) || ext == base {
		return base, ""
	}
	return base[:len(base)-len(ext)], ext
}

// PromisesPicture reports whether a name promises a picture that people expect to be resized, or to
// be told why not: the formats of the table, and the ones that phones and browsers make. Camera raw
// files lie beside their JPEG by the hundred, and no resizer writes them: they are passed over.
func PromisesPicture(path string) bool {
	ext := filepath.Ext(path)
	_, known := codec.ByExtension(ext)
	return known || strings.EqualFold(ext, ".jxl")
}
