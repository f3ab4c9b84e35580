package codectest

import (
	"encoding/binary"
	"image"
	"slices"

	"sizemill/internal/imgtest"
)

// DirectoryFirst moves the directory of a TIFF of one page before its strips, so that it survives a
// cut. What is before them ends at start.
func DirectoryFirst(b []byte) (file []byte, start int) {
	var o binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		o = binary.BigEndian
	}
	var tags []imgtest.TIFFTag
	end := 8
	at := int(o.Uint32(b[4:]))
	values := map[uint16][]int{}
	for i := range int(o.Uint16(b[at:])) {
		e := b[at+2+12*i:]
		tag := imgtest.TIFFTag{Tag: o.Uint16(e), Kind: o.Uint16(e[2:]), Count: o.Uint32(e[4:])}
		count := int(tag.Count)
		size := map[uint16]int{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}[tag.Kind]
		from := e[8:]
		if size*count > 4 {
			from = b[o.Uint32(e[8:]):]
		}
		tag.Data = slices.Clone(from[:size*count])
		for k := range count {
			switch size {
			case 2:
				values[tag.Tag] = append(values[tag.Tag], int(o.Uint16(tag.Data[2*k:])))
			case 4:
				values[tag.Tag] = append(values[tag.Tag], int(o.Uint32(tag.Data[4*k:])))
			}
		}
		switch tag.Tag {
		case 273, 324:
			tag.Kind, tag.Data = 4, make([]byte, 4*count)
		}
		tags = append(tags, tag)
	}
	shift := len(imgtest.TIFFDirectory(o, 8, tags, 0))
	for _, tag := range tags {
		if tag.Tag == 273 || tag.Tag == 324 {
			for k, at := range values[tag.Tag] {
				o.PutUint32(tag.Data[4*k:], uint32(at+shift))
				end = max(end, at+append(values[279], values[325]...)[k])
			}
		}
	}
	head := slices.Clone(b[:8])
	o.PutUint32(head[4:], 8)
	return slices.Concat(head, imgtest.TIFFDirectory(o, 8, tags, 0), b[8:end]), 8 + shift
}

// SceneTIFF returns a picture as a TIFF of 8 bits without compression, of its first channels as
// samples counts them.
func SceneTIFF(m *image.NRGBA, photometric, samples int) imgtest.RawTIFF {
	return imgtest.RawTIFF{
		Width: m.Rect.Dx(), Height: m.Rect.Dy(), Photometric: photometric, Bits: 8, Samples: samples,
		Sample: func(x, y, i int) uint32 { return uint32(m.Pix[m.PixOffset(x, y)+i]) },
	}
}
