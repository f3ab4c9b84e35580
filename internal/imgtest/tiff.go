package imgtest

import (
	"encoding/binary"
	"slices"
	"sort"
)

// RawTIFF is a TIFF of one uncompressed strip, whose samples a function returns.
type RawTIFF struct {
	Width, Height              int
	Photometric, Bits, Samples int
	Extra                      []uint16 // samples after the colors: 0 unknown, 1 associated alpha, 2 alpha
	ColorMap                   []uint16
	Order                      binary.ByteOrder // nil is little-endian
	Sample                     func(x, y, i int) uint32
	Planar                     bool      // one strip per sample
	Tags                       []TIFFTag // further ones, or replacements of the usual ones
}

// TIFFTag is a directory entry with its values' bytes.
type TIFFTag struct {
	Tag, Kind uint16
	Count     uint32
	Data      []byte
}

// Shorts returns a tag of SHORT values.
func Shorts(o binary.ByteOrder, tag uint16, values ...uint16) TIFFTag {
	data := make([]byte, 2*len(values))
	for i, v := range values {
		o.PutUint16(data[2*i:], v)
	}
	return TIFFTag{tag, 3, uint32(len(values)), data}
}

// Longs returns a tag of LONG values.
func Longs(o binary.ByteOrder, tag uint16, values ...uint32) TIFFTag {
	data := make([]byte, 4*len(values))
	for i, v := range values {
		o.PutUint32(data[4*i:], v)
	}
	return TIFFTag{tag, 4, uint32(len(values)), data}
}

// Text returns a tag of an ASCII value.
func Text(tag uint16, s string) TIFFTag {
	return TIFFTag{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

// Bytes returns the file: header, pixels, directory, values.
func (r RawTIFF) Bytes() []byte {
	o := r.Order
	if o == nil {
		o = binary.LittleEndian
	}
	var pixels []byte
	var offsets, counts []uint32
	for _, samples := range r.planes() {
		strip := r.pixels(o, samples)
		offsets, counts = append(offsets, uint32(8+len(pixels))), append(counts, uint32(len(strip)))
		pixels = append(pixels, strip...)
	}
	tags := r.tags(o, offsets, counts)
	b := []byte("II*\x00\x00\x00\x00\x00")
	if o == binary.ByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*\x00\x00\x00\x00")
	}
	b = append(b, pixels...)
	if len(b)%2 == 1 {
		b = append(b, 0)
	}
	o.PutUint32(b[4:], uint32(len(b)))
	return append(b, TIFFDirectory(o, len(b), tags, 0)...)
}

// Directory returns only the directory, for an offset; its Tags say where the strips are.
func (r RawTIFF) Directory(at int) []byte {
	o := r.Order
	if o == nil {
		o = binary.LittleEndian
	}
	return TIFFDirectory(o, at, r.tags(o, nil, nil), 0)
}

// tags returns the tags of strips that are stored at offsets.
func (r RawTIFF) tags(o binary.ByteOrder, offsets, counts []uint32) []TIFFTag {
	tags := []TIFFTag{
		Longs(o, 256, uint32(r.Width)), Longs(o, 257, uint32(r.Height)), Shorts(o, 258, repeat(uint16(r.Bits), r.Samples)...), Shorts(o, 259, 1),
		Shorts(o, 262, uint16(r.Photometric)), Longs(o, 273, offsets...), Shorts(o, 277, uint16(r.Samples)), Longs(o, 278, uint32(r.Height)),
		Longs(o, 279, counts...), Shorts(o, 284, 1),
	}
	if r.Planar {
		tags[len(tags)-1] = Shorts(o, 284, 2)
	}
	if r.Extra != nil {
		tags = append(tags, Shorts(o, 338, r.Extra...))
	}
	if r.ColorMap != nil {
		tags = append(tags, Shorts(o, 320, r.ColorMap...))
	}
	for _, t := range r.Tags {
		replaced := false
		for i := range tags {
			if tags[i].Tag == t.Tag {
				tags[i], replaced = t, true
			}
		}
		if !replaced {
			tags = append(tags, t)
		}
	}
	return tags
}

// TIFFDirectory returns a directory for an offset, followed by its values; next is the offset of
// the next directory.
func TIFFDirectory(o binary.ByteOrder, at int, tags []TIFFTag, next int) []byte {
	sort.Slice(tags, func(i, j int) bool { return tags[i].Tag < tags[j].Tag })
	dir := make([]byte, 2+12*len(tags)+4)
	o.PutUint16(dir, uint16(len(tags)))
	o.PutUint32(dir[len(dir)-4:], uint32(next))
	var values []byte
	for i, t := range tags {
		e := dir[2+12*i:]
		o.PutUint16(e, t.Tag)
		o.PutUint16(e[2:], t.Kind)
		o.PutUint32(e[4:], t.Count)
		if len(t.Data) <= 4 {
			copy(e[8:12], t.Data)
			continue
		}
		o.PutUint32(e[8:], uint32(at+len(dir)+len(values)))
		values = append(values, t.Data...)
		if len(values)%2 == 1 {
			values = append(values, 0)
		}
	}
	return slices.Concat(dir, values)
}

// planes returns the samples that share a strip.
func (r RawTIFF) planes() [][]int {
	all := make([]int, r.Samples)
	var each [][]int
	for i := range all {
		all[i] = i
		each = append(each, []int{i})
	}
	if r.Planar {
		return each
	}
	return [][]int{all}
}

// pixels packs some of the samples. Each row starts at a byte.
func (r RawTIFF) pixels(o binary.ByteOrder, samples []int) []byte {
	var out []byte
	for y := range r.Height {
		acc, have := uint64(0), 0
		for x := range r.Width {
			for _, i := range samples {
				v := r.Sample(x, y, i)
				if r.Bits == 16 {
					two := make([]byte, 2)
					o.PutUint16(two, uint16(v))
					out = append(out, two...)
					continue
				}
				acc, have = acc<<r.Bits|uint64(v), have+r.Bits
				for have >= 8 {
					have -= 8
					out = append(out, byte(acc>>have))
				}
			}
		}
		if have > 0 {
			out = append(out, byte(acc<<(8-have)))
		}
	}
	return out
}

func repeat(v uint16, n int) []uint16 {
	out := make([]uint16, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// Pages returns a little-endian TIFF of several pages.
func Pages(pages ...RawTIFF) []byte {
	le := binary.LittleEndian
	var file []byte
	link := 4 // where to write the offset of the next directory
	for _, p := range pages {
		b := p.Bytes()
		if file == nil {
			file = b
		} else {
			b = moved(b, len(file))
			le.PutUint32(file[link:], uint32(len(file))+le.Uint32(b[4:]))
			file = append(file, b...)
		}
		at := int(le.Uint32(file[link:]))
		link = at + 2 + 12*int(le.Uint16(file[at:]))
		if len(file)%2 == 1 {
			file = append(file, 0)
		}
	}
	return file
}

// moved returns a page whose offsets are increased by a number of bytes; its header stays.
func moved(b []byte, by int) []byte {
	le := binary.LittleEndian
	at := int(le.Uint32(b[4:]))
	for i := range int(le.Uint16(b[at:])) {
		e := b[at+2+12*i:]
		size := map[uint16]uint32{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}[le.Uint16(e[2:])] * le.Uint32(e[4:])
		if size > 4 || le.Uint16(e) == 273 {
			le.PutUint32(e[8:], le.Uint32(e[8:])+uint32(by))
		}
	}
	return b
}
