package resize

import (
	"errors"
	"fmt"
	"image"
	"image/color"

	"sizemill/internal/enum"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/icc"
	"sizemill/resize/metadata"
)

// ColorPolicy is what happens to colors that are not sRGB's.
type ColorPolicy int

// The policies for colors.
const (
	ColorKeep ColorPolicy = iota // pixels and profile stay, if the format holds the profile
	ColorSRGB                    // pixels are converted to sRGB, and carry no profile
)

var colorNames = enum.New[ColorPolicy]("color policy",
	[]string{ColorKeep: "keep", ColorSRGB: "srgb"})

// String returns the policy's name on the command line.
func (p ColorPolicy) String() string { return colorNames.Name(p) }

// MarshalText returns String's name.
func (p ColorPolicy) MarshalText() ([]byte, error) { return colorNames.Text(p) }

// UnmarshalText reads String's names.
func (p *ColorPolicy) UnmarshalText(text []byte) error { return colorNames.Parse(text, p) }

// The color spaces of pixels, as profiles name them.
const (
	spaceRGB  = "RGB "
	spaceGray = "GRAY"
	spaceCMYK = "CMYK"
)

// decodedSpace returns the color space of the pixels m of a picture whose header is h. Gray with
// transparency is decoded as equal red, green and blue.
func decodedSpace(m image.Image, h format.Header) string {
	switch m.(type) {
	case *image.CMYK:
		return spaceCMYK
	case *image.Gray, *image.Gray16:
		return spaceGray
	}
	if h.Gray && h.Alpha {
		return spaceGray
	}
	return spaceRGB
}

// colorQuestion is everything that the plan for the colors depends on.
type colorQuestion struct {
	blocks   metadata.Set
	space    string // decodedSpace
	gray     bool   // the result has gray pixels; only if the decoded picture has
	format   Format // of the result
	policy   ColorPolicy
	profiles *icc.Cache
}

// colorPlan is how the colors of a picture are converted and described.
type colorPlan struct {
	profile  *icc.Profile // converts the pixels to sRGB; nil leaves them as they are
	kept     *icc.Profile // describes the result's pixels; nil if they are sRGB, or unknown
	blocks   metadata.Set // with the profile and the coding that belong to the result
	warnings []string
}

// decideColors plans the colors. A profile overrules what the format states in numbers, except for
// some code points. It is ignored if it is broken or describes other pixels than the picture's.
// Inks always become sRGB, because no result holds them.
func decideColors(q colorQuestion) colorPlan {
	plan := colorPlan{blocks: q.blocks}
	profile := plan.read(q)
	if q.space == spaceCMYK {
		if profile == nil {
			profile = icc.DefaultCMYK()
			plan.warn("no usable CMYK profile: coated paper was assumed")
		}
		plan.convert(profile)
		return plan
	}
	spec, _ := codec.Lookup(q.format)
	b := &plan.blocks
	if b.ICC == nil && b.Color != (metadata.Coding{}) || overrules(b.Color.CICP) {
		if q.policy == ColorKeep && codec.States(q.format, b.Color) {
			if !spec.CodingWithICC || !q.holds(b.ICC) { // a profile would overrule them, as in AVIF
				b.ICC = nil
			}
			return plan
		}
		made, err := icc.FromCoding(b.Color, q.space == spaceGray)
		b.ICC, profile = made, nil
		if made != nil {
			profile, err = q.profiles.Parse(made)
		}
		if err != nil {
			plan.warn("the picture's color description is not kept: %v", err)
		}
	}
	if !spec.CodingWithICC || b.ICC == nil {
		b.Color = metadata.Coding{}
	}
	holds := q.holds(b.ICC)
	switch {
	case b.ICC == nil:
	case profile == nil && holds:
		if q.policy == ColorSRGB {
			plan.warn("its colors cannot be converted to sRGB and were kept with their profile")
		}
	case profile == nil:
		plan.convert(nil)
		plan.warn("its colors cannot be converted to sRGB, and the profile is not kept")
	case holds && q.policy == ColorKeep:
		plan.kept = profile
	default:
		plan.convert(profile)
	}
	return plan
}

// overrules reports whether code points overrule a profile, by PNG's third edition: all of them are
// stated and known. Those of HDR are not converted, so the profile counts.
func overrules(c metadata.CICP) bool {
	const unspecified = 2
	if c == (metadata.CICP{}) || c.Primaries == unspecified || c.Transfer == unspecified {
		return false
	}
	_, err := icc.FromCoding(metadata.Coding{CICP: c}, false)
	return err == nil
}

// read reads the profile, and drops a useless one. It returns nil without a profile, and for one
// that can be kept but not used to convert.
func (p *colorPlan) read(q colorQuestion) *icc.Profile {
	b := &p.blocks
	if b.ICC == nil {
		return nil
	}
	profile, err := q.profiles.Parse(b.ICC)
	space := metadata.ProfileSpace(b.ICC)
	switch {
	case errors.Is(err, icc.ErrBroken):
		p.warn("a broken color profile was dropped")
	case space == q.space, space == spaceRGB && q.space == spaceGray:
		return profile
	default:
		p.warn("a color profile that does not match the pixels was dropped")
	}
	b.ICC = nil
	return nil
}

// convert plans a result in sRGB without a profile.
func (p *colorPlan) convert(profile *icc.Profile) {
	p.blocks.ICC, p.blocks.Color = nil, metadata.Coding{}
	if profile != nil && !profile.IsSRGB() {
		p.profile = profile
	}
}

// fromSRGB returns a color of sRGB in the numbers of the result's pixels.
func (p *colorPlan) fromSRGB(c color.NRGBA) color.NRGBA {
	if p.kept == nil {
		return c
	}
	return p.kept.FromSRGB(c)
}

func (p *colorPlan) warn(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

// holds reports whether a profile can accompany the result.
func (q colorQuestion) holds(profile []byte) bool {
	return profile != nil && codec.Holds(q.format)&metadata.ICC != 0 &&
		fits(metadata.ProfileSpace(profile), q.gray, q.format)
}

// fits reports whether a profile of that color space may accompany the result's pixels. A gray JPEG
// with an RGB profile is common, while PNG forbids it.
func fits(space string, gray bool, f Format) bool {
	spec, _ := codec.Lookup(f)
	switch space {
	case spaceRGB:
		return !gray || spec.GrayInRGB
	case spaceGray:
		return gray && spec.Gray
	}
	return false
}
