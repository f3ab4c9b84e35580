package imgtest

import (
	"encoding/binary"
	"math"
)

// Tag is a tag of a profile: its signature and its bytes.
type Tag struct {
	Name string
	Data []byte
}

// MakeProfile returns an ICC profile of those tags, from that color space ("RGB ", "GRAY", "CMYK")
// to that connection space ("XYZ ", "Lab "). version is 2 or 4.
func MakeProfile(version byte, class, space, pcs string, tags ...Tag) []byte {
	be := binary.BigEndian
	var head [128]byte
	b := head[:]
	b[8] = version
	if version == 4 {
		b[9] = 0x20
	}
	copy(b[12:], class)
	copy(b[16:], space)
	copy(b[20:], pcs)
	be.PutUint16(b[24:], 2024)
	be.PutUint16(b[26:], 1)
	be.PutUint16(b[28:], 1)
	copy(b[36:], "acsp")
	copy(b[68:], FixedXYZ(0.9642, 1, 0.8249))
	tags = append([]Tag{
		{"desc", description(version)},
		{"cprt", []byte("text\x00\x00\x00\x00none\x00")},
		{"wtpt", append([]byte("XYZ \x00\x00\x00\x00"), FixedXYZ(0.9642, 1, 0.8249)...)},
	}, tags...)
	if version == 4 {
		tags[1].Data = localised("none")
	}
	b = be.AppendUint32(b, uint32(len(tags)))
	at := len(b) + 12*len(tags)
	var data []byte
	for _, t := range tags {
		b = append(b, t.Name...)
		b = be.AppendUint32(be.AppendUint32(b, uint32(at+len(data))), uint32(len(t.Data)))
		data = append(data, t.Data...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
	}
	b = append(b, data...)
	be.PutUint32(b, uint32(len(b)))
	return b
}

// FixedXYZ returns numbers as s15Fixed16.
func FixedXYZ(v ...float64) []byte {
	var b []byte
	for _, x := range v {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(x*65536))))
	}
	return b
}

func localised(text string) []byte {
	be := binary.BigEndian
	b := append([]byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS"), 0, 0, 0, 0, 0, 0, 0, 28)
	be.PutUint32(b[20:], uint32(2*len(text)))
	for _, c := range []byte(text) {
		b = append(b, 0, c)
	}
	return b
}

func description(version byte) []byte {
	if version == 4 {
		return localised("test")
	}
	b := append([]byte("desc\x00\x00\x00\x00\x00\x00\x00\x05test\x00"), make([]byte, 78)...)
	return b
}

// GammaCurve returns a curve of one exponent.
func GammaCurve(gamma float64) []byte {
	b := []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01")
	return binary.BigEndian.AppendUint16(b, uint16(math.Round(gamma*256)))
}

// SampledCurve returns a curve of f at n points of 0…1.
func SampledCurve(n int, f func(float64) float64) []byte {
	b := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), uint32(n))
	for i := range n {
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(65535*f(float64(i)/float64(n-1)))))
	}
	return b
}

// ParametricCurve returns a parametricCurveType.
func ParametricCurve(function byte, parameters ...float64) []byte {
	return append([]byte{'p', 'a', 'r', 'a', 0, 0, 0, 0, 0, function, 0, 0}, FixedXYZ(parameters...)...)
}

// SRGBLight returns the linear light of an sRGB value.
func SRGBLight(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// SRGBCurve returns sRGB's curve by its parameters.
func SRGBCurve() []byte {
	return ParametricCurve(3, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)
}

// The colors of full red, green and blue, adapted to D50, as the vendors' profiles state them.
var (
	srgbLights    = [9]float64{0.436041252, 0.222484540, 0.013920187, 0.385112911, 0.716905079, 0.097067239, 0.143045838, 0.060610381, 0.713912574}
	adobeLights   = [9]float64{0.6097559, 0.3111242, 0.0194811, 0.2052401, 0.6256560, 0.0608902, 0.1492240, 0.0632197, 0.7448387}
	p3Lights      = [9]float64{0.5151, 0.2412, -0.0011, 0.2920, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841}
	proPhotoLight = [9]float64{0.7976749, 0.2880402, 0, 0.1351917, 0.7118741, 0, 0.0313534, 0.0000857, 0.8252100}
)

// MatrixProfile returns an RGB profile of three colors and one curve.
func MatrixProfile(version byte, lights [9]float64, curve []byte) []byte {
	var tags []Tag
	for i, name := range []string{"r", "g", "b"} {
		xyz := append([]byte("XYZ \x00\x00\x00\x00"), FixedXYZ(lights[3*i:3*i+3]...)...)
		tags = append(tags, Tag{name + "XYZ", xyz}, Tag{name + "TRC", curve})
	}
	return MakeProfile(version, "mntr", "RGB ", "XYZ ", tags...)
}

// SRGBProfile returns sRGB: version 2 has a curve of 1024 points, version 4 a parametric one.
func SRGBProfile(version byte) []byte {
	if version == 2 {
		return MatrixProfile(2, srgbLights, SampledCurve(1024, SRGBLight))
	}
	return MatrixProfile(4, srgbLights, SRGBCurve())
}

// AdobeRGBProfile returns a profile like Adobe RGB (1998).
func AdobeRGBProfile() []byte { return MatrixProfile(2, adobeLights, GammaCurve(563.0/256)) }

// DisplayP3Profile returns a profile like Display P3, as phones write it.
func DisplayP3Profile() []byte { return MatrixProfile(4, p3Lights, SRGBCurve()) }

// ProPhotoProfile returns a profile like ProPhoto RGB, without the linear start of its curve.
func ProPhotoProfile() []byte { return MatrixProfile(2, proPhotoLight, GammaCurve(1.8)) }

// GrayProfile returns a gray profile of one gamma.
func GrayProfile(gamma float64) []byte {
	return MakeProfile(2, "mntr", "GRAY", "XYZ ", Tag{"kTRC", GammaCurve(gamma)})
}

// Lights returns the colors of full red, green and blue of the profiles above: X, Y, Z of each,
// adapted to D50.
func Lights(name string) [9]float64 {
	return map[string][9]float64{"srgb": srgbLights, "adobe": adobeLights, "p3": p3Lights, "prophoto": proPhotoLight}[name]
}

// InkLab returns what CMYKProfile prints for inks of 0…1: an invented press whose inks are filters,
// on bluish white paper, with black of L* 12 at full coverage.
func InkLab(c, m, y, k float64) (l, a, b float64) {
	filter := func(v, most float64) float64 { return 1 - most*v }
	r := filter(c, 0.85) * filter(m, 0.08) * filter(y, 0.02) * filter(k, 0.95)
	g := filter(c, 0.25) * filter(m, 0.82) * filter(y, 0.06) * filter(k, 0.95)
	bl := filter(c, 0.12) * filter(m, 0.30) * filter(y, 0.88) * filter(k, 0.95)
	cube := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (t*24389/27 + 16) / 116
	}
	x, yy, z := cube(0.6*r+0.3*g+0.1*bl), cube(0.25*r+0.7*g+0.05*bl), cube(0.05*g+0.95*bl)
	return 116*yy - 16, 500 * (x - yy), 200 * (yy - z)
}

