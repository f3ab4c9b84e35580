package turbo

import (
	"fmt"

	"sizemill/resize/fault"
)

const (
	// maxSide is libjpeg's limit; JPEG's own is 65,535.
	maxSide = 65_500
	// maxBlocks is how many blocks of all planes JPEG interleaves.
	maxBlocks = 10
)

// Plane is one component of a picture. Sample (x, y) is Pix[y*Stride+x].
type Plane struct {
	Pix           []byte
	Stride        int
	Width, Height int // valid samples; rows may be longer
	// Sampling is the sampling of the plane relative to the largest of all planes: for planes
	// decoded at one scale the factors of the file. Between differently scaled planes they may
	// exceed 4, which Encode refuses.
	Sampling
	// StepX and StepY are how many pixels of the full-size picture a sample spans. Encode does not
	// read them.
	StepX, StepY float64
}

// Planes are the components of a JPEG picture, each at its own resolution.
type Planes struct {
	Width, Height int // samples of the planes with the densest sampling
	Space         ColorSpace
	Plane         []Plane // 1, 3 or 4, in the order of Space's name
	// Inverted reports that CMYK and YCCK are stored with 255 for no ink. Encode writes no others.
	Inverted bool
	// Damage is what was wrong with the file under Salvage, an ErrDamaged; nil for a whole one.
	Damage error
	// NoEnd reports that the end of the picture is missing, or hidden by other data. No sample is
	// missing.
	NoEnd bool
	// Stray reports that the file contains skipped bytes that belong to nothing. No sample is
	// missing.
	Stray bool
	// End is the offset in the file after the data of the picture's last scan, or up to seven bytes
	// more. It is exact if NoEnd is set.
	End int
	// strays are bytes within the scans that may be damage; straysFirst: they precede Damage.
	strays      error
	straysFirst bool
}

// layout sets up planes, without pixels, for a picture and options with defaults filled in.
func (p *Planes) layout(h Header, o DecodeOptions) {
	n := h.Components()
	most := h.largest()
	*p = Planes{Space: h.Space, Inverted: h.Inverted,
		Plane: append(p.Plane[:0], make([]Plane, n)...)}
	commonH, commonV := 0, 0
	for i := range n {
		s, scale := h.Sampling[i], o.scale(h.Space, i)
		q := &p.Plane[i]
		q.H, q.V = s.H*scale, s.V*scale
		q.Width, q.Height = ceil(h.Width*q.H, 8*most.H), ceil(h.Height*q.V, 8*most.V)
		q.StepX, q.StepY = float64(8*most.H)/float64(q.H), float64(8*most.V)/float64(q.V)
		q.Stride, _ = h.padded(i, scale)
		p.Width, p.Height = max(p.Width, q.Width), max(p.Height, q.Height)
		commonH, commonV = gcd(commonH, q.H), gcd(commonV, q.V)
	}
	for i := range p.Plane {
		p.Plane[i].H /= commonH
		p.Plane[i].V /= commonV
	}
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// largest returns the largest sampling factor along each axis.
func (p *Planes) largest() Sampling {
	var most Sampling
	for _, q := range p.Plane {
		most = Sampling{max(most.H, q.H), max(most.V, q.V)}
	}
	return most
}

// check refuses planes that make no JPEG picture.
func (p *Planes) check() error {
	n := p.Space.components()
	switch {
	case n == 0 || len(p.Plane) != n:
		return fmt.Errorf("%w: %d planes of color space %v", ErrPlanes, len(p.Plane), p.Space)
	case p.Width < 1 || p.Height < 1:
		return fmt.Errorf("%w: a picture of %d × %d pixels", ErrPlanes, p.Width, p.Height)
	case p.Width > maxSide || p.Height > maxSide:
		return fault.TooLarge("%d × %d pixels; JPEG's limit is %d per side",
			p.Width, p.Height, maxSide)
	case n == 4 && !p.Inverted:
		return fmt.Errorf("%w: CMYK samples that are not inverted", ErrPlanes)
	}
	most := p.largest()
	blocks := 0
	for i, q := range p.Plane {
		blocks += q.H * q.V
		if q.H < 1 || q.H > 4 || q.V < 1 || q.V > 4 {
			return fmt.Errorf("%w: plane %d is sampled %d × %d, not 1 to 4", ErrPlanes, i, q.H, q.V)
		}
		if w, h := ceil(p.Width*q.H, most.H), ceil(p.Height*q.V, most.V); q.Width != w ||
			q.Height != h {
			return fmt.Errorf("%w: plane %d has %d × %d samples, not %d × %d",
				ErrPlanes, i, q.Width, q.Height, w, h)
		}
		if q.Stride < q.Width || len(q.Pix) < q.Stride*(q.Height-1)+q.Width {
			return fmt.Errorf("%w: plane %d is shorter than its size", ErrPlanes, i)
		}
	}
	if n > 1 && blocks > maxBlocks {
		return fmt.Errorf("%w: sampling factors that make %d blocks, the limit is %d",
			ErrPlanes, blocks, maxBlocks)
	}
	return nil
}
