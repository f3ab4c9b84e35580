package jpeg

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// JPEG's markers.
const (
	markerSOF2  = 0xC2 // the frame of a progressive picture
	markerSOF10 = 0xCA // the frame of a progressive picture with arithmetic coding
	MarkerSOI   = 0xD8
	MarkerEOI   = 0xD9
	markerSOS   = 0xDA
	markerDHT   = 0xC4
	markerJPG   = 0xC8
	markerDAC   = 0xCC
	markerDHP   = 0xDE // the frame of a hierarchical picture
	marker1     = 0xE1 // APP1: EXIF or XMP
	marker2     = 0xE2 // APP2: ICC profile
	marker13    = 0xED // APP13: Photoshop's resources, including IPTC
	markerCOM   = 0xFE
)

const (
	// iccPrefix begins the segments that hold a color profile.
	iccPrefix = "ICC_PROFILE\x00"

	// adobeBytes is the length of Adobe's segment, whose last byte is 0 if three channels are RGB.
	adobeBytes = 12

	// MaxSide is the longest side that libjpeg reads and writes. Files state up to 65,535, and Go's
	// encoder writes that, but programs based on libjpeg cannot open them.
	MaxSide = 65_500
	// unknownHeight is the height that scanners state before they reach the end of the page.
	unknownHeight = 0xFFFF
	// maxSegments bounds the walk; maxMetadata is 1,000 of the longest.
	maxSegments = 10_000
	// maxGarbage is how many stray bytes between segments are skipped, as in other decoders.
	maxGarbage = 1 << 16
	// PixelsPerByte bounds what a byte can claim: at one bit per block of 64 gray pixels, 512.
	PixelsPerByte = 1024
	// arithmeticGain is how much better arithmetic coding can be where all blocks are alike.
	arithmeticGain = 64
)

// Magic reports whether head, the first bytes of a file, begins a JPEG.
func Magic(head []byte) bool { return format.Matches(head, "\xff\xd8\xff") }

// Walk visits the segments before the first scan, with the cursor at the payload of n bytes. It
// ends before the first scan, at the end of the picture, or when visit returns done.
func Walk(c *format.Cursor, visit func(marker byte, n int64) (done bool, err error)) error {
	if err := c.SeekTo(2); err != nil {
		return err
	}
	garbage := 0
	for segments := 0; segments < maxSegments; {
		b, err := c.Byte()
		if err != nil {
			return err
		}
		for b != 0xFF {
			if garbage == 0 && lineEndsChanged(c.Whole()) {
				return format.LineEnds()
			}
			c.Flaws |= format.FlawStray
			if garbage++; garbage > maxGarbage {
				return fault.Damaged("no segment where one is expected")
			}
			if b, err = c.Byte(); err != nil {
				return err
			}
		}
		for b == 0xFF { // fill bytes
			if b, err = c.Byte(); err != nil {
				return err
			}
		}
		switch {
		case b == markerSOS:
			return nil
		case b == MarkerEOI:
			return fault.Damaged("no pixels")
		case b == 0, b == 1, b >= 0xD0 && b <= MarkerSOI:
			// a stuffed zero or a marker without payload
			continue
		}
		length, err := c.Uint16(binary.BigEndian)
		if err != nil {
			return err
		}
		if length < 2 {
			return fault.Damaged("a segment of negative length")
		}
		n := int64(length) - 2
		start := c.Off
		done, err := visit(b, n)
		if err != nil || done {
			return err
		}
		if err := c.SeekTo(start); err != nil {
			return err
		}
		if err := c.Skip(n); err != nil {
			return err
		}
		segments++
	}
	return fault.Damaged("more than %d segments", maxSegments)
}

// fewLines is how many line feeds, all behind a carriage return, are no coincidence.
const fewLines = 4

// lineEndsChanged reports whether each line feed of a file follows a carriage return. Few are read,
// unless it is so.
func lineEndsChanged(r io.Reader) bool {
	lines, last := 0, byte(0)
	for in := bufio.NewReader(r); ; {
		b, err := in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return lines >= fewLines
		case err != nil || b == '\n' && last != '\r':
			return false
		case b == '\n':
			lines++
		}
		last = b
	}
}

