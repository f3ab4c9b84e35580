package naming

import (
	"path/filepath"
	"strings"

	"sizemill/resize/codec"
)

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
