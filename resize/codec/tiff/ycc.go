package tiff

import (
	"image"
	"io"
	"math"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

func ratioOf(h, v int) format.Subsampling {
	for _, r := range format.Subsamplings() {
		if r.Horiz == h && r.Vert == v {
			return r
		}
	}
	return format.Subsampling{Horiz: 1, Vert: 1}
}

// usualYCbCr reports whether YCbCr has JPEG's weights, which are the default.
func (p *picture) usualYCbCr() (bool, error) {
	for _, tag := range []struct {
		tag  uint16
		want []float64
	}{{tagYCbCrMatrix, []float64{0.299, 0.587, 0.114}}, {tagReferenceBW,
		[]float64{0, 255, 128, 255, 128, 255}}} {
		e, ok := p.d.entries[tag.tag]
		if !ok || e.kind != kindRational || e.count < int64(len(tag.want)) {
			continue
		}
		b, err := p.file.data(entry{kind: kindRational, count: int64(len(tag.want)), at: e.at}, 64)
		if err != nil {
			return false, err
		}
		for i, want := range tag.want {
			num, den := p.order.Uint32(b[8*i:]), p.order.Uint32(b[8*i+4:])
			if math.Abs(float64(num)-want*float64(den)) > 0.01*float64(den) {
				return false, nil
			}
		}
	}
	return true, nil
}

// decodeSubsampled reads subsampled YCbCr: units of h × v luma samples, then the two of chroma.
func (p *picture) decodeSubsampled() (image.Image, error) {
	ratio := ratioOf(p.subH, p.subV)
	m := image.NewYCbCr(image.Rect(0, 0, p.width, p.height), ratio.Ratio)
	units := (p.blockWidth + ratio.Horiz - 1) / ratio.Horiz
	row := make([]byte, units*(ratio.Horiz*ratio.Vert+2))
	if p.blockHeight%ratio.Vert != 0 && p.down > 1 ||
		p.blockWidth%ratio.Horiz != 0 && p.across > 1 {
		return nil, fault.Unsupported(
			"TIFF pictures whose strips split chroma samples are not supported by this build")
	}
	for i := range p.across * p.down {
		rows, err := p.inRoom(i, func() (int, error) { return p.decodeUnits(m, i, row, ratio) })
		if err == nil {
			continue
		}
		if err := p.failed(i, rows, err); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// decodeUnits reads a block row by row of units, and returns how many rows of pixels are valid
// beside an error.
func (p *picture) decodeUnits(
	m *image.YCbCr, block int, row []byte, ratio format.Subsampling,
) (int, error) {
	area := p.area(block)
	rows, err := p.open(block)
	if err != nil {
		return 0, err
	}
	for y := area.Min.Y; y < area.Max.Y; y += ratio.Vert {
		if _, err := io.ReadFull(rows, row); err != nil {
			return y - area.Min.Y, err
		}
		putUnits(m, image.Rect(area.Min.X, y, area.Max.X, min(y+ratio.Vert, area.Max.Y)), row,
			ratio)
	}
	return area.Dy(), p.checkTail(rows, 1<<16)
}

// putUnits writes a row of units into the part of m that they cover.
func putUnits(m *image.YCbCr, part image.Rectangle, row []byte, ratio format.Subsampling) {
	for x := part.Min.X; x < part.Max.X; x += ratio.Horiz {
		for v := range part.Dy() {
			to := m.Y[m.YOffset(x, part.Min.Y+v):]
			copy(to[:min(ratio.Horiz, part.Max.X-x)], row[v*ratio.Horiz:])
		}
		c := m.COffset(x, part.Min.Y)
		m.Cb[c], m.Cr[c] = row[ratio.Horiz*ratio.Vert], row[ratio.Horiz*ratio.Vert+1]
		row = row[ratio.Horiz*ratio.Vert+2:]
	}
}