// ReadHeader reads the header of a JPEG and checks it against limits.
func ReadHeader(c *format.Cursor, limits format.Limits) (format.Header, error) {
	var h format.Header
	haveEXIF, haveFrame, progressive := false, false, false
	var perByte int64
	var sampling []byte
	var extras extras
	err := Walk(c, func(marker byte, n int64) (bool, error) {
		switch {
		case marker == marker1 && !haveEXIF:
			start := c.Off
			var err error
			if h.Orientation, haveEXIF, err = orientation(c, n); err != nil || haveEXIF {
				return false, err
			}
			c.Off = start
			return false, extras.segment(c, marker, n)
		case marker == marker1, marker == marker2, marker == marker11:
			return false, extras.segment(c, marker, n)
		case marker == marker14:
			b, err := c.Peek(int(min(n, adobeBytes)))
			h.RGB = h.RGB || len(b) == adobeBytes && b[adobeBytes-1] == 0 && !h.Gray
			return false, err
		case marker >= 0xC0 && marker <= 0xCF && marker != markerDHT && marker != markerJPG &&
			marker != markerDAC, marker == markerDHP:
			if haveFrame {
				return false, fault.Damaged("two frame headers")
			}
			haveFrame = true
			perByte = PixelsPerByte
			if marker > markerJPG {
				perByte *= arithmeticGain
			}
			progressive = marker == markerSOF2 || marker == markerSOF10
			var err error
			sampling, err = frame(c, marker, n, &h)
			return false, err
		}
		return false, nil
	})
	if err != nil {
		return h, err
	}
	if !haveFrame {
		return h, fault.Damaged("no frame header")
	}
	if err := limits.Check(h); err != nil {
		return h, err
	}
	if c.Off > maxMetadata {
		return h, fault.TooLarge("%d MB of metadata; the limit is %d MB", c.Off>>20, maxMetadata>>20)
	}
	scan, err := c.Bytes(3) // its length and its number of channels
	if err != nil {
		return h, err
	}
	if progressive || int(scan[2]) < len(sampling) {
		h.Coefficients = coefficients(h, sampling)
	}
	if err := extras.trailer(c); err != nil {
		return h, err
	}
	h.Extras = extras.all()
	return h, format.CheckClaim(h.Pixels(), c.Size, perByte)
}

// frame reads the frame header (SOF) and refuses the kinds that are not decoded. It returns the
// sampling factors per channel: horizontal in the upper four bits, vertical in the lower.
func frame(c *format.Cursor, marker byte, n int64, h *format.Header) (sampling []byte, err error) {
	if n < 6 {
		return nil, fault.Damaged("a frame header of %d bytes", n)
	}
	b, err := c.Bytes(6)
	if err != nil {
		return nil, err
	}
	precision, components := b[0], b[5]
	h.Height, h.Width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	switch {
	case marker == 0xC3, marker == 0xC7, marker == 0xCB, marker == 0xCF:
		return nil, fault.Unsupported("lossless JPEG pictures are not supported by this build")
	case marker == markerDHP, marker > 0xC3 && marker < 0xC8, marker > 0xCC:
		return nil, fault.Unsupported("hierarchical JPEG pictures are not supported by this build")
	case marker > 0xC8 && !turbo.Available:
		return nil, fault.Unsupported(
			"JPEG pictures with arithmetic coding are not supported by this build")
	case precision != 8:
		return nil, fault.Unsupported(
			"JPEG pictures with %d bits per channel are not supported by this build",
			precision)
	case h.Height == unknownHeight && h.Width < unknownHeight:
		return nil, fault.Unsupported(
			"JPEG pictures of unknown height, " +
				"which some scanners store as 65,535, are not supported by this build")
	case h.Height == 0 && h.Width != 0:
		return nil, fault.Unsupported(
			"JPEG pictures that state their height at the end are not supported by this build")
	}
	switch components {
	case 1:
		h.Gray = true
	case 3:
	case 4:
		h.CMYK = true
	default:
		return nil, fault.Unsupported(
			"JPEG pictures with %d channels are not supported by this build", components)
	}
	if n < 6+3*int64(components) {
		return nil, fault.Damaged("a frame header of %d bytes", n)
	}
	if b, err = c.Bytes(3 * int(components)); err != nil {
		return nil, err
	}
	h.RGB = components == 3 && (h.RGB || b[0] == 'R' && b[3] == 'G' && b[6] == 'B')
	for ; len(b) > 0; b = b[3:] {
		sampling = append(sampling, b[1])
	}
	return sampling, nil
}

// orientation reads the orientation from an APP1 segment if it holds EXIF. Malformed EXIF has none.
func orientation(c *format.Cursor, n int64) (orientation int, isEXIF bool, err error) {
	start := c.Off
	head, err := c.Peek(int(min(n, format.WindowBytes)))
	if err != nil {
		return 0, false, err
	}
	if !bytes.HasPrefix(head, []byte(format.EXIFPrefix)) {
		return 0, false, nil
	}
	orientation, err = metadata.Orientation(head[len(format.EXIFPrefix):])
	if errors.Is(err, io.ErrUnexpectedEOF) && int64(len(head)) < n { // the IFD lies further on
		whole, err := c.Block(n, n)
		if err != nil {
			return 0, false, err
		}
		c.Off = start
		orientation, _ = metadata.Orientation(whole[len(format.EXIFPrefix):])
	}
	return orientation, true, nil
}

// Encode writes m as a JPEG.
func Encode(w io.Writer, m image.Image, o format.Options) error {
	if n, ok := m.(*image.NRGBA); ok {
		// The encoder has a fast path for RGBA; opaque pixels have the same bytes in both.
		m = &image.RGBA{Pix: n.Pix, Stride: n.Stride, Rect: n.Rect}
	}
	segments, err := segments(o.Metadata)
	if err != nil {
		return err
	}
	if o.Metadata.Resolution != (metadata.Resolution{}) {
		segments = append(append([]byte{0xFF, marker0, 0, jfifBytes + 2},
			newJFIF(o.Metadata.Resolution)...), segments...)
	}
	return jpeg.Encode(&format.Splicer{Writer: w, At: 2, Insert: segments}, m,
		&jpeg.Options{Quality: o.Quality})
}
