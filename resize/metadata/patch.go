package metadata

import "io"

// PatchEXIF gives a copy of an EXIF block for a picture whose pixels have been turned upright and have w × h pixels: the
// orientation is 1, stated sizes are the new ones, and the embedded thumbnail, which shows the old picture, is gone.
// Everything else stays where it is, so that maker notes keep their offsets. A malformed block is an error.
func PatchEXIF(exif []byte, w, h int) ([]byte, error) {
	t, ifd0, err := newTIFF(append([]byte(nil), exif...))
	if err != nil {
		return nil, err
	}
	p := patcher{tiff: t, ranges: [][2]int64{{0, 8}}}
	main, next, err := p.directory(ifd0)
	if err != nil {
		return nil, err
	}
	t.setNumber(t.find(main, tagOrientation), 1)
	t.setNumber(t.find(main, tagImageWidth), w)
	t.setNumber(t.find(main, tagImageLength), h)
	if err := p.sub(main, w, h); err != nil {
		return nil, err
	}
	if next+4 > int64(len(t.b)) { // some writers leave out the last directory's end
		return t.b, nil
	}
	thumbnail := int64(t.order.Uint32(t.b[next:]))
	t.order.PutUint32(t.b[next:], 0)
	p.used(next, next+4)
	if thumbnail == 0 {
		return t.b, nil
	}
	return p.cutThumbnail(thumbnail), nil
}

// patcher walks through the directories and notes which bytes belong to them.
type patcher struct {
	tiff
	ranges [][2]int64 // from, to
	dirs   [][2]int64 // those of the directories themselves
}

func (p *patcher) used(from, to int64) { p.ranges = append(p.ranges, [2]int64{from, to}) }

// directory reads the IFD at off and notes its bytes and those of its values.
func (p *patcher) directory(off int64) (entries []byte, next int64, err error) {
	entries, next, err = p.entries(off)
	if err != nil {
		return nil, 0, err
	}
	if overlap(p.dirs, [2]int64{off, next}) { // a loop, or one directory made of another's bytes
		return nil, 0, errMalformed
	}
	p.dirs = append(p.dirs, [2]int64{off, next})
	p.used(off, next)
	for e := entries; len(e) >= entryBytes; e = e[entryBytes:] {
		size := typeSize(p.order.Uint16(e[2:])) * int64(p.order.Uint32(e[4:]))
		if at := int64(p.order.Uint32(e[8:])); size > 4 && at < int64(len(p.b)) {
			p.used(at, min(at+size, int64(len(p.b))))
		}
	}
	return entries, next, nil
}

// sub visits the directories below IFD0 and patches the sizes. One that cannot be read is left as it is.
func (p *patcher) sub(main []byte, w, h int) error {
	if off, ok := p.number(p.find(main, tagGPSIFD)); ok {
		if _, _, err := p.directory(int64(off)); err != nil {
			return err
		}
	}
	off, ok := p.number(p.find(main, tagExifIFD))
	if !ok {
		return nil
	}
	entries, _, err := p.directory(int64(off))
	if err != nil {
		return err
	}
	p.setNumber(p.find(entries, tagPixelX), w)
	p.setNumber(p.find(entries, tagPixelY), h)
	if off, ok := p.number(p.find(entries, tagInteropIFD)); ok {
		if _, _, err := p.directory(int64(off)); err != nil {
			return err
		}
	}
	return nil
}

// cutThumbnail removes what the unlinked directory at off refers to: it is cut off where nothing else follows, and blanked where
// something does. Bytes that other directories use are never touched.
func (p *patcher) cutThumbnail(off int64) []byte {
	if off < 8 || off >= int64(len(p.b)) {
		return p.b
	}
	entries, next, err := p.entries(off)
	if err != nil {
		return p.b
	}
	next = min(next+4, int64(len(p.b)))
	gone := [][2]int64{{off, next}}
	if start, ok := p.number(p.find(entries, tagThumbOffset)); ok {
		if length, ok := p.number(p.find(entries, tagThumbLength)); ok && int64(start) < int64(len(p.b)) {
			gone = append(gone, [2]int64{int64(start), min(int64(start)+int64(length), int64(len(p.b)))})
		}
	}
	end := int64(0)
	for _, r := range p.ranges {
		end = max(end, r[1])
	}
	cut := int64(len(p.b))
	for _, g := range gone {
		switch {
		case g[0] >= end:
			cut = min(cut, g[0])
		case !overlap(p.ranges, g):
			clear(p.b[g[0]:g[1]])
		}
	}
	return p.b[:cut]
}

// overlap says whether g shares bytes with any of ranges.
func overlap(ranges [][2]int64, g [2]int64) bool {
	for _, r := range ranges {
		if g[0] < r[1] && r[0] < g[1] {
			return true
		}
	}
	return false
}

// typeSize is the size in bytes of a value of a TIFF type; 0 of one that does not exist.
func typeSize(kind uint16) int64 {
	switch kind {
	case 1, 2, 6, 7:
		return 1
	case 3, 8:
		return 2
	case 4, 9, 11, 13:
		return 4
	case 5, 10, 12:
		return 8
	}
	return 0
}

// CheckICC says whether a profile is whole: its size is the one that it states and it bears the signature.
func CheckICC(profile []byte) error {
	const header = 128
	if len(profile) < header+4 {
		return io.ErrUnexpectedEOF
	}
	size := int(profile[0])<<24 | int(profile[1])<<16 | int(profile[2])<<8 | int(profile[3])
	if string(profile[36:40]) != "acsp" || size > len(profile) || size < header {
		return errMalformed
	}
	return nil
}

// ProfileSpace is the colour space that a profile describes, as four letters: "RGB ", "GRAY", "CMYK".
func ProfileSpace(profile []byte) string {
	if len(profile) < 20 {
		return ""
	}
	return string(profile[16:20])
}