// CMYKProfile returns the press of InkLab as tables of 9 points per side (mft2): an A2B0, an A2B1,
// and a B2A0 that prints gray with black alone.
func CMYKProfile() []byte {
	be := binary.BigEndian
	head := func(in, out, grid, entries int) []byte {
		b := append([]byte("mft2\x00\x00\x00\x00"), byte(in), byte(out), byte(grid), 0)
		b = append(b, FixedXYZ(1, 0, 0, 0, 1, 0, 0, 0, 1)...)
		b = be.AppendUint16(be.AppendUint16(b, uint16(entries)), 2)
		for range in {
			for i := range entries {
				b = be.AppendUint16(b, uint16(65535*i/(entries-1)))
			}
		}
		return b
	}
	tail := func(b []byte, out int) []byte {
		for range out {
			b = append(b, 0, 0, 0xFF, 0xFF)
		}
		return b
	}
	forward := head(4, 3, 9, 2)
	for i := range 9 * 9 * 9 * 9 {
		l, a, b := InkLab(float64(i/729)/8, float64(i/81%9)/8, float64(i/9%9)/8, float64(i%9)/8)
		for _, v := range []float64{l / 100 * 65280, (a + 128) * 256, (b + 128) * 256} {
			forward = be.AppendUint16(forward, uint16(math.Round(min(max(v, 0), 65535))))
		}
	}
	forward = tail(forward, 3)
	back := head(3, 4, 2, 2)
	for i := range 8 {
		k := uint16(65535)
		if i >= 4 {
			k = 0
		}
		back = append(back, 0, 0, 0, 0, 0, 0)
		back = be.AppendUint16(back, k)
	}
	back = tail(back, 4)
	return MakeProfile(2, "prtr", "CMYK", "Lab ", Tag{"A2B0", forward}, Tag{"A2B1", forward}, Tag{"B2A0", back})
}

// BrokenProfiles returns profiles that contradict themselves, by what is wrong with them. The
// headers of some are valid.
func BrokenProfiles() map[string][]byte {
	be := binary.BigEndian
	edit := func(b []byte, at int, v uint32) []byte {
		b = append([]byte(nil), b...)
		be.PutUint32(b[at:], v)
		return b
	}
	whole := AdobeRGBProfile()
	mft := CMYKProfile()
	table := int(be.Uint32(mft[128+4+4*12+4:]))
	endless := GammaCurve(2.2)
	be.PutUint32(endless[8:], 1<<31)
	return map[string][]byte{
		"empty":                {},
		"a header":             whole[:128],
		"cut":                  whole[:len(whole)/2],
		"noise":                Profile("RGB ", 300),
		"no signature":         edit(whole, 36, 0),
		"a billion tags":       edit(whole, 128, 1<<30),
		"too many tags":        edit(whole, 128, 900),
		"no tags":              edit(whole, 128, 0),
		"tags out of bounds":   edit(whole, 128+4+12*4+4, 1<<31-1),
		"a size that wraps":    edit(whole, 128+4+12*4+8, 1<<32-1),
		"an endless curve":     MatrixProfile(2, srgbLights, endless),
		"a short curve":        MatrixProfile(2, srgbLights, []byte("curv\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00")),
		"a huge table":         edit(mft, table+8, 0x0403FF00),
		"a table of 9 inks":    edit(mft, table+8, 0x09030900),
		"a table of one point": edit(mft, table+8, 0x04030100),
		"curves of nothing":    edit(mft, table+48, 0),
		"modular, out of it":   MakeProfile(4, "mntr", "RGB ", "Lab ", Tag{"A2B0", append([]byte("mAB \x00\x00\x00\x00\x03\x03\x00\x00\x00\x01\x00\x00"), make([]byte, 32)...)}),
		"modular, of nothing":  MakeProfile(4, "mntr", "RGB ", "Lab ", Tag{"A2B0", append([]byte("mAB \x00\x00\x00\x00\x03\x03\x00\x00"), make([]byte, 36)...)}),
	}
}
