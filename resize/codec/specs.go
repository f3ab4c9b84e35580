package codec

import (
	"slices"
	"strings"
	"sync"

	"sizemill/resize/codec/format"
)

// Specs returns every format in a fixed order.
func Specs() []format.Spec {
	return slices.Clone(specs())
}

// specs is the table without its functions. It is built once, because a plan looks formats up
// several times per picture.
var specs = sync.OnceValue(func() []format.Spec {
	rows := table()
	all := make([]format.Spec, len(rows))
	for i := range rows {
		all[i] = rows[i].Spec
	}
	return all
})

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
	all := specs()
	for i := range all {
		if all[i].Format == f {
			return all[i], true
		}
	}
	return format.Spec{}, false
}

// ByExtension returns the row that uses ext (with its dot, any case).
func ByExtension(ext string) (format.Spec, bool) {
	all := specs()
	for i := range all {
		for _, e := range all[i].Extensions {
			if strings.EqualFold(e, ext) {
				return all[i], true
			}
		}
	}
	return format.Spec{}, false
}
