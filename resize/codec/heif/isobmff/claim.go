package isobmff

import (
	"image"
	"slices"

	"sizemill/resize/fault"
)

// fitsExtent refuses coded pixels whose own headers state another size than the item, before a
// decoder allocates either: libavif enlarges a small picture to what its item claims.
func fitsExtent(it *Item, data []byte) error {
	extent, err := it.extent()
	if err != nil {
		return err
	}
	switch it.Kind {
	case AV1:
		coded, err := av1Size(data)
		if err != nil {
			return err
		}
		return coded.fit(extent)
	case HEVC:
		coded, err := hevcSize(it.property("hvcC"), data)
		if err != nil {
			return err
		}
		return fit(coded, extent)
	}
	return nil
}

// fit compares the decoded size with that of the item.
func (s av1Sizes) fit(extent image.Point) error {
	if err := fit(s.room, extent); err != nil {
		return err
	}
	return fit(s.frame, extent)
}

// fit compares a size of coded pixels with that of the item. Encoders round up to whole blocks, of
// up to 64 pixels in HEVC.
func fit(coded, extent image.Point) error {
	if coded.X < extent.X || coded.Y < extent.Y ||
		area(coded) > area(extent.Add(image.Pt(128, 128))) {
		return fault.Damaged("%d × %d coded pixels in a picture of %d × %d",
			coded.X, coded.Y, extent.X, extent.Y)
	}
	return nil
}

func area(p image.Point) int64 { return int64(p.X) * int64(p.Y) }

// frontBytes is how much of coded pixels is read for their sizes: headers come first, and take some
// thirty bytes.
const frontBytes = 1024

// checkClaim refuses an item whose first coded pixels have another size, so that planning does not
// trust a false header. What the first bytes do not tell, Single checks.
func (f *File) checkClaim(it *Item) error {
	if it.Kind == "grid" {
		tiles, err := f.from(it, "dimg")
		if err != nil || len(tiles) == 0 {
			return err
		}
		it = tiles[0]
	}
	extent, err := it.extent()
	if err != nil {
		return err
	}
	switch it.Kind {
	case AV1:
		front, err := f.firstBytes(it)
		if err != nil {
			return err
		}
		if coded, _ := av1Front(front); coded.frame.X > 0 {
			return coded.fit(extent)
		}
	case HEVC:
		if coded, err := hevcSize(it.property("hvcC"), nil); err == nil {
			return fit(coded, extent)
		}
	}
	return nil
}

// firstBytes reads the first bytes of an item.
func (f *File) firstBytes(it *Item) ([]byte, error) {
	part := Item{}
	left := int64(frontBytes)
	for _, s := range slices.Clone(it.ranges) {
		s.end = min(s.end, s.start+left)
		left -= s.end - s.start
		part.ranges = append(part.ranges, s)
		if left == 0 {
			break
		}
	}
	return f.Data(&part, frontBytes)
}
