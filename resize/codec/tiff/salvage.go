package tiff

import (
	"context"
	"fmt"
	"image"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// loss maps each damaged strip or tile to the number of its valid rows.
type loss map[int]int

// Salvage reads the strips or tiles of the first page that can be read, and the rows before the
// damage of the others. If channels are stored separately, it keeps those that can be read; without
// alpha a pixel is opaque.
func Salvage(ctx context.Context, c *format.Cursor, h format.Header) (image.Image, string, error) {
	f, err := openTIFF(c)
	if err != nil {
		return nil, "", err
	}
	d, _, err := f.firstPage()
	if err != nil {
		return nil, "", err
	}
	p, err := f.stated(d, h)
	if err != nil {
		return nil, "", err
	}
	p.loss = loss{}
	m, err := p.decode(ctx)
	if err != nil {
		return nil, "", err
	}
	if !p.blankLost(m) {
		return nil, "", fault.Damaged("no row of pixels can be read")
	}
	if len(p.loss) == 0 {
		return m, "", nil
	}
	return m, p.describeLoss(), nil
}

// failed notes a block of which only some rows could be read. If losses are not allowed, it returns
// the error.
func (p *picture) failed(block, rows int, err error) error {
	if p.loss == nil || p.c.Failure != nil {
		return p.blockError(block, err)
	}
	p.loss[block] = rows
	return nil
}

// blankLost marks the lost rows as missing, and reports whether there are others.
func (p *picture) blankLost(m image.Image) (any bool) {
	blocks := p.across * p.down
	planes := 1
	if p.planar {
		planes = p.colors
	}
	for i := range blocks {
		area := p.area(i)
		there := 0 // rows of at least one channel
		for plane := range planes {
			rows, lost := p.loss[plane*blocks+i]
			if !lost {
				rows = area.Dy()
			}
			there = max(there, rows)
		}
		any = any || there > 0
		area.Min.Y += there
		format.Blank(m, area, p.alpha >= 0)
	}
	return any
}

func (p *picture) describeLoss() string {
	n, all := len(p.loss), len(p.table.at)
	if all == 1 {
		if rows := p.height - p.loss[0]; rows > 0 {
			return format.RowsMissing("last", rows, p.height)
		}
		return "some pixels may be wrong"
	}
	kind, are := "strips", "are"
	if p.tiled {
		kind = "tiles"
	}
	if n == 1 {
		are = "is"
	}
	return fmt.Sprintf("%d of %d %s %s missing or damaged", n, all, kind, are)
}
