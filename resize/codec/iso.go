package codec

import (
	"encoding/binary"
	"errors"
	"image"
	"slices"

	"sizemill/resize/codec/heif/isobmff"
	"sizemill/resize/codec/heif/libheif"
	"sizemill/resize/metadata"
)

// AVIF and HEIC are one container with pixels of two codecs; this file is what they share.

func avifMagic(head []byte) bool { return isoBrand(head, "avif", "avis") }

func heicMagic(head []byte) bool {
	return isoBrand(head, "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1")
}

// isoBrand says whether a file of boxes states one of those brands.
func isoBrand(head []byte, brands ...string) bool {
	if !matches(head, "????ftyp") {
		return false
	}
	end := min(int64(binary.BigEndian.Uint32(head)), int64(len(head)))
	for i := int64(8); i+4 <= end; i += 4 {
		if i != 12 && slices.Contains(brands, string(head[i:i+4])) { // at 12 is the first brand's version
			return true
		}
	}
	return false
}

func isoHeader(c *cursor, limits Limits) (Header, error) {
	f, err := isobmff.Parse(c, c.size)
	if err != nil {
		return Header{}, isoError(err)
	}
	if f.Primary == nil && f.Frames > 1 {
		return Header{Frames: f.Frames, Width: f.FrameSize.X, Height: f.FrameSize.Y}, nil
	}
	_, h, err := isoPicture(f, limits)
	return h, err
}

// isoPicture is the primary picture of a file, and its header.
func isoPicture(f *isobmff.File, limits Limits) (isobmff.Picture, Header, error) {
	h := Header{Frames: f.Frames}
	p, err := f.Picture()
	if err != nil {
		return p, h, isoError(err)
	}
	h.Width, h.Height = p.Stored.X, p.Stored.Y
	if err := limits.check(h); err != nil { // what is decoded, before it is cropped
		return p, h, err
	}
	if p.Coding == isobmff.AV1 {
		if err := avifDecodable(p); err != nil {
			return p, h, err
		}
	}
	h.Width, h.Height = p.Crop.Dx(), p.Crop.Dy()
	h.Hidden = p.Coded - h.Pixels()
	h.Orientation, h.Alpha, h.Gray = p.Orientation, p.Alpha != nil, p.Gray
	h.Extras = isoExtras(f)
	if p.Depth > 8 {
		h.Depth = 16
	}
	return p, h, nil
}

// isoExtras returns what a file holds beside its primary picture.
func isoExtras(f *isobmff.File) Extras {
	var e Extras
	c := f.Companions()
	for _, x := range []struct {
		held  bool
		extra Extras
	}{{c.GainMap, GainMap}, {c.Depth, DepthMap}, {c.Provenance, Provenance}, {c.Pictures, MorePictures}} {
		if x.held {
			e |= x.extra
		}
	}
	return e
}

// isoError puts what isobmff and heif say into this package's kinds.
func isoError(err error) error {
	var container *isobmff.Error
	var library *libheif.Error
	switch {
	case errors.As(err, &container) && container.Unsupported:
		return unsupported("%s by this build", container.Text)
	case errors.As(err, &container):
		return damaged("%s", container.Text)
	case errors.As(err, &library) && library.Unsupported:
		return unsupported("%s", library.Text)
	case errors.As(err, &library):
		return damaged("%s", library.Text)
	}
	return err
}

func isoDecode(c *cursor, h Header) (image.Image, error) {
	r := c.whole()
	f, err := isobmff.Parse(r, r.Size())
	if err != nil {
		return nil, isoError(err)
	}
	p, now, err := isoPicture(f, DefaultLimits())
	if err == nil {
		err = notAsStated(int64(now.Width), int64(now.Height), h)
	}
	if err == nil && now.Hidden > h.Hidden {
		err = damaged("more pixels than it stated")
	}
	if err != nil {
		return nil, err
	}
	colour, err := isoPixels(f, f.Primary, p)
	if err != nil {
		return nil, err
	}
	m := cropped(colour, p.Crop)
	if p.Alpha != nil {
		alpha, err := isoPixels(f, p.Alpha, p)
		if err != nil {
			return nil, err
		}
		return withAlpha(m, cropped(alpha, p.Crop), p.Premultiplied), nil
	}
	if p.Gray {
		return LightOf(m), nil
	}
	return m, nil
}

// isoPixels decodes one picture of a file by itself: an *image.NRGBA or *image.NRGBA64, opaque. Colours and transparency are decoded
// one by one, because the libraries would give them multiplied with one another.
func isoPixels(f *isobmff.File, it *isobmff.Item, p isobmff.Picture) (image.Image, error) {
	var nclx *isobmff.NCLX
	if p.Coding == isobmff.AV1 && it == f.Primary {
		nclx = avifMatrix(p)
	}
	file, err := f.Single(it, nclx)
	if err != nil {
		return nil, isoError(err)
	}
	if p.Coding == isobmff.AV1 {
		return avifPixels(file, p.Stored)
	}
	m, err := libheif.Decode(file, libheif.HEVC, p.Stored)
	return m, isoError(err)
}

func isoBlocks(c *cursor) (metadata.Blocks, error) {
	f, err := isobmff.Parse(c, c.size)
	if err != nil {
		return metadata.Blocks{}, err
	}
	m, err := f.Metadata()
	b := metadata.Blocks{EXIF: m.EXIF, ICC: m.ICC, XMP: m.XMP}
	if n := m.NCLX; n != nil && m.ICC == nil && max(n.Primaries, n.Transfer, n.Matrix) < 256 && (n.Primaries != cicpUnspecified || n.Transfer != cicpUnspecified) {
		b.Color.CICP = metadata.CICP{
			Primaries: uint8(n.Primaries), Transfer: uint8(n.Transfer), Matrix: uint8(n.Matrix), FullRange: n.FullRange,
		}
	}
	return b, err
}

// heicMissing is what this machine lacks to decode HEVC.
func heicMissing() string { return libheif.Missing(libheif.HEVC) }
