package codec

import (
	"image"
	"io"

	"sizemill/resize/metadata"
)

// row is a format's Spec with the functions that handle it. A codec is added by adding a row.
type row struct {
	Spec
	magic  func(head []byte) bool
	header func(c *cursor, limits Limits) (Header, error)
	// decode reads all pixels of the file that c reads; see cursor.whole. What it finds wrong beside the pixels goes to c.flaws.
	decode func(c *cursor, h Header) (image.Image, error)
	// frames visits the frames of an animation, or a still picture as its only one; nil where the format holds no animations.
	frames func(c *cursor, h Header, visit func(Frame) error) error
	// animate begins to write an animation; nil where frames is.
	animate func(w io.Writer, a animation) frameWriter
	// salvage reads what is left of a picture that decode has found damaged, and says what is lost; nil where nothing can be read.
	salvage func(r *io.SectionReader, h Header) (m image.Image, lost string, err error)
	// encode gets an *image.Gray or *image.NRGBA at the origin, without gaps between its rows, and where the Spec says Deep also an
	// *image.Gray16 or *image.NRGBA64.
	encode func(w io.Writer, m image.Image, o Options) error
	// blocks reads the metadata that the format carries; nil where none is read.
	blocks func(c *cursor) (metadata.Blocks, error)
	// holds are the kinds of metadata that encode writes.
	holds metadata.Kinds
	// fit changes or removes blocks that are larger than the format takes; nil where no bound of its own exists.
	fit func(b metadata.Blocks) (metadata.Blocks, metadata.Kinds)
	// holdsText reports whether encode writes a remark; nil where it writes none.
	holdsText func(e metadata.TextEntry) bool
	// missing names in full words what this machine lacks to read the format, and how to get it; nil where nothing can lack.
	missing func() string
	// rewrite copies a file with other metadata; nil where that is not built.
	rewrite func(w io.Writer, c *cursor, h Header, b metadata.Blocks) error
}

// table lists the formats in the order in which a file is compared with them.
func table() [8]row {
	return [8]row{
		{
			Spec: Spec{Format: JPEG, Name: JPEG.String(), Extensions: JPEG.Extensions(),
				Read: true, Write: true, Lossy: true, Quality: 85, MaxSide: jpegMaxSide},
			magic: jpegMagic, header: jpegHeader, decode: jpegDecode, salvage: jpegSalvage, encode: jpegEncode,
			blocks: jpegBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Text | metadata.Density,
			rewrite: jpegRewrite, fit: jpegFit, holdsText: jpegHoldsText,
		},
		{
			Spec: Spec{Format: PNG, Name: PNG.String(), Extensions: PNG.Extensions(),
				Read: true, Write: true, Alpha: true, Deep: true, Animation: true, MaxSide: 1<<31 - 1, MaxLoops: 1<<31 - 1},
			magic: pngMagic, header: pngHeader, decode: pngDecode, encode: pngEncode, salvage: pngSalvage,
			frames: pngFrames, animate: pngAnimate,
			blocks: pngBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Text | metadata.Density,
			rewrite: pngRewrite, holdsText: pngHoldsText,
		},
		{
			Spec: Spec{Format: WebP, Name: WebP.String(), Extensions: WebP.Extensions(),
				Read: true, Write: true, Alpha: true, Animation: true, Lossy: true, Quality: 80, MaxSide: 16_383, MaxLoops: 65_535},
			magic: webpMagic, header: webpHeader, decode: webpDecode, encode: webpEncode, salvage: webpSalvage,
			frames: webpFrames, animate: webpAnimate,
			blocks: webpBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP,
			rewrite: webpRewrite,
		},
		{
			Spec: Spec{Format: TIFF, Name: TIFF.String(), Extensions: TIFF.Extensions(),
				Read: true, Write: true, Alpha: true, Deep: true, MaxSide: 1<<31 - 1},
			magic: tiffMagic, header: tiffHeader, decode: tiffDecode, encode: tiffEncode, salvage: tiffSalvage,
			blocks: tiffBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Density,
			fit: tiffFit,
		},
		{
			Spec: Spec{Format: GIF, Name: GIF.String(), Extensions: GIF.Extensions(),
				Read: true, Write: true, Alpha: true, Animation: true, MaxSide: 65_535, MaxLoops: 65_536}, // its number is of those after the first
			magic: gifMagic, header: gifHeader, decode: gifDecode, encode: gifEncode, salvage: gifSalvage,
			frames: gifFrames, animate: gifAnimate,
			blocks: gifBlocks, holds: metadata.XMP | metadata.Text,
			rewrite: gifRewrite, holdsText: gifHoldsText,
		},
		{
			Spec: Spec{Format: BMP, Name: BMP.String(), Extensions: BMP.Extensions(),
				Read: true, Write: true, MaxSide: 1<<31 - 1},
			magic: bmpMagic, header: bmpHeader, decode: bmpDecode, encode: bmpEncode, salvage: bmpSalvage,
			blocks: bmpBlocks, holds: metadata.Density,
		},
		{ // before HEIC, whose brands such files may list too
			Spec: Spec{Format: AVIF, Name: AVIF.String(), Extensions: AVIF.Extensions(),
				Read: true, Write: true, Alpha: true, Lossy: true, Quality: 60, MaxSide: avifMaxSide, MaxPixels: avifMaxEncoded},
			magic: avifMagic, header: isoHeader, decode: isoDecode, encode: avifEncode,
			blocks: isoBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP,
			rewrite: isoRewrite,
		},
		{
			Spec: Spec{Format: HEIC, Name: HEIC.String(), Extensions: HEIC.Extensions(),
				Read: true, Alpha: true, Deep: true, MaxSide: 1<<31 - 1},
			magic: heicMagic, header: isoHeader, decode: isoDecode, blocks: isoBlocks, missing: heicMissing,
		},
	}
}

func lookup(f Format) (row, bool) {
	rows := table()
	for i := range rows {
		if rows[i].Format == f {
			return rows[i], true
		}
	}
	return row{}, false
}
