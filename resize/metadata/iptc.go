package metadata

// dataset is one of IPTC's, with its bytes as they are in the block.
type dataset struct {
	record, number byte
	raw            []byte
	value          []byte
}

// readIPTC takes a block apart. whole is false when something between or behind the datasets is
// neither one nor padding.
func readIPTC(b []byte) (sets []dataset, whole bool) {
	for len(b) >= 5 && b[0] == 0x1C {
		size, head := int(b[3])<<8|int(b[4]), 5
		if size&0x8000 != 0 { // an extended dataset: the length's own length, then the length
			n := size &^ 0x8000
			if n < 1 || n > 4 || len(b) < 5+n {
				return sets, false
			}
			size, head = 0, 5+n
			for _, v := range b[5 : 5+n] {
				size = size<<8 | int(v)
			}
		}
		if size < 0 || size > len(b)-head {
			return sets, false
		}
		sets = append(sets, dataset{b[1], b[2], b[:head+size], b[head : head+size]})
		b = b[head+size:]
	}
	for _, v := range b {
		if v != 0 {
			return sets, false
		}
	}
	return sets, true
}

// applyIPTC returns nil when nothing is left, and whether all could be read. changed says that the
// pixels are new.
func applyIPTC(b []byte, p Policy, changed bool) (out []byte, whole bool) {
	if p == Nothing {
		return nil, true
	}
	sets, whole := readIPTC(b)
	says := false // something, not only how it is written
	for _, d := range sets {
		if !iptcAllowed(d, p) || changed && d.record == 2 && d.number >= 200 && d.number <= 202 { // a preview of the old pixels
			continue
		}
		says = says || !d.describesBlock()
		out = append(out, d.raw...)
	}
	if !says {
		return nil, whole
	}
	return out, whole
}

// describesBlock reports whether a dataset tells how the others are written: versions, and the
// character set.
func (d dataset) describesBlock() bool {
	return d.number == 0 && d.record <= 3 || d.record == 1 && d.number == 90
}

// iptcAllowed reports whether a policy keeps a dataset.
func iptcAllowed(d dataset, p Policy) bool {
	switch p {
	case KeepAll:
		return true
	case NoLocation:
		return d.record != 2 || !isPlaceDataset(d.number)
	case CopyrightOnly:
		return d.describesBlock() && d.record <= 2 || d.record == 2 && isCopyrightDataset(d.number)
	}
	return false
}

// isPlaceDataset: ContentLocationCode, ContentLocationName, City, Sub-location, Province-State,
// Country code, Country name.
func isPlaceDataset(number byte) bool {
	switch number {
	case 26, 27, 90, 92, 95, 100, 101:
		return true
	}
	return false
}

// isCopyrightDataset: Date and Time Created, By-line and its title, Credit, Copyright Notice.
func isCopyrightDataset(number byte) bool {
	switch number {
	case 55, 60, 80, 85, 110, 116:
		return true
	}
	return false
}

// TrimIPTC returns a block without the zeros that pad it. Those of a last dataset that is empty, or
// ends in zeros, belong to it.
func TrimIPTC(b []byte) []byte {
	sets, whole := readIPTC(b)
	if !whole {
		return b
	}
	n := 0
	for _, d := range sets {
		n += len(d.raw)
	}
	return b[:n]
}
