package resample

import (
	"fmt"
	"math"
)

// maxSide is the longest side of a plane in pixels, more than any picture has. The products of such
// sizes fit into a 32-bit int.
const maxSide = 1 << 20

// plane is Plane, Plane16 or, with rows in place of pix and stride, Source.
type plane[T uint8 | uint16] struct {
	pix                             []T
	stride, width, height, channels int
	rows                            func(y, from, to int) []T
}

func (p plane[T]) row(y int) []T {
	return p.pix[y*p.stride:][:p.width*p.channels]
}

// part returns the pixels from..to of row y.
func (p plane[T]) part(y, from, to int) []T {
	if p.rows != nil {
		return p.rows(y, from, to)[:(to-from)*p.channels]
	}
	return p.pix[y*p.stride+from*p.channels : y*p.stride+to*p.channels]
}

// strip returns the columns from..to.
func (p plane[T]) strip(from, to int) plane[T] {
	p.pix, p.width = p.pix[from*p.channels:], to-from
	return p
}

func (p plane[T]) check(name string) error {
	switch {
	case p.channels != 1 && p.channels != 4:
		return fmt.Errorf("resample: %s has %d channels, not 1 or 4", name, p.channels)
	case p.width < 1 || p.height < 1 || p.width > maxSide || p.height > maxSide:
		return fmt.Errorf("resample: %s is %d×%d pixels", name, p.width, p.height)
	case p.rows != nil:
		return nil
	case p.stride < p.width*p.channels:
		return fmt.Errorf("resample: %s has rows of %d samples but a stride of %d",
			name, p.width*p.channels, p.stride)
	case p.height > 1 && p.stride > (len(p.pix)-p.width*p.channels)/(p.height-1),
		len(p.pix) < p.width*p.channels:
		return fmt.Errorf("resample: %s has %d samples, too few for %d×%d pixels",
			name, len(p.pix), p.width, p.height)
	}
	return nil
}

func check[T uint8 | uint16](dst, src plane[T], filter Filter) error {
	if err := src.check("source"); err != nil {
		return err
	}
	if err := dst.check("destination"); err != nil {
		return err
	}
	if src.channels != dst.channels {
		return fmt.Errorf("resample: source has %d channels, destination %d",
			src.channels, dst.channels)
	}
	if err := filter.Validate(); err != nil {
		return fmt.Errorf("resample: %w", err)
	}
	return nil
}

// check returns an error unless each of dst samples touches the source.
func (a Axis) check(name string, src, dst int) error {
	end := a.Start + float64(dst-1)*a.Step // where the last sample starts
	if !(a.Step > 0) || math.IsInf(a.Step, 0) || !(a.Start+a.Step > 0) || !(end < float64(src)) {
		return fmt.Errorf(
			"resample: %s axis from %g in steps of %g: %d samples do not all touch the %d of the source",
			name, a.Start, a.Step, dst, src)
	}
	return nil
}
