package metadata

import (
	"encoding/binary"
	"slices"
)

// directory names one of the directories of an EXIF block.
type directory int

const (
	mainDir directory = iota
	exifDir
	interopDir
	gpsDir
	thumbDir
)

// field is an entry of a directory with its value, in the block's byte order.
type field struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// tree is a parsed EXIF block. Written again it holds only its fields, so nothing unlinked survives
// between their values. Its values are parts of the block that it was read from.
type tree struct {
	order   binary.ByteOrder
	dirs    [4][]field // by directory, without the pointers from one to another
	thumb   []field    // of the thumbnail, without offset and length
	picture []byte     // the thumbnail

	replaced []field // values that were changed with the frame
	lost     bool    // a statement about the old frame was dropped
}

// readTree parses a block. It skips entries and directories that cannot be read, and then whole is
// false; it returns an error if nothing can be read. It takes time and memory in proportion to the
// block.
func readTree(b []byte) (t tree, whole bool, err error) {
	r, at, err := newTIFF(b)
	if err != nil {
		return t, false, err
	}
	reader := treeReader{tiff: r, left: int64(len(b)), whole: true}
	t.order = r.order
	entries, next, err := r.entries(at)
	if err != nil {
		return t, false, err
	}
	reader.seen = append(reader.seen, [2]int64{at, next})
	t.dirs[mainDir] = reader.fields(entries)
	exif := reader.sub(entries, tagExifIFD)
	t.dirs[exifDir] = reader.fields(exif)
	t.dirs[gpsDir] = reader.fields(reader.sub(entries, tagGPSIFD))
	t.dirs[interopDir] = reader.fields(reader.sub(exif, tagInteropIFD))
	if next+4 <= int64(len(b)) {
		if at := int64(r.order.Uint32(b[next:])); at != 0 {
			thumb := reader.directory(at)
			t.picture = reader.thumbnail(thumb)
			t.thumb = reader.fields(thumb)
		}
	}
	return t, reader.whole, nil
}

// treeReader reads fields. All their values together have at most as many bytes as the block:
// values that overlap cannot multiply.
type treeReader struct {
	tiff
	left  int64
	seen  [][2]int64
	whole bool
}

// directory returns the entries of the directory at an offset; none if it overlaps another, as in a
// loop.
func (r *treeReader) directory(at int64) []byte {
	entries, next, err := r.entries(at)
	if err != nil || overlap(r.seen, [2]int64{at, next}) {
		r.whole = false
		return nil
	}
	r.seen = append(r.seen, [2]int64{at, next})
	return entries
}

func (r *treeReader) sub(entries []byte, tag uint16) []byte {
	pointer := r.find(entries, tag)
	if pointer == nil {
		return nil
	}
	at, ok := r.number(pointer)
	if !ok {
		r.whole = false
		return nil
	}
	return r.directory(int64(at))
}

// value returns the bytes of an entry's values, and whether there are any.
func (r *treeReader) value(entry []byte) ([]byte, bool) {
	value := r.values(entry)
	if size := int64(len(value)); size > 4 {
		if size > r.left {
			return nil, false
		}
		r.left -= size
	}
	return value, len(value) > 0
}

func (r *treeReader) fields(entries []byte) []field {
	var out []field
	for e := range slices.Chunk(entries, entryBytes) {
		f := field{
			tag: r.order.Uint16(e), kind: r.order.Uint16(e[2:]), count: r.order.Uint32(e[4:]),
		}
		if isPointer(f) {
			continue
		}
		var ok bool
		if f.value, ok = r.value(e); ok {
			out = append(out, f)
		} else if f.count != 0 {
			r.whole = false
		}
	}
	return out
}

// thumbnail returns the JPEG that the thumbnail's directory points at.
func (r *treeReader) thumbnail(entries []byte) []byte {
	start, ok := r.number(r.find(entries, tagThumbOffset))
	length, ok2 := r.number(r.find(entries, tagThumbLength))
	if !ok || !ok2 || int64(start)+int64(length) > int64(len(r.b)) || int64(length) > r.left {
		return nil
	}
	r.left -= int64(length)
	return r.b[start : start+length]
}

// keep drops the fields that allowed refuses and, unless gps is set, the GPS directory.
func (t *tree) keep(allowed func(directory, field) bool, gps bool) {
	for d := range t.dirs {
		t.dirs[d] = slices.DeleteFunc(t.dirs[d],
			func(f field) bool { return !allowed(directory(d), f) })
	}
	if !gps {
		t.dirs[gpsDir] = nil
	}
	t.thumb = slices.DeleteFunc(t.thumb, func(f field) bool { return !allowed(thumbDir, f) })
}

// setSizes updates the block for an upright picture of that size, without a thumbnail.
func (t *tree) setSizes(to Upright) {
	t.thumb, t.picture = nil, nil
	t.dirs[exifDir] = slices.DeleteFunc(t.dirs[exifDir], func(f field) bool {
		switch f.tag {
		case tagSubjectArea, tagSubjectLocation, tagFocalPlaneX, tagFocalPlaneY:
			copied := slices.Clone(f.value)
			if !to.frameEXIF(tiff{order: t.order}, f.tag, f.kind, f.count, copied) {
				t.lost = true
				return true
			}
			t.replaced = append(t.replaced, field{tag: f.tag, value: copied})
		}
		return false
	})
	for _, r := range t.replaced {
		for i := range t.dirs[exifDir] {
			if t.dirs[exifDir][i].tag == r.tag {
				t.dirs[exifDir][i].value = r.value
			}
		}
	}
	if quarter(to.Turned) {
		t.swap(mainDir, tagXResolution, tagYResolution)
	}
	for _, s := range sizeTags() {
		t.set(s.dir, s.tag, s.of(to))
	}
}

// swap exchanges the values of two tags of a directory.
func (t *tree) swap(d directory, a, b uint16) {
	for i := range t.dirs[d] {
		switch t.dirs[d][i].tag {
		case a:
			t.dirs[d][i].tag = b
		case b:
			t.dirs[d][i].tag = a
		}
	}
}

// setOrientation states an orientation. It states 1 only if the block states one already: without
// one it is 1.
func (t *tree) setOrientation(n int) {
	other := slices.DeleteFunc(slices.Clone(t.dirs[mainDir]),
		func(f field) bool { return f.tag == tagOrientation })
	if n != 1 || len(other) < len(t.dirs[mainDir]) {
		other = append(other, field{tag: tagOrientation})
	}
	t.dirs[mainDir] = other
	t.set(mainDir, tagOrientation, n)
}

// set replaces the numbers of a tag, if there are any.
func (t *tree) set(d directory, tag uint16, v int) {
	kind, value := uint16(typeLong), make([]byte, 4)
	if v <= 0xffff {
		kind, value = typeShort, value[:2]
		t.order.PutUint16(value, uint16(v))
	} else {
		t.order.PutUint32(value, uint32(v))
	}
	for i := range t.dirs[d] {
		if t.dirs[d][i].tag == tag {
			t.dirs[d][i] = field{tag: tag, kind: kind, count: 1, value: value}
		}
	}
}

// DropMakerNotes returns an EXIF block rewritten without maker notes, whose offsets would be wrong,
// and without unused bytes; nil if the block cannot be read.
func DropMakerNotes(exif []byte) []byte {
	t, _, err := readTree(exif)
	if err != nil {
		return nil
	}
	t.keep(survivesMove, true)
	return t.bytes()
}
