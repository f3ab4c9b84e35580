package format

// Planes are the channels of a picture of 8 bits, each at its own resolution, as JPEG and lossy WebP
// store them: brightness alone, or brightness and color (JFIF's Y, Cb and Cr).
type Planes []Plane

// Plane is one channel. Sample (x, y) is Pix[y*Stride+x].
type Plane struct {
	Pix           []byte
	Stride        int // samples from one row to the next
	Width, Height int // samples
	// StepX and StepY are how many pixels of the full-size picture a decoded sample spans.
	StepX, StepY float64
}

// ColorShare is how many samples of color a picture has per sample of brightness along each axis.
// The zero value is a gray picture.
type ColorShare struct{ X, Y float64 }
