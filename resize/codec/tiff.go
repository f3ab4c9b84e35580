package codec

import (
	"io"

	"sizemill/resize/codec/png/pixels"
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
	tiffNone, tiffRLE, tiffG3, tiffG4, tiffLZW, tiffOldJPEG, tiffJPEG, tiffDeflate = 1, 2, 3, 4, 5, 6, 7, 8
	tiffPackBits, tiffOldDeflate                                                   = 32773, 32946

	tiffWhiteIsZero, tiffBlackIsZero, tiffRGB, tiffPalette, tiffCMYK, tiffYCbCr = 0, 1, 2, 3, 5, 6
	tiffCFA, tiffLinearRaw                                                      = 32803, 34892
)

// maxPages bounds the counting of pages.
const maxPages = 10_000

func tiffMagic(head []byte) bool {
	return matches(head, "II*\x00") && !matches(head, "????????CR") || matches(head, "MM\x00*") ||
		matches(head, "II+\x00") || matches(head, "MM\x00+")
}

func tiffHeader(c *cursor, limits Limits) (Header, error) {
	f, err := openTIFF(c)
	if err != nil {
		return Header{}, err
	}
	d, pages, err := f.firstPage()
	if err != nil {
		return Header{}, err
	}
	width, height := d.sides()
	if err := limits.sides(width, height); err != nil {
		return Header{}, err
	}
	h := Header{Width: int(width), Height: int(height), Orientation: int(min(d.number(tagOrientation, 1), 9)), Pages: pages}
	if err := limits.check(h); err != nil {
		return h, err
	}
	p, err := f.picture(d)
	if err != nil {
		return h, err
	}
	if p.bits > 8 {
		h.Depth = 16
	}
	h.Gray = p.photometric == tiffWhiteIsZero || p.photometric == tiffBlackIsZero
	h.CMYK = p.photometric == tiffCMYK
	h.Alpha = p.alpha >= 0
	if p.unread > 0 {
		h.Extras |= MoreChannels
	}
	return h, p.bound()
}

// sides are those of the picture, in pixels: whatever is more than a number of 32 bits is 2³².
func (d tiffDirectory) sides() (width, height int64) {
	return int64(min(d.number(tagWidth, 0), 1<<32)), int64(min(d.number(tagHeight, 0), 1<<32))
}

// bound compares the claimed pixels with what the file's bytes can hold at most in its compression.
func (p *tiffPicture) bound() error {
	raw := p.rawBytes()
	switch p.compression {
	case tiffNone:
		if raw > p.c.size {
			return io.ErrUnexpectedEOF
		}
		return nil
	case tiffRLE, tiffG3, tiffG4: // at least one bit a row
		if int64(p.height) > 8*p.c.size {
			return damaged("the file is far too short for its picture")
		}
		return nil
	case tiffLZW:
		return boundClaim(raw, p.c.size, gifPixelsPerByte)
	case tiffJPEG:
		return boundClaim(raw, p.c.size, 4*jpegPixelsPerByte)
	case tiffPackBits:
		return boundClaim(raw, p.c.size, 64)
	default:
		return boundClaim(raw, p.c.size, pixels.DeflateRatio)
	}
}
