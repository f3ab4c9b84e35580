package metadata

// dataset is one of IPTC's datasets, with its bytes as they are in the block.
type dataset struct {
	record, number byte
	raw            []byte
	value          []byte
}

// readIPTC parses a block. whole is false if there is anything but datasets and padding.
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

// applyIPTC returns nil if nothing is left, and whether the whole block could be read. changed
// reports whether the pixels are new.
func applyIPTC(b []byte, p Policy, changed bool) (out []byte, whole bool) {
	if p == Nothing {
		return nil, true
	}
	sets, whole := readIPTC(b)
	says := false // more than its encoding
	for _, d := range sets {
		oldPreview := changed && d.record == 2 && d.number >= 200 && d.number <= 202
		if !iptcAllowed(d, p) || oldPreview {
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

// describesBlock reports whether a dataset describes the encoding of the others: versions, and the
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

// isPlaceDataset reports whether a dataset names a place: ContentLocationCode, ContentLocationName,
// City, Sub-location, Province-State, Country code, Country name.
func isPlaceDataset(number byte) bool {
	switch number {
	case 26, 27, 90, 92, 95, 100, 101:
		return true
	}
	return false
}

// isCopyrightDataset reports whether a dataset is the Date or Time Created, the By-line or its
// title, the Credit, or the Copyright Notice.
func isCopyrightDataset(number byte) bool {
	switch number {
	case 55, 60, 80, 85, 110, 116:
		return true
	}
	return false
}

// TrimIPTC returns a block without the zeros that pad it. If the last dataset is empty or ends in
// zeros, its zeros stay.
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
