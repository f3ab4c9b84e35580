package codec

import (
	"errors"
	"io"

	"sizemill/resize/metadata"
)

var (
	// ErrBlocks is metadata that cannot be read.
	ErrBlocks = errors.New("unreadable metadata")
	// ErrNotKept is metadata that this build does not carry over.
	ErrNotKept   = errors.New("the EXIF of TIFF pictures is not kept")
	errBlockSize = errors.New("metadata too large for the format")
)

// ReadBlocks reads the metadata of the picture whose header is h. What could be read is returned beside an
// error, which is ErrBlocks, ErrNotKept or r's own.
func ReadBlocks(r io.ReaderAt, size int64, h Header) (metadata.Blocks, error) {
	row, ok := lookup(h.Format)
	if !ok || row.blocks == nil {
		return metadata.Blocks{}, nil
	}
	c := newCursor(r, size)
	b, err := row.blocks(c)
	switch {
	case c.failure != nil:
		return b, c.failure
	case err != nil && !errors.Is(err, ErrNotKept):
		return b, ErrBlocks
	}
	return b, err
}

// Fit removes the blocks that format f cannot hold, because it never does or because they are too large for it, and says
// which it removed.
func Fit(b metadata.Blocks, f Format) (metadata.Blocks, metadata.Kinds) {
	var removed metadata.Kinds
	most := map[metadata.Kinds]int{metadata.EXIF: metadata.MaxBlock, metadata.ICC: metadata.MaxBlock, metadata.XMP: metadata.MaxBlock}
	if f == JPEG {
		most[metadata.EXIF] = maxSegment - len(exifPrefix)
		most[metadata.XMP] = maxSegment - len(xmpPrefix)
		most[metadata.ICC] = 255 * (maxSegment - len(iccPrefix) - 2)
	}
	for kind, block := range map[metadata.Kinds]*[]byte{metadata.EXIF: &b.EXIF, metadata.ICC: &b.ICC, metadata.XMP: &b.XMP} {
		if len(*block) == 0 {
			*block = nil
		} else if Holds(f)&kind == 0 || len(*block) > most[kind] {
			*block = nil
			removed |= kind
		}
	}
	return b, removed
}
