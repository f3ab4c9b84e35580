package isobmff

import "fmt"

// maxFile bounds a written file, whose offsets have four bytes.
const maxFile = 1<<32 - 1<<20

// Rewrite writes f's picture with the metadata in x, without x.NCLX. The coded bytes of the
// picture, of a grid's tiles and of alpha stay the same, and so do the properties for display.
// Everything else is left out: thumbnails, second pictures, depth and gain maps, names and dates.
// Sequences are unsupported.
func (f *File) Rewrite(x Extras) ([]byte, error) {
	p, err := f.Picture()
	switch {
	case err != nil:
		return nil, err
	case f.Frames > 1:
		return nil, unsupported("sequences of pictures cannot be rewritten")
	}
	c := copier{File: f, left: f.size, shared: map[string][]byte{}}
	if err := c.picture(f.Primary, x.ICC); err != nil {
		return nil, err
	}
	if p.Alpha != nil {
		n := len(c.parts)
		if err := c.picture(p.Alpha, nil); err != nil {
			return nil, err
		}
		c.parts[n].refs = append(c.parts[n].refs, link{"auxl", []int{1}})
		if p.Premultiplied {
			c.parts[0].refs = append(c.parts[0].refs, link{"prem", []int{n + 1}})
		}
	}
	c.parts = append(c.parts, x.parts()...)
	if size := f.size - c.left + int64(len(x.ICC)+len(x.EXIF)+len(x.XMP)); len(c.parts) > 1<<16-2 ||
		size > maxFile {
		return nil, unsupported("files of %d bytes in %d parts cannot be rewritten",
			size, len(c.parts))
	}
	return write(append([]string{"avif"}, f.kept()...), c.parts), nil
}

// kept returns the brands, other than avif, that remain true of a rewritten file.
func (f *File) kept() []string {
	var brands []string
	for _, b := range unique(f.Brands) {
		switch b {
		case "avio", "mif1", "mif2", "miaf", "MA1A", "MA1B":
			brands = append(brands, b)
		}
	}
	return brands
}

// copier collects the parts of a file from those of another.
type copier struct {
	*File
	parts  []part
	left   int64             // bytes: a small file cannot hold a large picture,
	shared map[string][]byte // but equal tiles may be stored once, and are written once
}

// picture adds an item with a profile and, of a grid, its tiles.
func (c *copier) picture(it *Item, icc []byte) error {
	if it.Kind != "grid" {
		return c.add(it, showing(it.Properties, icc))
	}
	tiles, err := c.from(it, "dimg")
	if err != nil {
		return err
	}
	properties := it.Properties
	// the tiles' profiles count, and are dropped
	if own, nclx := it.colors(); own == nil && nclx == nil {
		properties = append(colors(tiles[0]), properties...)
	}
	n := len(c.parts)
	if err := c.add(it, showing(properties, icc)); err != nil {
		return err
	}
	grid := link{kind: "dimg"}
	for _, t := range tiles {
		if err := c.add(t, showing(t.Properties, nil)); err != nil {
			return err
		}
		c.parts[len(c.parts)-1].hidden = true
		grid.to = append(grid.to, len(c.parts))
	}
	c.parts[n].refs = []link{grid}
	return nil
}

// colors returns the properties of an item's colors.
func colors(it *Item) []Property {
	var found []Property
	for _, p := range it.Properties {
		if p.Kind == "colr" {
			found = append(found, p)
		}
	}
	return found
}

// add adds one item.
func (c *copier) add(it *Item, properties []Property) error {
	place := fmt.Sprint(it.ranges)
	b, seen := c.shared[place]
	if !seen {
		var err error
		if b, err = c.Data(it, c.left); err != nil {
			return err
		}
		c.left -= int64(len(b))
		c.shared[place] = b
	}
	if len(properties) > 255 {
		return unsupported("a picture with %d properties cannot be rewritten", len(properties))
	}
	c.parts = append(c.parts, part{kind: it.Kind, properties: properties, data: b})
	return nil
}

// showing returns the properties by which a picture is displayed, in order, with icc as its
// profile.
func showing(properties []Property, icc []byte) []Property {
	var kept []Property
	for _, p := range properties {
		switch p.Kind {
		case "ispe", "pixi", "av1C", "hvcC", "a1op", "a1lx", "lsel", "irot", "imir", "clap", "pasp",
			"auxC", "clli", "mdcv", "cclv", "amve":
			kept = append(kept, p)
		case "colr":
			if len(p.Data) < 4 {
				continue
			}
			switch string(p.Data[:4]) {
			case "nclx":
				kept = append(kept, p)
			case "prof", "rICC":
				if icc != nil {
					p.Data, icc = append(p.Data[:4:4], icc...), nil // the first counts
					kept = append(kept, p)
				}
			}
		}
	}
	if icc != nil { // if there was none; before rotation and crop
		kept = append([]Property{{Kind: "colr", Data: append([]byte("prof"), icc...)}}, kept...)
	}
	return kept
}
