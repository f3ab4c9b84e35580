package metadata

import "slices"

// patchEXIF returns a copy of an EXIF block for a picture whose pixels have been turned upright.
// Its orientation is 1, its sizes are the new ones, and the thumbnail and previews of the old
// picture are removed. If lost is set, a statement about the old frame was dropped.
//
// Everything else stays in place, so that maker notes keep their offsets; their contents, previews
// included, are not read. A malformed block is an error.
func patchEXIF(exif []byte, to Upright) (out []byte, lost bool, err error) {
	t, ifd0, err := newTIFF(slices.Clone(exif))
	if err != nil {
		return nil, false, err
	}
	p := patcher{tiff: t, to: to, ranges: [][2]int64{{0, 8}}}
	main, next, err := p.directory(ifd0)
	if err != nil {
		return nil, false, err
	}
	p.resize(mainDir, main)
	if quarter(to.Turned) {
		p.swap(main, tagXResolution, tagYResolution)
	}
	if err := p.sub(main); err != nil {
		return nil, false, err
	}
	p.pictures(main)
	if sub := p.find(main, tagSubIFDs); sub != nil {
		for _, at := range p.numbers(sub) {
			p.chain(at)
		}
	}
	if next+4 <= int64(len(p.b)) { // some writers omit the last directory's end
		p.chain(int64(p.order.Uint32(p.b[next:])))
		p.order.PutUint32(p.b[next:], 0)
		p.used(next, next+4)
	}
	p.unlink(ifd0, next)
	return p.blank(), p.lost, nil
}

// patcher walks the directories and records which bytes belong to them, and which to pictures that
// are removed.
type patcher struct {
	tiff
	to     Upright
	ranges [][2]int64 // from, to
	dirs   [][2]int64 // those of the directories themselves
	gone   [][2]int64
	lost   bool // a statement about the old frame was dropped
}

func (p *patcher) used(from, to int64) { p.ranges = append(p.ranges, [2]int64{from, to}) }

// directory reads the IFD at off and records its bytes and those of its values.
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
	for e := range slices.Chunk(entries, entryBytes) {
		size := typeSize(p.order.Uint16(e[2:])) * int64(p.order.Uint32(e[4:]))
		if at := int64(p.order.Uint32(e[8:])); size > 4 && at < int64(len(p.b)) {
			p.used(at, min(at+size, int64(len(p.b))))
		}
	}
	return entries, next, nil
}

// resize sets the numbers that state the picture's sides and orientation.
func (p *patcher) resize(d directory, entries []byte) {
	for _, s := range sizeTags() {
		if s.dir == d {
			p.setNumbers(entries, s.tag, s.of(p.to))
		}
	}
}

// swap exchanges the values of two tags.
func (p *patcher) swap(entries []byte, a, b uint16) {
	x, y := p.find(entries, a), p.find(entries, b)
	if x == nil || y == nil {
		return
	}
	for i := 2; i < entryBytes; i++ {
		x[i], y[i] = y[i], x[i]
	}
}

// follow updates what the Exif directory at off states about the frame, and removes what it cannot
// update.
func (p *patcher) follow(off int64, entries []byte) {
	kept := 0
	for at := 0; at+entryBytes <= len(entries); at += entryBytes {
		e := entries[at : at+entryBytes]
		tag, kind, count := p.order.Uint16(e), p.order.Uint16(e[2:]), p.order.Uint32(e[4:])
		if !p.to.frameEXIF(p.tiff, tag, kind, count, p.values(e)) {
			continue
		}
		copy(entries[kept:], e)
		kept += entryBytes
	}
	if kept < len(entries) {
		p.lost = true
		clear(entries[kept:]) // which also ends the chain of directories behind the last entry
		p.order.PutUint16(p.b[off:], uint16(kept/entryBytes))
	}
}

// sub visits the directories below IFD0 and patches the sizes.
func (p *patcher) sub(main []byte) error {
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
	p.resize(exifDir, entries)
	p.follow(int64(off), entries)
	if off, ok := p.number(p.find(entries, tagInteropIFD)); ok {
		entries, _, err := p.directory(int64(off))
		if err != nil {
			return err
		}
		p.resize(interopDir, entries)
	}
	return nil
}

