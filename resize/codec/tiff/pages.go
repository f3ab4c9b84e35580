package tiff

import (
	"errors"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// errNotAPage is a directory that describes no picture.
var errNotAPage = errors.New("a directory without a picture")

// firstPage reads the directory of the first page and counts the pages. Reduced pictures and masks,
// which some programs put beside a page, are neither pages nor read; if there is nothing else, the
// first of them is. Damage of the list after the first page is a flaw.
func (f file) firstPage() (d directory, pages int, err error) {
	if d, err = f.directory(f.first); err != nil {
		return d, 0, err
	}
	if err := f.notRaw(d); err != nil {
		return d, 0, err
	}
	page, pages, cut := f.walkPages()
	switch {
	case f.c.Failure != nil:
		return d, 0, f.c.Failure
	case cut != nil && page == 0 && !d.beside():
		page, pages = f.first, 1
	case cut != nil && page == 0: // the page may follow the damage
		return d, 0, cut
	}
	if cut != nil {
		f.c.Flaws |= format.FlawPages
	}
	if page != 0 && page != f.first {
		if d, err = f.directory(page); err != nil {
			return d, 0, err
		}
	}
	return d, max(pages, 1), nil
}

// walkPages returns the offset of the first page's directory, 0 for none, and the number of pages
// before an error.
func (f file) walkPages() (page int64, pages int, err error) {
	seen := map[int64]bool{}
	for at := f.first; at != 0 && len(seen) < maxPages; {
		if seen[at] {
			return page, pages, fault.Damaged("its list of pages loops")
		}
		seen[at] = true
		beside, next, err := f.glance(at)
		if err != nil {
			return page, pages, err
		}
		if !beside {
			if pages++; page == 0 {
				page = at
			}
		}
		at = next
	}
	return page, pages, nil
}

// Kinds of pictures that are not pages.
const (
	subfileReduced, subfileMask = 1, 4 // bits of tagSubfileType
	oldSubfileReduced           = 2
)

// notAPage reports whether a directory's entry marks a reduced picture or a mask.
func notAPage(tag uint16, value uint64) bool {
	return tag == tagSubfileType && value&(subfileReduced|subfileMask) != 0 ||
		tag == tagOldSubfileType && value == oldSubfileReduced
}

// beside reports whether the picture is not a page.
func (d directory) beside() bool {
	return notAPage(tagSubfileType, d.number(tagSubfileType, 0)) ||
		notAPage(tagOldSubfileType, d.number(tagOldSubfileType, 0))
}

// notRaw refuses camera raw files, several of which are TIFFs whose first picture is a thumbnail.
func (f file) notRaw(d directory) error {
	colors := d.number(tagPhotometric, whiteIsZero)
	if d.has(tagDNGVersion) || colors == cfa || colors == linearRaw ||
		d.has(tagSubIFDs) && d.number(tagSubfileType, 0)&subfileReduced != 0 {
		return fault.Unsupported("camera raw pictures are not supported by this build")
	}
	return nil
}

// glance reports whether the directory at an offset is not a page's, and returns where the next one
// is.
func (f file) glance(at int64) (beside bool, next int64, err error) {
	n, err := f.entryCount(at)
	if err != nil {
		return false, 0, err
	}
	sides := 0
	for range n {
		tag, e, err := f.entry()
		if err != nil {
			return false, 0, err
		}
		switch tag {
		case tagWidth, tagHeight:
			sides++
		case tagSubfileType, tagOldSubfileType:
			behind := f.c.Off
			if e.first, err = f.value(e, 0); err != nil {
				return false, 0, err
			}
			if err := f.c.SeekTo(behind); err != nil {
				return false, 0, err
			}
			beside = beside || notAPage(tag, e.first)
		}
	}
	if sides < 2 {
		return false, 0, errNotAPage
	}
	next, err = f.offset()
	return beside, next, err
}
