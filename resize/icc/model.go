package icc

// model is the meaning of a profile: the color of device values of 0…1. It is split so that the
// part between pre and matrix can become a table that is exact between its points.
type model struct {
	channels int
	pre      []curve         // applied to each channel first
	sides    [4]int          // points per side of the profile's own table after them; 0 for none
	table    func(v vec) vec // linear between the table's points, if those are known; nil for none
	cubic    bool            // the results are cube roots of light relative to white, as in L*a*b*,
	last     []curve         // or each has a curve; nil for none
	matrix   matrix          // and finally to XYZ, relative to D50,
	offset   vec             // with this added
}

// xyz returns the color of device values.
func (m model) xyz(v vec) vec {
	v = each(m.pre)(v)
	if m.table != nil {
		v = m.table(v)
	}
	if m.cubic {
		v = vec{cubed(v[0]), cubed(v[1]), cubed(v[2])}
	}
	return affine(m.matrix, m.offset)(each(m.last)(v))
}

// linear returns sRGB's light of device values, which may lie outside of 0…1.
func (m model) linear() func(device vec) vec {
	from := fromXYZ()
	return func(v vec) vec { return from.apply(m.xyz(v)) }
}

// newModel builds the model from the tags of a profile.
func newModel(f file) (model, error) {
	m, err := deviceModel(f)
	if err != nil {
		return m, err
	}
	black, err := blackPoint(f, m)
	if err != nil {
		return m, err
	}
	return m.compensated(black), nil
}

// mostXYZ is the XYZ that 1 stands for in tables (ICC.1:2022 6.3.4.2).
const mostXYZ = 1 + 32767.0/32768

// channels returns the number of channels of a color space that is converted; 0 for others.
func channels(space string) int {
	switch space {
	case "GRAY":
		return 1
	case "RGB ":
		return 3
	case "CMYK":
		return 4
	}
	return 0
}

func deviceModel(f file) (model, error) {
	n := channels(f.space)
	switch {
	case n == 0:
		return model{}, unsupported("a profile of %q", f.space)
	case f.class != "mntr" && f.class != "scnr" && f.class != "prtr" && f.class != "spac":
		return model{}, unsupported("a profile of class %q", f.class)
	case f.pcs != "XYZ " && f.pcs != "Lab ":
		return model{}, unsupported("a profile to %q", f.pcs)
	case n == 1:
		return grayModel(f)
	}
	tag := "A2B1" // relative colorimetric; A2B0 stands in for all that are missing
	if f.tags[tag] == nil {
		tag = "A2B0"
	}
	if f.tags[tag] == nil && n == 3 {
		return matrixModel(f)
	}
	if f.tags[tag] == nil {
		return model{}, broken("no %q tag", tag)
	}
	l, err := readLUT(f.tags[tag], n, 3)
	m := model{channels: n, pre: l.curves, sides: l.sides}
	if f.pcs == "XYZ " {
		most := diagonal(vec{mostXYZ, mostXYZ, mostXYZ})
		m.table, m.matrix, m.offset = l.table, most.times(l.matrix), most.apply(l.offset)
		if bent(l.last) {
			m.last = l.last
		}
		return m, err
	}
	scale := 1.0
	if l.legacy {
		scale = 65535.0 / 65280
	}
	m.cubic, m.matrix = true, diagonal(d50)
	m.table = func(v vec) vec {
		v = l.after(v)
		return roots(vec{v[0] * scale * 100, v[1]*scale*255 - 128, v[2]*scale*255 - 128})
	}
	return m, err
}

func matrixModel(f file) (model, error) {
	var lights [3]vec
	m := model{channels: 3}
	for i, name := range []string{"r", "g", "b"} {
		var err error
		if lights[i], err = f.xyz(name + "XYZ"); err != nil {
			return m, err
		}
		c, err := f.curve(name + "TRC")
		if err != nil {
			return m, err
		}
		m.pre = append(m.pre, c)
	}
	if f.pcs != "XYZ " {
		return m, broken("a matrix to %q", f.pcs)
	}
	m.matrix = columns(lights[0], lights[1], lights[2])
	return m, nil
}

// grayModel returns light of D50's color or, for Lab, lightness.
func grayModel(f file) (model, error) {
	c, err := f.curve("kTRC")
	m := model{channels: 1, pre: []curve{c}, matrix: diagonal(d50)}
	m.table = func(v vec) vec { return vec{v[0], v[0], v[0]} }
	if f.pcs == "Lab " {
		m.cubic, m.table = true, func(v vec) vec { return roots(vec{100 * v[0]}) }
	}
	return m, err
}

// maxBlack is the largest plausible L* of black.
const maxBlack = 50

// blackPoint returns the luminance of the darkest color. In print that is not all inks at once, but
// the profile's own black. RGB tables that do not claim to be colorimetric have none, since their
// zero may be another color: jpegli's XYB.
func blackPoint(f file, m model) (float64, error) {
	device := vec{}
	if f.space == "RGB " && m.table != nil && f.tags["A2B1"] == nil {
		return 0, nil
	}
	if f.space == "CMYK" {
		device = vec{1, 1, 1, 1}
		if b := f.tags["B2A0"]; b != nil && f.class == "prtr" {
			l, err := readLUT(b, 3, 4)
			if err != nil {
				return 0, err
			}
			device = l.apply(f.black(l.legacy))
		}
	}
	y := m.xyz(device)[1]
	switch l := lightness(y); {
	case !(l > 0): // NaN too
		return 0, nil
	case l > maxBlack && f.space == "CMYK":
		return luminance(maxBlack), nil
	case l > maxBlack:
		return 0, nil
	}
	return y, nil
}

// black returns the connection space's black for the perceptual intent, encoded.
func (f file) black(legacy bool) vec {
	y := 0.0
	if f.version >= 4 {
		y = 0.0034731 // ICC.1:2022 6.3.4.3
	}
	switch {
	case f.pcs == "XYZ ":
		return vec{d50[0] * y / mostXYZ, y / mostXYZ, d50[2] * y / mostXYZ}
	case legacy:
		return vec{lightness(y) / 100 * 65280 / 65535, 128.0 * 256 / 65535, 128.0 * 256 / 65535}
	}
	return vec{lightness(y) / 100, 128.0 / 255, 128.0 / 255}
}

// compensated stretches the range from black to white to that of sRGB, whose black has no light.
func (m model) compensated(black float64) model {
	if black <= 0 {
		return m
	}
	scale := 1 / (1 - black)
	m.matrix = diagonal(vec{scale, scale, scale}).times(m.matrix)
	for i := range 3 {
		m.offset[i] = scale * (m.offset[i] - black*d50[i])
	}
	return m
}
