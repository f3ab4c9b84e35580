package heif

import (
	"context"
	"encoding/binary"
	"image"
	"slices"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/heif/isobmff"
	"sizemill/resize/codec/heif/libheif"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// AVIF and HEIC are one container with pixels of two codecs; this file is what they share.

// AVIFMagic reports whether head, the first bytes of a file, begins an AVIF.
func AVIFMagic(head []byte) bool { return brand(head, "avif", "avis") }

// HEICMagic reports whether head, the first bytes of a file, begins a HEIC file.
func HEICMagic(head []byte) bool {
	return brand(head, "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1",
		"msf1")
}

// brand reports whether a file of boxes states one of those brands.
func brand(head []byte, brands ...string) bool {
	if !format.Matches(head, "????ftyp") {
		return false
	}
	end := min(int64(binary.BigEndian.Uint32(head)), int64(len(head)))
	for i := int64(8); i+4 <= end; i += 4 {
		// the first brand's version is at 12
		if i != 12 && slices.Contains(brands, string(head[i:i+4])) {
			return true
		}
	}
	return false
}

// ReadHeader reads the header of an AVIF or HEIC file and checks it against limits.
func ReadHeader(c *format.Cursor, limits format.Limits) (format.Header, error) {
	f, err := isobmff.Parse(c, c.Size)
	if err != nil {
		return format.Header{}, err
	}
	if f.Primary == nil && f.Frames > 1 {
		return format.Header{Frames: f.Frames, Width: f.FrameSize.X, Height: f.FrameSize.Y}, nil
	}
	_, h, err := picture(f, limits)
	return h, err
}

// picture returns the primary picture of a file, and its header.
func picture(f *isobmff.File, limits format.Limits) (isobmff.Picture, format.Header, error) {
	h := format.Header{Frames: f.Frames}
	p, err := f.Picture()
	if err != nil {
		return p, h, err
	}
	h.Width, h.Height = p.Stored.X, p.Stored.Y
	if err := limits.Check(h); err != nil { // what is decoded, before the crop
		return p, h, err
	}
	if p.Coding == isobmff.AV1 {
		if err := decodable(p); err != nil {
			return p, h, err
		}
	}
	h.Width, h.Height = p.Crop.Dx(), p.Crop.Dy()
	h.Hidden = p.Coded - h.Pixels()
	h.Orientation, h.Alpha, h.Gray = p.Orientation, p.Alpha != nil, p.Gray
	h.Extras = extras(f)
	if p.Depth > 8 {
		h.Depth = 16
	}
	return p, h, nil
}

// extras returns what a file holds beside its primary picture.
func extras(f *isobmff.File) format.Extras {
	var e format.Extras
	c := f.Companions()
	for _, x := range []struct {
		held  bool
		extra format.Extras
	}{{c.GainMap, format.GainMap}, {c.Depth, format.DepthMap}, {c.Provenance,
		format.Provenance}, {c.Pictures, format.MorePictures}} {
		if x.held {
			e |= x.extra
		}
	}
	return e
}

// Decode reads all pixels of the picture whose header is h.
func Decode(_ context.Context, c *format.Cursor, h format.Header) (image.Image, error) {
	r := c.Whole()
	f, err := isobmff.Parse(r, r.Size())
	if err != nil {
		return nil, err
	}
	p, now, err := picture(f, format.DefaultLimits())
	if err == nil {
		err = format.CheckSize(int64(now.Width), int64(now.Height), h)
	}
	if err == nil && now.Hidden > h.Hidden {
		err = fault.Damaged("more pixels than its header states")
	}
	if err != nil {
		return nil, err
	}
	color, err := pixels(f, f.Primary, p)
	if err != nil {
		return nil, err
	}
	m := cropped(color, p.Crop)
	if p.Alpha != nil {
		alpha, err := pixels(f, p.Alpha, p)
		if err != nil {
			return nil, err
		}
		return withAlpha(m, cropped(alpha, p.Crop), p.Premultiplied), nil
	}
	if p.Gray {
		return format.FirstChannel(m), nil
	}
	return m, nil
}

// pixels decodes one picture of a file by itself: an *image.NRGBA or *image.NRGBA64, opaque. Colors
// and alpha are decoded separately, because the libraries would premultiply them.
func pixels(f *isobmff.File, it *isobmff.Item, p isobmff.Picture) (image.Image, error) {
	var nclx *isobmff.NCLX
	if p.Coding == isobmff.AV1 && it == f.Primary {
		nclx = smoothMatrix(p)
	}
	file, err := f.Single(it, nclx)
	if err != nil {
		return nil, err
	}
	if p.Coding == isobmff.AV1 {
		return decodeAV1(file, p.Stored)
	}
	m, err := libheif.Decode(file, libheif.HEVC, p.Stored)
	return m, err
}

// ReadMetadata returns the metadata of the file. Beside an error it returns what could be read.
func ReadMetadata(c *format.Cursor) (metadata.Set, error) {
	f, err := isobmff.Parse(c, c.Size)
	if err != nil {
		return metadata.Set{}, err
	}
	m, err := f.Metadata()
	b := metadata.Set{EXIF: m.EXIF, ICC: m.ICC, XMP: m.XMP}
	if n := m.NCLX; n != nil && m.ICC == nil && max(n.Primaries, n.Transfer, n.Matrix) < 256 &&
		(n.Primaries != cicpUnspecified || n.Transfer != cicpUnspecified) {
		b.Color.CICP = metadata.CICP{
			Primaries: uint8(n.Primaries), Transfer: uint8(n.Transfer), Matrix: uint8(n.Matrix),
			FullRange: n.FullRange,
		}
	}
	return b, err
}

// Missing returns what this machine lacks to decode HEVC.
func Missing() string { return libheif.Missing(libheif.HEVC) }
