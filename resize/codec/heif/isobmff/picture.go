package isobmff

import (
	"encoding/binary"
	"image"
	"math"

	"sizemill/resize/fault"
)

// Codings that this package knows the configuration of.
const (
	AV1  = "av01"
	HEVC = "hvc1"
)

// maxMetadata bounds a profile, EXIF or XMP in bytes; larger ones are not read.
const maxMetadata = 16 << 20

// Picture is what a file states about its picture before any pixel is decoded.
type Picture struct {
	Coding      string          // AV1 or HEVC
	Stored      image.Point     // the size of the coded pixels
	Crop        image.Rectangle // of the stored pixels; all of them if the file has no crop
	Orientation int             // EXIF's 1–8, of the cropped pixels, from rotation and mirroring
	Depth       int             // bits per channel: 8, 10 or 12
	Gray        bool            // one channel, no color
	Subsampled  bool            // chroma is subsampled (4:2:0, 4:2:2)
	NCLX        *NCLX           // the code points of the colors; nil if the file has none
	Alpha       *Item           // a picture of the same stored size; nil without
	// Premultiplied reports that the colors are multiplied by alpha.
	Premultiplied bool
	Tiles         int // of a grid; 1 for a single picture
	// the decoded pixels: those stored, or those of all tiles if they extend further
	Coded int64
}

// Picture reads the facts of the file's primary picture. Its size is not checked against any limit.
func (f *File) Picture() (Picture, error) {
	if f.Primary == nil {
		return Picture{}, unsupported("sequences without a still picture are not supported")
	}
	p, err := f.coded(f.Primary)
	if err != nil {
		return p, err
	}
	if err := f.checkClaim(f.Primary); err != nil {
		return p, err
	}
	if err := p.transform(f.Primary); err != nil {
		return p, err
	}
	_, p.NCLX = f.colors(f.Primary)
	if p.Alpha, err = f.alpha(f.Primary); err != nil || p.Alpha == nil {
		return p, err
	}
	a, err := f.coded(p.Alpha)
	if err == nil {
		err = f.checkClaim(p.Alpha)
	}
	if err != nil {
		return p, err
	}
	if a.Stored != p.Stored || a.Coding != p.Coding {
		return p, unsupported(
			"transparency whose size or coding differs from its picture is not supported")
	}
	p.Premultiplied, _ = f.refers(f.Primary, "prem", p.Alpha)
	return p, nil
}

// coded reads what concerns the coded pixels of an item: a single picture or a grid of them.
func (f *File) coded(it *Item) (Picture, error) {
	p := Picture{Orientation: 1, Tiles: 1}
	for _, q := range it.Properties {
		if q.Essential && !known(q.Kind) {
			return p, unsupported("pictures with the property %q are not supported",
				printable(q.Kind))
		}
	}
	var err error
	if p.Stored, err = it.extent(); err != nil {
		return p, err
	}
	p.Crop, p.Coded = image.Rectangle{Max: p.Stored}, int64(p.Stored.X)*int64(p.Stored.Y)
	switch {
	case it.Protected:
		return p, unsupported("encrypted pictures are not supported")
	case it.external:
		return p, unsupported("pictures whose data is stored elsewhere are not supported")
	case it.size() == 0:
		return p, fault.Damaged("no pixels")
	case it.Kind == "grid":
		err = f.grid(it, &p)
	default:
		err = p.configuration(it)
	}
	return p, err
}

// known reports whether this package or the decoders handle a property, or it changes no pixel.
func known(kind string) bool {
	switch kind {
	case "ispe", "pixi", "colr", "av1C", "hvcC", "irot", "imir", "clap", "pasp", "auxC", "a1op",
		"a1lx", "lsel", "clli", "mdcv", "rloc":
		return true
	}
	return false
}

// extent returns the item's size in pixels from its ispe property.
func (it *Item) extent() (image.Point, error) {
	p := fields{b: it.property("ispe")}
	p.full()
	w, h := p.u32(), p.u32()
	if p.short || w == 0 || h == 0 || w > math.MaxInt32 || h > math.MaxInt32 {
		return image.Point{}, fault.Damaged("a picture of %d × %d pixels", w, h)
	}
	return image.Pt(int(w), int(h)), nil
}

// configuration reads the depth and the channels from the codec's own configuration.
func (p *Picture) configuration(it *Item) error {
	switch it.Kind {
	case AV1:
		c := it.property("av1C")
		if len(c) < 4 || c[0] != 0x81 {
			return fault.Damaged("no AV1 configuration")
		}
		p.Depth, p.Gray, p.Subsampled = 8, c[2]&0x10 != 0, c[2]&0x1c == 0x08 || c[2]&0x1c == 0x0c
		if c[2]&0x40 != 0 {
			p.Depth = 10
			if c[2]&0x20 != 0 {
				p.Depth = 12
			}
		}
	case HEVC:
		c := it.property("hvcC")
		if len(c) < 23 {
			return fault.Damaged("no HEVC configuration")
		}
		p.Gray, p.Subsampled, p.Depth = c[16]&3 == 0, c[16]&3 == 1 ||
			c[16]&3 == 2, 8+int(max(c[17]&7, c[18]&7))
	case "iden", "iovl":
		return unsupported("pictures composed of others are not supported")
	default:
		return unsupported("HEIF pictures coded as %q are not supported", printable(it.Kind))
	}
	p.Coding = it.Kind
	return nil
}

