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
	// decode reads all pixels; r reads the file from its beginning and is buffered by the decoder itself.
	decode func(r *io.SectionReader, h Header) (image.Image, error)
	// encode gets an *image.Gray or *image.NRGBA at the origin, without gaps between its rows.
	encode func(w io.Writer, m image.Image, o Options) error
	// blocks reads the metadata that the format carries; nil where none is read.
	blocks func(c *cursor) (metadata.Blocks, error)
	// holds are the kinds of metadata that encode writes.
	holds metadata.Kinds
}

// table is a function because its rows lead back to it (a format's name is looked up in it).
func table() [8]row {
	return [8]row{
		{
			Spec: Spec{Format: JPEG, Name: "JPEG", Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif"},
				Read: true, Write: true, Lossy: true, Quality: 85, MaxSide: 65_535},
			magic: jpegMagic, header: jpegHeader, decode: jpegDecode, encode: jpegEncode,
			blocks: jpegBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP,
		},
		{
			Spec: Spec{Format: PNG, Name: "PNG", Extensions: []string{".png", ".apng"},
				Read: true, Write: true, Alpha: true, Deep: true, Animation: true, MaxSide: 1<<31 - 1},
			magic: pngMagic, header: pngHeader, decode: pngDecode, encode: pngEncode,
			blocks: pngBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP,
		},
		{
			Spec: Spec{Format: WebP, Name: "WebP", Extensions: []string{".webp"},
				Read: true, Write: true, Alpha: true, Animation: true, Lossy: true, Quality: 80, MaxSide: 16_383},
			magic: webpMagic, header: webpHeader, decode: webpDecode, encode: webpEncode,
			blocks: webpBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP,
		},
		{
			Spec: Spec{Format: TIFF, Name: "TIFF", Extensions: []string{".tif", ".tiff"},
				Read: true, Write: true, Alpha: true, Deep: true, MaxSide: 1<<31 - 1},
			magic: tiffMagic, header: tiffHeader, decode: tiffDecode, encode: tiffEncode,
			blocks: tiffBlocks, holds: metadata.ICC | metadata.XMP,
		},
		{
			Spec: Spec{Format: GIF, Name: "GIF", Extensions: []string{".gif"},
				Read: true, Write: true, Alpha: true, Animation: true, MaxSide: 65_535},
			magic: gifMagic, header: gifHeader, decode: gifDecode, encode: gifEncode,
		},
		{
			Spec: Spec{Format: BMP, Name: "BMP", Extensions: []string{".bmp", ".dib"},
				Read: true, Write: true, MaxSide: 1<<31 - 1},
			magic: bmpMagic, header: bmpHeader, decode: bmpDecode, encode: bmpEncode,
		},
		{ // before HEIC, whose brands such files may list too
			Spec: Spec{Format: AVIF, Name: "AVIF", Extensions: []string{".avif", ".avifs"},
				Read: true, Write: true, Alpha: true, Animation: true, Lossy: true, Quality: 60, MaxSide: avifMaxSide, MaxPixels: avifMaxEncoded},
			magic: avifMagic, header: isoHeader, decode: isoDecode, encode: avifEncode,
			blocks: isoBlocks, holds: metadata.EXIF | metadata.ICC | metadata.XMP,
		},
		{
			Spec: Spec{Format: HEIC, Name: "HEIC", Extensions: []string{".heic", ".heif", ".hif", ".heics", ".heifs"},
				Read: true, Alpha: true, Deep: true, Animation: true, MaxSide: 1<<31 - 1},
			magic: heicMagic, header: isoHeader, decode: isoDecode, blocks: isoBlocks,
		},
	}
}

func lookup(f Format) (row, bool) {
	for _, r := range table() {
		if r.Format == f {
			return r, true
		}
	}
	return row{}, false
}
