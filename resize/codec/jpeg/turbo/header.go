package turbo

// ColorSpace says what the components of a JPEG picture are.
type ColorSpace int

// The colour spaces that JPEG pictures have in practice. They are found as libjpeg does: by the JFIF and Adobe markers,
// then by the components' numbers.
const (
	Gray  ColorSpace = 1 + iota // Y
	YCbCr                       // Y, Cb, Cr as JFIF defines them
	RGB                         // R, G, B
	CMYK                        // four inks
	YCCK                        // CMY as YCbCr, and black
)

// String is the colour space's usual name.
func (s ColorSpace) String() string {
	switch s {
	case Gray:
		return "gray"
	case YCbCr:
		return "YCbCr"
	case RGB:
		return "RGB"
	case CMYK:
		return "CMYK"
	case YCCK:
		return "YCCK"
	}
	return "unknown"
}

// components is the number of planes; 0 for what is no colour space.
func (s ColorSpace) components() int {
	switch s {
	case Gray:
		return 1
	case YCbCr, RGB:
		return 3
	case CMYK, YCCK:
		return 4
	}
	return 0
}

// chroma says whether component i holds colour without brightness.
func (s ColorSpace) chroma(i int) bool { return (s == YCbCr || s == YCCK) && (i == 1 || i == 2) }

// Sampling is how densely a component is sampled: H and V, 1 to 4, relative to the largest of all components.
type Sampling struct{ H, V int }

// Header is what a JPEG file states before its first scan. Only pictures of 8 bits a sample have one: others are
// ErrUnsupported.
type Header struct {
	Width, Height int // pixels, as stored
	Space         ColorSpace
	Sampling      [4]Sampling // one a component; the rest is zero
	Progressive   bool
	Arithmetic    bool
	// Buffered says that the file comes in several scans. Salvaging it, and decoding what is coded arithmetically or lacks
	// a scan, holds all coefficients at once: two bytes a sample at full size, whatever the scale.
	Buffered bool
	// Inverted says that CMYK and YCCK are stored as light, 255 for no ink, as Adobe's programs do.
	Inverted bool
}

// Components is the number of planes: 1, 3 or 4.
func (h Header) Components() int { return h.Space.components() }

func (h Header) largest() Sampling {
	most := Sampling{1, 1}
	for _, s := range h.Sampling {
		most = Sampling{max(most.H, s.H), max(most.V, s.V)}
	}
	return most
}

// padded is the size of component i in whole blocks of scale × scale samples, rows rounded up for vector instructions.
func (h Header) padded(i, scale int) (stride, rows int) {
	s, most := h.Sampling[i], h.largest()
	stride = ceil(h.Width*s.H, most.H*8) * scale
	rows = ceil(h.Height*s.V, most.V*8) * scale
	return ceil(stride, rowAlign) * rowAlign, rows
}

// rowAlign is the width in bytes of the widest vectors that read planes.
const rowAlign = 32

func ceil(a, b int) int { return (a + b - 1) / b }
