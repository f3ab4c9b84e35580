package tiff

import (
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/fault"
)

// Tags of a TIFF's image file directory (IFD).
const (
	tagSubfileType    = 254
	tagOldSubfileType = 255
	tagWidth          = 256
	tagHeight         = 257
	tagBits           = 258
	tagCompression    = 259
	tagPhotometric    = 262
	tagFillOrder      = 266
	tagStripOffsets   = 273
	tagOrientation    = 274
	tagSamples        = 277
	tagRowsPerStrip   = 278
	tagStripCounts    = 279
	tagPlanar         = 284
	tagFaxOptions     = 292
	tagPredictor      = 317
	tagColorMap       = 320
	tagTileWidth      = 322
	tagTileHeight     = 323
	tagTileOffsets    = 324
	tagTileCounts     = 325
	tagSubIFDs        = 330
	tagInkSet         = 332
	tagExtraSamples   = 338
	tagSampleFormat   = 339
	tagJPEGTables     = 347
	tagYCbCrMatrix    = 529
	tagYCbCrSampling  = 530
	tagReferenceBW    = 532
	tagXMP            = 700
	tagIPTC           = 33723
	tagICC            = 34675
	tagDNGVersion     = 50706
)

// Values of compression and photometric interpretation.
const (
	none, rle, g3, g4, lzwCoded, oldJPEG, jpegCoded, deflate = 1, 2, 3, 4, 5, 6, 7, 8
	packBitsCoded, oldDeflate                                = 32773, 32946

	whiteIsZero, blackIsZero, rgb, palette, cmyk, yCbCr = 0, 1, 2, 3, 5, 6
	cfa, linearRaw                                      = 32803, 34892
)

// maxPages bounds the counting of pages.
const maxPages = 10_000

// ReadHeader reads the header of a TIFF and checks it against limits.
func ReadHeader(c *format.Cursor, limits format.Limits) (format.Header, error) {
	f, err := openTIFF(c)
	if err != nil {
		return format.Header{}, err
	}
	d, pages, err := f.firstPage()
	if err != nil {
		return format.Header{}, err
	}
	width, height := d.sides()
	if err := limits.Sides(width, height); err != nil {
		return format.Header{}, err
	}
	h := format.Header{Width: int(width), Height: int(height),
		Orientation: int(min(d.number(tagOrientation, 1), 9)), Pages: pages}
	if err := limits.Check(h); err != nil {
		return h, err
	}
	p, err := f.picture(d)
	if err != nil {
		return h, err
	}
	if p.bits > 8 {
		h.Depth = 16
	}
	h.Gray = p.photometric == whiteIsZero || p.photometric == blackIsZero
	h.CMYK = p.photometric == cmyk
	h.Alpha = p.alpha >= 0
	if p.unread > 0 {
		h.Extras |= format.MoreChannels
	}
	return h, p.bound()
}

// sides returns those of the picture, in pixels: numbers of more than 32 bits are 2³².
func (d directory) sides() (width, height int64) {
	return int64(min(d.number(tagWidth, 0), 1<<32)), int64(min(d.number(tagHeight, 0), 1<<32))
}

// bound compares the claimed pixels with the most that the file's bytes can hold in its
// compression.
func (p *picture) bound() error {
	raw := p.rawBytes()
	switch p.compression {
	case none:
		if raw > p.c.Size {
			return io.ErrUnexpectedEOF
		}
		return nil
	case rle, g3, g4: // at least one bit per row
		if int64(p.height) > 8*p.c.Size {
			return fault.Damaged("the file is far too short for its picture")
		}
		return nil
	case lzwCoded:
		return format.CheckClaim(raw, p.c.Size, format.LZWPixelsPerByte)
	case jpegCoded:
		return format.CheckClaim(raw, p.c.Size, 4*jpeg.PixelsPerByte)
	case packBitsCoded:
		return format.CheckClaim(raw, p.c.Size, 64)
	default:
		return format.CheckClaim(raw, p.c.Size, pixels.DeflateRatio)
	}
}
