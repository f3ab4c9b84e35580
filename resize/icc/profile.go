package icc

import (
	"image"
	"math"
	"sync"
	"sync/atomic"
)

// Profile is a parsed profile. It may be used by several goroutines at once.
type Profile struct {
	space string
	model model
	same  func() bool
	// tables for 8 and 16 bits per channel, made when they are needed
	rows8, rows16 func() rows
	tables        atomic.Int64 // bytes of those made so far
}

// rows converts pixels.
type rows interface {
	// convert converts pixels in place: four numbers each, of 8 or 16 bits.
	convert(px []uint16)
	// bytes returns the size of the tables.
	bytes() int
}

// Parse reads a profile of gray, RGB or CMYK. Errors are ErrBroken, or ErrUnsupported for valid
// kinds that are not converted. The profile keeps parts of b, which must not be changed afterwards.
func Parse(b []byte) (*Profile, error) {
	f, err := readFile(b)
	if err != nil {
		return nil, err
	}
	m, err := newModel(f)
	if err != nil {
		return nil, err
	}
	return newProfile(f.space, m), nil
}

func newProfile(space string, m model) *Profile {
	p := &Profile{space: space, model: m}
	p.same = sync.OnceValue(p.isSRGB)
	made := func(most int) func() rows {
		return sync.OnceValue(func() rows {
			r := newRows(m, most)
			p.tables.Add(int64(r.bytes()))
			return r
		})
	}
	p.rows8, p.rows16 = made(math.MaxUint8), made(math.MaxUint16)
	return p
}

// Space returns the color space of the pixels that the profile describes: "RGB ", "GRAY" or "CMYK".
func (p *Profile) Space() string { return p.space }

// Describes reports whether the profile is for pictures of m's kind: RGB profiles are for gray
// ones, too.
func (p *Profile) Describes(m image.Image) bool {
	switch m.(type) {
	case *image.CMYK:
		return p.space == "CMYK"
	case *image.Gray, *image.Gray16:
		return p.space != "CMYK"
	}
	return p.space == "RGB "
}

// IsSRGB reports whether a conversion would change next to nothing: no color moves by more than one
// step of 255. The numbers decide, not the name: there are dozens of profiles of sRGB.
func (p *Profile) IsSRGB() bool { return p.same() }

func (p *Profile) isSRGB() bool {
	if p.space == "CMYK" {
		return false
	}
	const side = 16 // points; black and white, and all primaries, are among them
	step, linear := 1.0/(side-1), p.model.linear()
	for i := range side * side * side {
		v := vec{float64(i%side) * step, float64(i/side%side) * step, float64(i/side/side) * step}
		if p.space == "GRAY" {
			v = vec{v[0], v[0], v[0]}
		}
		light := linear(v)
		for c, light := range light[:3] {
			if d := min(max(encode(light), 0), 1) - v[c]; !(math.Abs(d) <= 1.0/math.MaxUint8) {
				return false
			}
		}
	}
	return true
}
