package codec

import (
	"slices"
	"strings"
	"sync"
)

// Spec is one row of the table of formats: what a format is called, what it can hold, what this build does with it.
type Spec struct {
	Format     Format
	Name       string   // "JPEG"
	Extensions []string // with the dot, lower case, the preferred one first
	Read       bool     // by this build; Missing says whether this machine can, too
	Write      bool
	Alpha      bool  // can hold transparency
	Deep       bool  // can hold 16 bits a channel
	Animation  bool  // can hold several frames: Frames reads them, NewAnimator writes them
	Lossy      bool  // takes a quality
	Quality    int   // the default quality, 1–100
	MaxSide    int   // the longest side in pixels that a file can have
	MaxPixels  int64 // the most pixels that this build writes; 0 where the sides alone are bounded
	MaxLoops   int   // the most times that an animation can ask to be shown; 0 where there are none
}

// Specs lists every format in a fixed order.
func Specs() []Spec {
	return slices.Clone(specs())
}

// specs is the table without its functions, built once: a plan looks formats up several times per picture.
var specs = sync.OnceValue(func() []Spec {
	rows := table()
	all := make([]Spec, len(rows))
	for i := range rows {
		all[i] = rows[i].Spec
	}
	return all
})

// Missing says in full words what this machine lacks to read pictures of format f, and how to get it; nothing where it lacks nothing.
// HEIC needs a library of the system's, which the first call loads.
func Missing(f Format) string {
	if row, _ := lookup(f); row.missing != nil {
		return row.missing()
	}
	return ""
}

// Lookup gives the row of f.
func Lookup(f Format) (Spec, bool) {
	all := specs()
	for i := range all {
		if all[i].Format == f {
			return all[i], true
		}
	}
	return Spec{}, false
}

// ByExtension gives the row that uses ext (with its dot, any case).
func ByExtension(ext string) (Spec, bool) {
	all := specs()
	for i := range all {
		for _, e := range all[i].Extensions {
			if strings.EqualFold(e, ext) {
				return all[i], true
			}
		}
	}
	return Spec{}, false
}
