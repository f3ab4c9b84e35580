package metadata

import "image"

// Upright describes a result whose pixels have been turned upright: its size in pixels, and how its
// pixels came from the source's. The zero value is a result with the source's own pixels in the
// source's own orientation.
type Upright struct {
	Width, Height int
	Turned        int             // the source's orientation, 1–8, which was undone; 0 is 1
	Source        image.Point     // the size of the upright source; zero if unknown
	Crop          image.Rectangle // the part of the upright source that is used; empty is all
	Placed        image.Rectangle // the place of that part in the result; empty is all
}

// quarter reports whether an orientation swaps width and height.
func quarter(orientation int) bool { return orientation >= 5 && orientation <= 8 }

// Changed reports whether the pixels differ from the source's.
func (u Upright) Changed() bool { return u != Upright{} }

// unreadable is the warning that a block, or a part of one, was dropped because it could not be
// read.
const unreadable = "unreadable metadata was dropped"

// Apply returns the blocks that a policy leaves for a result, and warnings in words for the user.
// It never fails: it drops what it cannot read if the policy's promise or the look of the picture
// could depend on it. The argument's bytes are not changed; the result may share them.
//
// If to is zero the pixels still have the source's orientation. Sizes, orientation and thumbnail
// are true then, and KeepAll and NoLocation keep them. CopyrightOnly and Nothing keep an
// orientation other than 1: without it the picture would lie on its side.
//
// ICC and Color pass through.
func Apply(b Set, p Policy, to Upright) (Set, []string) {
	if p == KeepAll && !to.Changed() {
		return b, nil
	}
	var lost, frame bool
	note := func(block []byte, whole bool) []byte {
		lost = lost || !whole
		return block
	}
	turned := 1 // the orientation to state
	if !to.Changed() {
		turned, _ = Orientation(b.EXIF)
	}
	if b.EXIF != nil {
		b.EXIF = note(applyEXIF(b.EXIF, p, to, turned, &frame))
	}
	if b.XMP != nil {
		b.XMP = note(applyXMP(b.XMP, p, to, turned, &frame))
	}
	if b.IPTC != nil {
		b.IPTC = note(applyIPTC(b.IPTC, p, to.Changed()))
	}
	b.Text = applyText(b.Text, p)
	b.Resolution = applyResolution(b.Resolution, p, to)
	var warnings []string
	if lost {
		warnings = append(warnings, unreadable)
	}
	if frame {
		warnings = append(warnings, stale)
	}
	return b, warnings
}

// applyEXIF returns nil if nothing is left, and whether everything to keep could be read.
func applyEXIF(b []byte, p Policy, to Upright, turned int, lost *bool) (out []byte, whole bool) {
	if p == KeepAll {
		if out, gone, err := patchEXIF(b, to); err == nil {
			*lost = gone
			return out, true
		}
	}
	t, whole, err := readTree(b)
	if err != nil {
		return nil, p == Nothing
	}
	switch p {
	case KeepAll: // the readable part of a broken block; maker notes do not survive a move
		t.keep(survivesMove, true)
		t.setSizes(to)
		*lost = t.lost
		return t.bytes(), false
	case NoLocation:
		t.keep(isPlaceless, false)
		if to.Changed() {
			t.setSizes(to)
			*lost = t.lost
			break
		}
		if !isPlain(t.picture) {
			t.thumb, t.picture = nil, nil
		}
		// A second one counts if the first cannot be read.
		if o, _ := Orientation(t.bytes()); o != turned {
			t.setOrientation(turned)
		}
	case CopyrightOnly:
		t.keep(isCopyright, false)
		t.thumb, t.picture = nil, nil
		t.setOrientation(turned)
	default:
		t.keep(func(directory, field) bool { return false }, false)
		t.thumb, t.picture, whole = nil, nil, true
		t.setOrientation(turned)
	}
	return t.bytes(), whole
}

// applyText keeps the remarks whose keys the policy allows.
func applyText(entries []TextEntry, p Policy) []TextEntry {
	var out []TextEntry
	for _, e := range entries {
		if textAllowed(e.Key, p) {
			out = append(out, e)
		}
	}
	return out
}
