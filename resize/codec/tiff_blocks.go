package codec

import (
	"errors"

	"sizemill/resize/metadata"
)

// tiffBlocks reads the profile and XMP. A TIFF's EXIF is spread over its own directory and is not read.
func tiffBlocks(c *cursor) (metadata.Blocks, error) {
	var b metadata.Blocks
	d, err := readTIFFDirectory(c)
	if err != nil {
		return b, err
	}
	read := func(tag uint16) []byte {
		e, ok := d.entries[tag]
		if !ok || e.kind != 1 && e.kind != 7 || e.count == 0 {
			return nil
		}
		if err == nil {
			err = c.seek(e.at)
		}
		var data []byte
		if err == nil {
			data, err = c.block(int64(e.count), metadata.MaxBlock)
		}
		return data
	}
	b.ICC, b.XMP = read(tagICC), read(tagXMP)
	if _, ok := d.entries[tagExifIFD]; ok && err == nil {
		err = ErrNotKept
	}
	if err != nil && !errors.Is(err, ErrNotKept) {
		err = ErrBlocks
	}
	return b, err
}
