package codec

import (
	"io"

	"sizemill/resize/png"
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

	tiffWhiteIsZero, tiffBlackIsZero, tiffRGB, tiffPalette, tiffCMYK, tiffYCbCr, tiffCFA = 0, 1, 2, 3, 5, 6, 32803
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
	d, pages, cut := f.firstPage()
	if pages == 0 {
		return Header{}, cut
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
	if cut != nil { // which those who salvage the first page look over
		return h, cut
	}
	return h, p.bound()
}

// sides are those of the picture, in pixels: whatever is more than a number of 32 bits is 2³².
func (d tiffDirectory) sides() (width, height int64) {
	return int64(min(d.number(tagWidth, 0), 1<<32)), int64(min(d.number(tagHeight, 0), 1<<32))
}

// firstPage reads the directory of the first page and counts the pages. Pictures of reduced size and masks, which some programs put
// beside a page, are neither pages nor read; where there is nothing else, the first of them is. Where what follows the first page cannot be
// read, an error comes beside it; with other errors there are 0 pages.
func (f tiffFile) firstPage() (d tiffDirectory, pages int, err error) {
	if d, err = f.directory(f.first); err != nil {
		return d, 0, err
	}
	if err := f.notRaw(d); err != nil {
		return d, 0, err
	}
	page, seen := int64(0), map[int64]bool{}
	var cut error
	for at := f.first; at != 0; {
		if seen[at] || len(seen) > maxPages {
			cut = damaged("its pages go round in a circle")
			break
		}
		seen[at] = true
		beside, next, err := f.glance(at)
		if err != nil {
			cut = err
			break
		}
		if !beside {
			if pages++; page == 0 {
				page = at
			}
		}
		at = next
	}
	if page == 0 && cut != nil {
		return d, 0, cut
	}
	if page != 0 && page != f.first {
		if d, err = f.directory(page); err != nil {
			return d, 0, err
		}
	}
	return d, max(pages, 1), cut
}

// notRaw refuses raw files of cameras, several of which are TIFFs whose first picture is a thumbnail.
func (f tiffFile) notRaw(d tiffDirectory) error {
	if d.has(tagDNGVersion) || d.number(tagPhotometric, tiffWhiteIsZero) == tiffCFA || d.has(tagSubIFDs) && d.number(tagSubfileType, 0)&1 != 0 {
		return unsupported("camera raw pictures are not supported by this build")
	}
	return nil
}

// glance tells whether the directory at an offset is of something beside a page, and where the next one is.
func (f tiffFile) glance(at int64) (beside bool, next int64, err error) {
	n, err := f.entryCount(at)
	if err != nil {
		return false, 0, err
	}
	start := f.c.off
	if n > 0 {
		tag, e, err := f.entry() // the kind has the lowest of all tags, and entries are sorted
		if err != nil {
			return false, 0, err
		}
		if tag == tagSubfileType || tag == tagOldSubfileType {
			if e.first, err = f.value(e, 0); err != nil {
				return false, 0, err
			}
		}
		const reduced, mask, oldReduced = 1, 4, 2
		beside = tag == tagSubfileType && e.first&(reduced|mask) != 0 || tag == tagOldSubfileType && e.first == oldReduced
	}
	if err := f.c.seek(start); err != nil {
		return false, 0, err
	}
	if err := f.c.skip(n * f.entryBytes()); err != nil {
		return false, 0, err
	}
	next, err = f.offset()
	return beside, next, err
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
		return boundClaim(raw, p.c.size, png.DeflateRatio)
	}
}
