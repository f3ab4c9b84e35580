package codec

import (
	"context"
	"image"
	"io"

	"sizemill/resize/codec/bmp"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/gif"
	"sizemill/resize/codec/heif"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/codec/png"
	"sizemill/resize/codec/tiff"
	"sizemill/resize/codec/webp"
	"sizemill/resize/metadata"
)

// row is a format's Spec with the functions that handle it. A codec is added by adding a row.
type row struct {
	format.Spec
	magic  func(head []byte) bool
	header func(c *format.Cursor, limits format.Limits) (format.Header, error)
	// decode reads all pixels of the file that c reads; see cursor.whole. What it finds wrong beside the pixels goes to c.Flaws.
	decode func(ctx context.Context, c *format.Cursor, h format.Header) (image.Image, error)
	// frames visits the frames of an animation, or a still picture as its only one; nil where the format holds no animations.
	frames func(ctx context.Context, c *format.Cursor, h format.Header, visit func(format.Frame) error) error
	// animate begins to write an animation; nil where frames is.
	animate func(w io.Writer, a format.Animation) format.FrameWriter
	// salvage reads what is left of a picture that decode has found damaged, and says what is lost; nil where nothing can be read.
	salvage func(ctx context.Context, c *format.Cursor, h format.Header) (m image.Image, lost string, err error)
	// encode gets an *image.Gray or *image.NRGBA at the origin, without gaps between its rows, and where the Spec says Deep also an
	// *image.Gray16 or *image.NRGBA64.
	encode func(w io.Writer, m image.Image, o format.Options) error
	// blocks reads the metadata that the format carries; nil where none is read.
	blocks func(c *format.Cursor) (metadata.Set, error)
	// holds are the kinds of metadata that encode writes.
	holds metadata.Kinds
	// fit changes or removes blocks that are larger than the format takes; nil where no bound of its own exists.
	fit func(b metadata.Set) (metadata.Set, metadata.Kinds)
	// holdsText reports whether encode writes a remark; nil where it writes none.
	holdsText func(e metadata.TextEntry) bool
	// missing names in full words what this machine lacks to read the format, and how to get it; nil where nothing can lack.
	missing func() string
	// rewrite copies a file with other metadata; nil where that is not built.
	rewrite func(ctx context.Context, w io.Writer, c *format.Cursor, h format.Header, b metadata.Set) error
}

// table lists the formats in the order in which a file is compared with them.
func table() [8]row {
	return [8]row{
		{
			Spec: format.Spec{Format: format.JPEG, Name: format.JPEG.String(), Extensions: format.JPEG.Extensions(),
				Read: true, Write: true, Lossy: true, Quality: 85, MaxSide: jpeg.MaxSide},
			magic: jpeg.Magic, header: jpeg.ReadHeader, decode: jpeg.Decode, salvage: jpeg.Salvage, encode: jpeg.Encode,
			blocks: jpeg.ReadMetadata, holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Text | metadata.Density,
			rewrite: jpeg.Rewrite, fit: jpeg.Fit, holdsText: jpeg.HoldsText,
		},
		{
			Spec: format.Spec{Format: format.PNG, Name: format.PNG.String(), Extensions: format.PNG.Extensions(),
				Read: true, Write: true, Alpha: true, Deep: true, Animation: true, MaxSide: 1<<31 - 1, MaxLoops: 1<<31 - 1},
			magic: png.Magic, header: png.ReadHeader, decode: png.Decode, encode: png.Encode, salvage: png.Salvage,
			frames: png.Frames, animate: png.Animate,
			blocks: png.ReadMetadata, holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Text | metadata.Density,
			rewrite: png.Rewrite, holdsText: png.HoldsText,
		},
		{
			Spec: format.Spec{Format: format.WebP, Name: format.WebP.String(), Extensions: format.WebP.Extensions(),
				Read: true, Write: true, Alpha: true, Animation: true, Lossy: true, Quality: 80, MaxSide: 16_383, MaxLoops: 65_535},
			magic: webp.Magic, header: webp.ReadHeader, decode: webp.Decode, encode: webp.Encode, salvage: webp.Salvage,
			frames: webp.Frames, animate: webp.Animate,
			blocks: webp.ReadMetadata, holds: metadata.EXIF | metadata.ICC | metadata.XMP,
			rewrite: webp.Rewrite,
		},
		{
			Spec: format.Spec{Format: format.TIFF, Name: format.TIFF.String(), Extensions: format.TIFF.Extensions(),
				Read: true, Write: true, Alpha: true, Deep: true, MaxSide: 1<<31 - 1},
			magic: format.TIFFMagic, header: tiff.ReadHeader, decode: tiff.Decode, encode: tiff.Encode, salvage: tiff.Salvage,
			blocks: tiff.ReadMetadata, holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Density,
			fit: tiff.Fit,
		},
		{
			Spec: format.Spec{Format: format.GIF, Name: format.GIF.String(), Extensions: format.GIF.Extensions(),
				Read: true, Write: true, Alpha: true, Animation: true, MaxSide: 65_535, MaxLoops: 65_536}, // its number is of those after the first
			magic: gif.Magic, header: gif.ReadHeader, decode: gif.Decode, encode: gif.Encode, salvage: gif.Salvage,
			frames: gif.Frames, animate: gif.Animate,
			blocks: gif.ReadMetadata, holds: metadata.XMP | metadata.Text,
			rewrite: gif.Rewrite, holdsText: gif.HoldsText,
		},
		{
			Spec: format.Spec{Format: format.BMP, Name: format.BMP.String(), Extensions: format.BMP.Extensions(),
				Read: true, Write: true, MaxSide: 1<<31 - 1},
			magic: bmp.Magic, header: bmp.ReadHeader, decode: bmp.Decode, encode: bmp.Encode, salvage: bmp.Salvage,
			blocks: bmp.ReadMetadata, holds: metadata.Density,
		},
		{ // before HEIC, whose brands such files may list too
			Spec: format.Spec{Format: format.AVIF, Name: format.AVIF.String(), Extensions: format.AVIF.Extensions(),
				Read: true, Write: true, Alpha: true, Lossy: true, Quality: 60, MaxSide: heif.AVIFMaxSide, MaxPixels: heif.AVIFMaxPixels},
			magic: heif.AVIFMagic, header: heif.ReadHeader, decode: heif.Decode, encode: heif.EncodeAVIF,
			blocks: heif.ReadMetadata, holds: metadata.EXIF | metadata.ICC | metadata.XMP,
			rewrite: heif.Rewrite,
		},
		{
			Spec: format.Spec{Format: format.HEIC, Name: format.HEIC.String(), Extensions: format.HEIC.Extensions(),
				Read: true, Alpha: true, Deep: true, MaxSide: 1<<31 - 1},
			magic: heif.HEICMagic, header: heif.ReadHeader, decode: heif.Decode, blocks: heif.ReadMetadata, missing: heif.Missing,
		},
	}
}

func lookup(f format.Format) (row, bool) {
	rows := table()
	for i := range rows {
		if rows[i].Format == f {
			return rows[i], true
		}
	}
	return row{}, false
}