// chain marks the directory at off, those after it, and their pictures for removal. Unreadable ones
// stay in place, unlinked.
func (p *patcher) chain(off int64) {
	for range maxPictures {
		entries, next, err := p.entries(off)
		if off == 0 || err != nil || len(p.gone) >= 4*maxPictures {
			return
		}
		p.gone = append(p.gone, [2]int64{off, min(next+4, int64(len(p.b)))})
		p.pictures(entries)
		if next+4 > int64(len(p.b)) {
			return
		}
		off = int64(p.order.Uint32(p.b[next:]))
	}
}

// maxPictures bounds the directories of a chain, the strips of a picture, and the pictures of a
// block: cameras embed three, in one strip each.
const maxPictures = 64

// pictures marks the bytes of the pictures that entries point at for removal.
func (p *patcher) pictures(entries []byte) {
	for _, tags := range [][2]uint16{
		{tagThumbOffset, tagThumbLength}, {tagStripOffsets, tagStripCounts},
		{tagTileOffsets, tagTileCounts},
	} {
		starts, lengths := p.numbers(p.find(entries, tags[0])), p.numbers(p.find(entries, tags[1]))
		for i := range min(len(starts), len(lengths)) {
			if starts[i] < int64(len(p.b)) && lengths[i] > 0 && len(p.gone) < 4*maxPictures {
				p.gone = append(p.gone,
					[2]int64{starts[i], min(starts[i]+lengths[i], int64(len(p.b)))})
			}
		}
	}
}

// numbers returns the first values of an entry of SHORTs or LONGs.
func (p *patcher) numbers(entry []byte) []int64 {
	if entry == nil {
		return nil
	}
	kind := p.order.Uint16(entry[2:])
	if kind != typeShort && kind != typeLong && kind != typeIFD {
		return nil
	}
	var out []int64
	for v := range slices.Chunk(p.values(entry), int(typeSize(kind))) {
		if len(out) == maxPictures {
			break
		}
		if len(v) == 2 {
			out = append(out, int64(p.order.Uint16(v)))
		} else {
			out = append(out, int64(p.order.Uint32(v)))
		}
	}
	return out
}

// unlink removes the entries of IFD0 that point at pictures. Later entries move up; next is where
// the last one ends.
func (p *patcher) unlink(ifd0, next int64) {
	from, to := ifd0+2, ifd0+2
	for ; from < next; from += entryBytes {
		e := p.b[from : from+entryBytes]
		switch p.order.Uint16(e) {
		case tagThumbOffset, tagThumbLength, tagStripOffsets, tagStripCounts, tagTileOffsets,
			tagTileCounts, tagSubIFDs:
			continue
		}
		copy(p.b[to:], e)
		to += entryBytes
	}
	if to < next {
		clear(p.b[to:next]) // which also ends the chain of directories behind the last entry
		p.order.PutUint16(p.b[ifd0:], uint16((to-ifd0-2)/entryBytes))
	}
}

// blank removes the marked bytes: it cuts them off at the end of the block and clears them
// elsewhere. It never touches bytes that other directories use.
func (p *patcher) blank() []byte {
	end := int64(0)
	for _, r := range p.ranges {
		end = max(end, r[1])
	}
	cut := int64(len(p.b))
	for _, g := range p.gone {
		switch {
		case g[0] >= end:
			cut = min(cut, g[0])
		case !overlap(p.ranges, g):
			clear(p.b[g[0]:g[1]])
		}
	}
	return p.b[:cut]
}

// overlap reports whether g shares bytes with any of ranges.
func overlap(ranges [][2]int64, g [2]int64) bool {
	for _, r := range ranges {
		if g[0] < r[1] && r[0] < g[1] {
			return true
		}
	}
	return false
}

// typeSize returns the size in bytes of a value of a TIFF type; 0 for an unknown type.
func typeSize(kind uint16) int64 {
	switch kind {
	case 1, 2, 6, 7, typeUTF8:
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