// grid checks that a grid's tiles exist and are alike, and that together they are hardly larger
// than it.
func (f *File) grid(it *Item, p *Picture) error {
	b, err := f.Data(it, 64)
	if err != nil {
		return err
	}
	d := fields{b: b}
	_, flags := d.u8(), d.u8()
	rows, columns := int(d.u8())+1, int(d.u8())+1
	wide := 2 + 2*int(flags&1)
	w, h := d.number(wide), d.number(wide)
	if d.short || w != uint64(p.Stored.X) || h != uint64(p.Stored.Y) {
		return fault.Damaged("a grid whose size differs from its picture")
	}
	tiles, err := f.from(it, "dimg")
	if err != nil {
		return err
	}
	if len(tiles) != rows*columns {
		return fault.Damaged("a grid of %d × %d with %d tiles", columns, rows, len(tiles))
	}
	var size image.Point
	for i, tile := range tiles {
		if tile.Kind == "grid" {
			return fault.Damaged("a grid in a grid")
		}
		t, err := f.coded(tile)
		switch {
		case err != nil:
			return err
		case i == 0:
			size, p.Coding, p.Depth = t.Stored, t.Coding, t.Depth
			p.Gray, p.Subsampled = t.Gray, t.Subsampled
		case t.Stored != size || t.Coding != p.Coding || t.Depth != p.Depth:
			return fault.Damaged("a grid whose tiles differ")
		}
	}
	p.Tiles = len(tiles)
	width, height := int64(size.X)*int64(columns), int64(size.Y)*int64(rows)
	if width < int64(p.Stored.X) || height < int64(p.Stored.Y) {
		return fault.Damaged("a grid whose tiles do not fill it")
	}
	stored := p.Coded
	if p.Coded = width * height; max(width, height) > math.MaxInt32 || (p.Coded-1<<20)/4 > stored {
		return fault.Damaged("a grid far smaller than its tiles")
	}
	return nil
}

// transform composes rotation, mirroring and crop in the order of their association with the
// picture.
func (p *Picture) transform(it *Item) error {
	for _, q := range it.Properties {
		if len(q.Data) == 0 && (q.Kind == "irot" || q.Kind == "imir") {
			return fault.Damaged("a rotation without an angle")
		}
		switch q.Kind {
		case "irot":
			for range q.Data[0] & 3 {
				p.Orientation = anticlockwise(p.Orientation)
			}
		case "imir":
			p.Orientation = mirrored(p.Orientation, q.Data[0]&1 != 0)
		case "clap":
			if p.Orientation != 1 {
				return unsupported(
					"pictures that are cropped after rotation are not supported")
			}
			crop, ok := aperture(q.Data, p.Crop.Size())
			if !ok {
				return fault.Damaged("a crop outside the picture")
			}
			p.Crop = crop.Add(p.Crop.Min)
		}
	}
	return nil
}

// anticlockwise returns orientation o followed by a quarter turn to the left.
func anticlockwise(o int) int { return [9]int{0, 8, 5, 6, 7, 4, 1, 2, 3}[o] }

// mirrored returns orientation o followed by a mirroring: left to right, or top to bottom.
func mirrored(o int, sideways bool) int {
	if sideways {
		return [9]int{0, 2, 1, 4, 3, 6, 5, 8, 7}[o]
	}
	return [9]int{0, 4, 3, 2, 1, 8, 7, 6, 5}[o]
}

// aperture returns the rectangle that a clean aperture leaves of a picture of that size. Its
// numbers are fractions: width, height, and the offset of its center.
func aperture(b []byte, size image.Point) (image.Rectangle, bool) {
	if len(b) < 32 {
		return image.Rectangle{}, false
	}
	n := func(i int) int64 { return int64(int32(binary.BigEndian.Uint32(b[4*i:]))) }
	side := func(length, lengthOver, off, offOver int64, whole int) (from, to int, ok bool) {
		if lengthOver <= 0 || offOver <= 0 || length <= 0 {
			return 0, 0, false
		}
		kept := length / lengthOver
		// The first pixel is at offset + (whole - kept) / 2, which is rounded down to a pixel.
		start := floorDiv(2*off+offOver*(int64(whole)-kept), 2*offOver)
		return int(start), int(start + kept), kept > 0 && start >= 0 && start+kept <= int64(whole)
	}
	x0, x1, okX := side(n(0), n(1), n(4), n(5), size.X)
	y0, y1, okY := side(n(2), n(3), n(6), n(7), size.Y)
	return image.Rect(x0, y0, x1, y1), okX && okY
}

// floorDiv returns a / b rounded down, for positive b.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
