package turbo

// ColorSpace is the meaning of the components of a JPEG picture.
type ColorSpace int

// The color spaces that JPEG pictures have in practice. They are recognized as by libjpeg: by the
// JFIF and Adobe markers, then by the components' numbers.
const (
	Gray  ColorSpace = 1 + iota // Y
	YCbCr                       // Y, Cb, Cr as JFIF defines them
	RGB                         // R, G, B
	CMYK                        // C, M, Y, K
	YCCK                        // CMY as YCbCr, and black
)

// String returns the usual name of the color space.
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

// components returns the number of planes; 0 for an unknown color space.
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

// chroma reports whether component i holds color without brightness.
func (s ColorSpace) chroma(i int) bool { return (s == YCbCr || s == YCCK) && (i == 1 || i == 2) }

// Sampling is the sampling factors of a component: H and V, 1 to 4, relative to the largest of all
// components.
type Sampling struct{ H, V int }

// Header is what a JPEG file states before its first scan. Pictures of other than 8 bits per sample
// are ErrUnsupported.
type Header struct {
	Width, Height int // pixels, as stored
	Space         ColorSpace
	Sampling      [4]Sampling // one per component; the rest is zero
	Progressive   bool
	Arithmetic    bool
	// Buffered reports that the file comes in several scans. Salvaging it, and decoding arithmetic
	// coding or a missing scan, holds all coefficients: two bytes per sample at full size, whatever
	// the scale.
	Buffered bool
	// Inverted reports that CMYK and YCCK are stored as Adobe's programs do: 255 for no ink.
	Inverted bool
}

// Components returns the number of planes: 1, 3 or 4.
func (h Header) Components() int { return h.Space.components() }

func (h Header) largest() Sampling {
	most := Sampling{1, 1}
	for _, s := range h.Sampling {
		most = Sampling{max(most.H, s.H), max(most.V, s.V)}
	}
	return most
}

// padded returns the size of component i in whole blocks of scale × scale samples, rows rounded up
// for vector instructions.
func (h Header) padded(i, scale int) (stride, rows int) {
	s, most := h.Sampling[i], h.largest()
	stride = ceil(h.Width*s.H, most.H*8) * scale
	rows = ceil(h.Height*s.V, most.V*8) * scale
	return ceil(stride, rowAlign) * rowAlign, rows
}

// rowAlign is the width in bytes of the widest vectors that read planes.
const rowAlign = 32

func ceil(a, b int) int { return (a + b - 1) / b }
