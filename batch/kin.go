package batch

import (
	"io/fs"
	"iter"
	"os"
	"strconv"
	"strings"
)

// numberGap is how many numbered names in a row have to be free before it is believed that no later one is taken: somebody may have
// thrown some results away.
const numberGap = 4

// Results yields the files that are there under the names that the item's result may have, numbered ones included.
func (i *Item) Results() iter.Seq2[string, fs.FileInfo] {
	return func(yield func(string, fs.FileInfo) bool) {
		if i.base.name == "" { // no result is planned
			return
		}
		for n, free := 1, 0; free < numberGap; n++ {
			path := i.base.numbered(n)
			info, err := os.Lstat(path)
			if err != nil {
				free++
				continue
			}
			free = 0
			if !yield(path, info) {
				return
			}
		}
	}
}

// MayBeFrom reports whether a file under one of the item's names may be made from its picture, going by its date.
func (i *Item) MayBeFrom(file fs.FileInfo) bool { return mayBeFrom(&i.Job, file) }

// FirstName is what the item's result is called where nothing has the name.
func (i *Item) FirstName() string { return i.base.numbered(1) }

// Kin tells which pictures of one folder may want the same name for their results: those whose stems are equal, and those of which one's
// unnumbered is the other's stem. stem is the file's name without what does not tell results apart: the extension, case, and the way
// accents are composed; unnumbered is stem without the number in brackets at its end, or empty where there is none.
func Kin(base string) (stem, unnumbered string) {
	stem, _ = splitName(base)
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
