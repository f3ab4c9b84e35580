package codec

import (
	"context"
	"image"
	"io"
	"sync"

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

// row is a format's Spec with the functions that handle it. A new codec is a new row.
type row struct {
	format.Spec
	magic  func(head []byte) bool
	header func(c *format.Cursor, limits format.Limits) (format.Header, error)
	// decode reads all pixels of the file that c reads. Faults beside the pixels go to c.Flaws.
	decode func(ctx context.Context, c *format.Cursor, h format.Header) (image.Image, error)
	// frames visits the frames of an animation, or a still picture as its only frame; nil without
	// animations.
	frames func(
		ctx context.Context, c *format.Cursor, h format.Header, visit func(format.Frame) error,
	) error
	// animate begins to write an animation; nil where frames is.
	animate func(w io.Writer, a format.Animation) format.FrameWriter
	// salvage reads what is left of a picture that decode found damaged, and returns what is lost;
	// nil where nothing can be salvaged.
	salvage func(
		ctx context.Context, c *format.Cursor, h format.Header,
	) (m image.Image, lost string, err error)
	// encode writes an *image.Gray or *image.NRGBA at the origin, without gaps between its rows,
	// and if the Spec is Deep also an *image.Gray16 or *image.NRGBA64.
	encode func(w io.Writer, m image.Image, o format.Options) error
	// encodePlanes encodes planes of brightness and color, color at half size, with loss; nil where
	// encode alone is built.
	encodePlanes func(
		e *PlaneEncoder, ctx context.Context, w io.Writer, p format.Planes, o format.Options,
	) error
	// decodeMemory, encodeMemory and planesMemory serve DecodeMemory, EncodeMemory and
	// PlanesMemory; planesMemory is nil where pictures are not decoded as planes.
	decodeMemory func(h format.Header, size int64) int64
	encodeMemory func(h format.Header) int64
	planesMemory func(h format.Header, size int64, eighths int) int64
	// states reports whether encode writes what c states about the colors; nil where it writes
	// nothing.
	states func(c metadata.Coding) bool
	// readMetadata reads the metadata that the format carries; nil where none is read.
	readMetadata func(c *format.Cursor) (metadata.Set, error)
	// holds are the kinds of metadata that encode writes.
	holds metadata.Kinds
	// fit changes or removes blocks that are larger than the format allows; nil without such
	// a limit.
	fit func(b metadata.Set) (metadata.Set, metadata.Kinds)
	// holdsText reports whether encode writes a text; nil where it writes none.
	holdsText func(e metadata.TextEntry) bool
	// missing returns in full words what this machine lacks to read the format, and how to get it;
	// nil where nothing can be lacking.
	missing func() string
	// rewrite copies a file with other metadata; nil if not supported.
	rewrite func(
		ctx context.Context, w io.Writer, c *format.Cursor, h format.Header, b metadata.Set,
	) error
}

// table lists the formats in the order in which a file is compared with them.
func table() []row {
	return []row{
		{
			Spec: format.Spec{
				Format: format.JPEG,
				Name:   format.JPEG.String(), Extensions: format.JPEG.Extensions(),
				Read: true, Write: true, Gray: true, GrayInRGB: true, Lossy: true, Quality: 85,
				MaxSide:       jpeg.MaxSide,
				BytesPerPixel: 0.17},
			magic: jpeg.Magic, header: jpeg.ReadHeader, decode: jpeg.Decode,
			salvage: jpeg.Salvage, encode: jpeg.Encode,
			readMetadata: jpeg.ReadMetadata,
			holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC |
				metadata.Text | metadata.Density,
			encodePlanes: (*PlaneEncoder).encodeJPEG,
			decodeMemory: jpeg.DecodeMemory, encodeMemory: jpeg.EncodeMemory,
			planesMemory: jpeg.PlanesMemory,
			rewrite:      jpeg.Rewrite, fit: jpeg.Fit, holdsText: jpeg.HoldsText,
		},
		{
			Spec: format.Spec{
				Format: format.PNG,
				Name:   format.PNG.String(), Extensions: format.PNG.Extensions(),
				Read: true, Write: true, Alpha: true, SureAlpha: true, Gray: true, Deep: true,
				Animation:     true,
				CodingWithICC: true, MaxSide: 1<<31 - 1, MaxLoops: 1<<31 - 1,
				BytesPerPixel: 1.7, AnimationWeight: 1.5},
			magic: png.Magic, header: png.ReadHeader, decode: png.Decode,
			encode: png.Encode, salvage: png.Salvage,
			frames: png.Frames, animate: png.Animate,
			readMetadata: png.ReadMetadata,
			holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC |
				metadata.Text | metadata.Density,
			decodeMemory: png.DecodeMemory, encodeMemory: png.EncodeMemory, states: png.States,
			rewrite: png.Rewrite, holdsText: png.HoldsText,
		},
		{
			Spec: format.Spec{
				Format: format.WebP,
				Name:   format.WebP.String(), Extensions: format.WebP.Extensions(),
				Read: true, Write: true, Alpha: true, Animation: true, Lossy: true, Quality: 80,
				Lossless: true,
				MaxSide:  16_383, MaxLoops: 65_535,
				BytesPerPixel: 0.10, LosslessBytesPerPixel: 1.2, AnimationWeight: 0.4},
			magic: webp.Magic, header: webp.ReadHeader, decode: webp.Decode,
			encode: webp.Encode, salvage: webp.Salvage,
			frames: webp.Frames, animate: webp.Animate,
			readMetadata: webp.ReadMetadata,
			holds:        metadata.EXIF | metadata.ICC | metadata.XMP,
			encodePlanes: (*PlaneEncoder).encodeWebP, decodeMemory: webp.DecodeMemory,
			encodeMemory: webp.EncodeMemory,
			rewrite:      webp.Rewrite,
		},
		{
			Spec: format.Spec{
				Format: format.TIFF,
				Name:   format.TIFF.String(), Extensions: format.TIFF.Extensions(),
				Read: true, Write: true, Alpha: true, Gray: true, Deep: true,
				MaxSide:       1<<31 - 1,
				BytesPerPixel: 3, MaybeRaw: true},
			magic: format.TIFFMagic, header: tiff.ReadHeader, decode: tiff.Decode,
			encode: tiff.Encode, salvage: tiff.Salvage,
			readMetadata: tiff.ReadMetadata,
			holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC |
				metadata.Density,
			decodeMemory: tiff.DecodeMemory, encodeMemory: tiff.EncodeMemory,
			fit: tiff.Fit,
		},
		{
			Spec: format.Spec{
				Format: format.GIF,
				Name:   format.GIF.String(), Extensions: format.GIF.Extensions(),
				Read: true, Write: true, Alpha: true, BinaryAlpha: true, Animation: true,
				MaxSide: 65_535, MaxLoops: 65_536, // the file counts those after the first
				BytesPerPixel: 0.7, AnimationWeight: 1},
			magic: gif.Magic, header: gif.ReadHeader, decode: gif.Decode,
			encode: gif.Encode, salvage: gif.Salvage,
			frames: gif.Frames, animate: gif.Animate,
			readMetadata: gif.ReadMetadata,
			holds:        metadata.XMP | metadata.Text,
			decodeMemory: gif.DecodeMemory, encodeMemory: gif.EncodeMemory,
			rewrite: gif.Rewrite, holdsText: gif.HoldsText,
		},
		{
			Spec: format.Spec{
				Format: format.BMP,
				Name:   format.BMP.String(), Extensions: format.BMP.Extensions(),
				Read: true, Write: true, MaxSide: 1<<31 - 1, BytesPerPixel: 3, Raw: true,
				MaybeRaw: true},
			magic: bmp.Magic, header: bmp.ReadHeader, decode: bmp.Decode,
			encode: bmp.Encode, salvage: bmp.Salvage,
			decodeMemory: bmp.DecodeMemory, encodeMemory: bmp.EncodeMemory,
			readMetadata: bmp.ReadMetadata,
			holds:        metadata.Density,
		},
		{ // before HEIC, whose brands such files may list as well
			Spec: format.Spec{
				Format: format.AVIF,
				Name:   format.AVIF.String(), Extensions: format.AVIF.Extensions(),
				Read: true, Write: true, Alpha: true, Lossy: true, Quality: 60,
				MaxSide: heif.AVIFMaxSide, MaxPixels: heif.AVIFMaxPixels,
				BytesPerPixel: 0.15},
			magic: heif.AVIFMagic, header: heif.ReadHeader, decode: heif.Decode,
			encode:       heif.EncodeAVIF,
			readMetadata: heif.ReadMetadata,
			holds:        metadata.EXIF | metadata.ICC | metadata.XMP,
			decodeMemory: heif.AVIFDecodeMemory, encodeMemory: heif.AVIFEncodeMemory,
			states:  heif.AVIFStates,
			rewrite: heif.Rewrite,
		},
		{
			Spec: format.Spec{
				Format: format.HEIC,
				Name:   format.HEIC.String(), Extensions: format.HEIC.Extensions(),
				Read: true, Alpha: true, Deep: true, MaxSide: 1<<31 - 1},
			magic: heif.HEICMagic, header: heif.ReadHeader, decode: heif.Decode,
			readMetadata: heif.ReadMetadata, missing: heif.Missing,
			decodeMemory: heif.HEICDecodeMemory,
		},
	}
}

// rows is the table, built once: a plan looks formats up several times per picture.
var rows = sync.OnceValue(table)

// lookup returns the row of f, or an empty one and false.
func lookup(f format.Format) (*row, bool) {
	all := rows()
	for i := range all {
		if all[i].Format == f {
			return &all[i], true
		}
	}
	return &row{}, false
}
