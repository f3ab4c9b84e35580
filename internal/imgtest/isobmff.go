package imgtest

import "encoding/binary"

// Box returns a box of an ISO base media file.
func Box(kind string, payload ...[]byte) []byte {
	b := append(make([]byte, 4), kind...)
	for _, p := range payload {
		b = append(b, p...)
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

// FullBox returns a box with a version and flags.
func FullBox(kind string, version byte, flags uint32, payload ...[]byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, uint32(version)<<24|flags)
	return Box(kind, append([][]byte{head}, payload...)...)
}

// Numbers returns big-endian numbers of that many bytes each.
func Numbers(bytes int, values ...uint64) []byte {
	var b []byte
	for _, v := range values {
		for i := bytes - 1; i >= 0; i-- {
			b = append(b, byte(v>>(8*i)))
		}
	}
	return b
}

// HEIF is an ISO base media file of items, like HEIC and AVIF files. The first item is the primary
// one; items are numbered from 1.
type HEIF struct {
	Brands    []string // nil is an AVIF's
	Locations byte     // the version of iloc, 0 to 2
	Inside    bool     // the items' bytes are in idat, if the version allows that
	Items     []HEIFItem
	Extra     []byte // boxes that follow the others in meta
	Tail      []byte // boxes at the end
}

// HEIFItem is an item of a HEIF.
type HEIFItem struct {
	Kind, MIME string
	Data       []byte
	Properties [][]byte // boxes; Essential marks those that must be understood
	Refs       map[string][]uint16
	Pieces     int // in which its bytes are stored; 0 is 1
}

// Essential marks a property.
func Essential(property []byte) []byte { return append([]byte{'!'}, property...) }

// Bytes returns the file.
func (f HEIF) Bytes() []byte {
	if f.Brands == nil {
		f.Brands = []string{"avif", "mif1", "miaf"}
	}
	brands := []byte(f.Brands[0] + "\x00\x00\x00\x00")
	for _, b := range f.Brands {
		brands = append(brands, b...)
	}
	file := Box("ftyp", brands)
	meta := f.meta(0) // for its length
	meta = f.meta(uint64(len(file) + len(meta) + 8))
	file = append(file, meta...)
	if !f.inside() {
		file = append(file, Box("mdat", f.data())...)
	}
	return append(file, f.Tail...)
}

func (f HEIF) inside() bool { return f.Inside && f.Locations > 0 }

func (f HEIF) data() []byte {
	var b []byte
	for _, it := range f.Items {
		b = append(b, it.Data...)
	}
	return b
}

// meta returns the tables; at is the offset of the items' bytes.
func (f HEIF) meta(at uint64) []byte {
	wide := 2
	if f.Locations > 1 {
		wide = 4
	}
	method := uint64(0)
	if f.inside() {
		at, method = 0, 1
	}
	count := uint64(len(f.Items))
	locations := append([]byte{0x44, 0x40}, Numbers(wide, count)...)
	infos := Numbers(2, count)
	var all, associations, refs []byte
	numbers, with := 0, uint64(0)
	for i, it := range f.Items {
		id := uint64(i + 1)
		locations = append(locations, Numbers(wide, id)...)
		if f.Locations > 0 {
			locations = append(locations, Numbers(2, method)...)
		}
		pieces := max(it.Pieces, 1)
		locations = append(append(locations, Numbers(2, 0)...), Numbers(4, at)...)
		locations = append(locations, Numbers(2, uint64(pieces))...)
		for p := range pieces { // the base is where the item begins
			from, to := len(it.Data)*p/pieces, len(it.Data)*(p+1)/pieces
			locations = append(locations, Numbers(4, uint64(from), uint64(to-from))...)
		}
		at += uint64(len(it.Data))
		info := append(Numbers(2, id, 0), it.Kind...)
		info = append(info, 0)
		if it.Kind == "mime" {
			info = append(append(info, it.MIME...), 0)
		}
		infos = append(infos, FullBox("infe", 2, 0, info)...)
		for kind, to := range it.Refs {
			ref := Numbers(2, id, uint64(len(to)))
			for _, t := range to {
				ref = append(ref, Numbers(2, uint64(t))...)
			}
			refs = append(refs, Box(kind, ref)...)
		}
		if len(it.Properties) == 0 {
			continue
		}
		with++
		associations = append(append(associations, Numbers(2, id)...), byte(len(it.Properties)))
		for _, p := range it.Properties {
			numbers++
			n := byte(numbers)
			if p[0] == '!' {
				n, p = n|0x80, p[1:]
			}
			all, associations = append(all, p...), append(associations, n)
		}
	}
	boxes := [][]byte{
		FullBox("hdlr", 0, 0, Numbers(4, 0), []byte("pict"), make([]byte, 13)),
		FullBox("pitm", 0, 0, Numbers(2, 1)),
		FullBox("iinf", 0, 0, infos),
		FullBox("iloc", f.Locations, 0, locations),
		Box("iprp", Box("ipco", all), FullBox("ipma", 0, 0, Numbers(4, with), associations)),
	}
	if refs != nil {
		boxes = append(boxes, FullBox("iref", 0, 0, refs))
	}
	if f.inside() {
		boxes = append(boxes, Box("idat", f.data()))
	}
	return FullBox("meta", 0, 0, append(boxes, f.Extra)...)
}

// Extent returns the property that states a size in pixels.
func Extent(w, h uint32) []byte {
	return FullBox("ispe", 0, 0, Numbers(4, uint64(w), uint64(h)))
}

// AV1Config returns the property that describes AV1 pixels of 8, 10 or 12 bits.
func AV1Config(bits int, gray bool) []byte {
	c := []byte{0x81, 0, 0x0c, 0}
	if bits > 8 {
		c[2] |= 0x40
	}
	if bits > 10 {
		c[2] |= 0x20
	}
	if gray {
		c[2] |= 0x10
	}
	return Essential(Box("av1C", c))
}

// AV1Claim returns the start of AV1 pixels: a sequence header that claims w × h pixels, and an
// empty frame.
func AV1Claim(w, h uint32) []byte {
	const bits = 4 + 4 + 16 + 16 // the widths of the sizes, and the sizes
	claim := uint64(15)<<(bits-4) | uint64(15)<<(bits-8) | uint64(w-1)<<16 | uint64(h-1)
	// Profile 0, a still picture with the reduced header, level 0: 000 1 1 00000, then the claim,
	// then anything.
	header := Numbers(8, uint64(0b0001100000)<<(64-10)|claim<<(64-10-bits))
	b := append([]byte{1<<3 | 2, byte(len(header))}, header...)
	return append(b, 6<<3|2, 0)
}

// AV1Item returns an item of w × h pixels that cannot be decoded, with further properties.
func AV1Item(w, h uint32, more ...[]byte) HEIFItem {
	return HEIFItem{Kind: "av01", Data: AV1Claim(w, h), Properties: append([][]byte{Extent(w, h), AV1Config(8, false)}, more...)}
}

// Rotation returns the property of counter-clockwise quarter turns.
func Rotation(quarters byte) []byte { return Essential(Box("irot", []byte{quarters})) }

// Mirroring returns the property that swaps top and bottom (0) or left and right (1).
func Mirroring(axis byte) []byte { return Essential(Box("imir", []byte{axis})) }

// Aperture returns the property that crops to width × height at (x, y) of a picture of w × h
// pixels.
func Aperture(x, y, width, height, w, h int) []byte {
	return Essential(Box("clap", Numbers(4, uint64(width), 1, uint64(height), 1, // twice the distance between the centers
		uint64(uint32(int32(2*x+width-w))), 2, uint64(uint32(int32(2*y+height-h))), 2)))
}

// AlphaOf makes an item the alpha of item number n.
func AlphaOf(it HEIFItem, n uint16) HEIFItem {
	it.Properties = append(it.Properties, FullBox("auxC", 0, 0, []byte("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00")))
	it.Refs = map[string][]uint16{"auxl": {n}}
	return it
}

// GridItem returns an item of w × h pixels in rows × columns tiles.
func GridItem(w, h uint16, rows, columns byte, tiles []uint16, more ...[]byte) HEIFItem {
	return HEIFItem{
		Kind: "grid", Data: append([]byte{0, 0, rows - 1, columns - 1}, Numbers(2, uint64(w), uint64(h))...),
		Properties: append([][]byte{Extent(uint32(w), uint32(h))}, more...), Refs: map[string][]uint16{"dimg": tiles},
	}
}
