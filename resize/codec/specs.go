package codec

import (
	"strings"

	"sizemill/resize/codec/format"
)

// Specs returns every format in a fixed order.
func Specs() []format.Spec {
	all := rows()
	specs := make([]format.Spec, len(all))
	for i := range all {
		specs[i] = all[i].Spec
	}
	return specs
}

// Missing returns in full words what this machine lacks to read pictures of format f, and how to
// get it; an empty text if nothing. HEIC needs a system library, which the first call loads.
func Missing(f format.Format) string {
	if row, _ := lookup(f); row.missing != nil {
		return row.missing()
	}
	return ""
}

// Lookup returns the row of f.
func Lookup(f format.Format) (format.Spec, bool) {
	row, ok := lookup(f)
	return row.Spec, ok
}

// ByExtension returns the row that uses ext (with its dot, any case).
func ByExtension(ext string) (format.Spec, bool) {
	all := rows()
	for i := range all {
		for _, e := range all[i].Extensions {
			if strings.EqualFold(e, ext) {
				return all[i].Spec, true
			}
		}
	}
	return format.Spec{}, false
}
