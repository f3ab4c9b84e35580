package icc

import (
	"encoding/binary"
	"math"

	"sizemill/resize/metadata"
)

// FromCoding returns a profile for the colors that a format states in numbers, for formats that
// only hold profiles; gray asks for one of gray pixels. It is nil for sRGB, which needs none. The
// order is that of PNG's third edition: CICP, then an sRGB chunk, then gamma and chromaticities. If
// one of those two is missing, sRGB's is used. Unspecified CICP state nothing.
//
// Brightness without a fixed white (PQ and HLG), and unknown code points, are ErrUnsupported.
func FromCoding(c metadata.Coding, gray bool) ([]byte, error) {
	p, curve, err := meaning(c)
	if err != nil || p == bt709 && curve == nil {
		return nil, err
	}
	curved := curve != nil
	if !curved {
		curve = parametricTag(3, srgbParameters[:]...)
	}
	if gray {
		if !curved {
			return nil, nil
		}
		return writeProfile("GRAY", d65, []tag{{"kTRC", curve}}), nil
	}
	lights, ok := p.toXYZ()
	if !ok {
		return nil, unsupported("chromaticities that span no colors")
	}
	tags := []tag{}
	for i, name := range []string{"r", "g", "b"} {
		tags = append(tags,
			tag{name + "XYZ", xyzTag(vec{lights[0][i], lights[1][i], lights[2][i]})})
	}
	for _, name := range []string{"r", "g", "b"} {
		tags = append(tags, tag{name + "TRC", curve})
	}
	return writeProfile("RGB ", p.white, tags), nil
}

// srgbParameters are g, a, b, c, d of sRGB's curve.
var srgbParameters = [5]float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}

// meaning returns what a coding states: primaries, and a curve as a tag, nil for sRGB's.
func meaning(c metadata.Coding) (primaries, []byte, error) {
	const unspecified = 2
	if code := c.CICP; code != (metadata.CICP{}) {
		if code.Primaries == unspecified && code.Transfer == unspecified {
			return bt709, nil, nil
		}
		p, err := cicpPrimaries(code.Primaries)
		if err != nil {
			return p, nil, err
		}
		curve, err := cicpTransfer(code.Transfer)
		if err == nil && code.Matrix == 0 && !code.FullRange {
			err = unsupported("limited-range RGB")
		}
		return p, curve, err
	}
	if c.SRGB {
		return bt709, nil, nil
	}
	p, curve := bt709, []byte(nil)
	if x := c.Chromaticities; x != [8]float64{} {
		p = primaries{xy{x[0], x[1]}, xy{x[2], x[3]}, xy{x[4], x[5]}, xy{x[6], x[7]}}
		if p.near(bt709) {
			p = bt709
		}
	}
	// With sRGB's primaries, 0.45455 means its curve, as PNG's specification asks of writers; a
	// hundredth more or less is invisible.
	if g := c.Gamma; g > 0 && (p != bt709 || math.Abs(g-1/2.2) > 0.005) {
		if g < 0.05 || g > 20 {
			return p, nil, unsupported("a gamma of %g", g)
		}
		curve = parametricTag(0, 1/g)
	}
	return p, curve, nil
}

// near reports whether two are equal but for rounding.
func (p primaries) near(q primaries) bool {
	for _, c := range [][2]xy{
		{p.white, q.white}, {p.red, q.red}, {p.green, q.green}, {p.blue, q.blue},
	} {
		if math.Hypot(c[0].x-c[1].x, c[0].y-c[1].y) > 0.002 {
			return false
		}
	}
	return true
}

// cicpPrimaries returns the primaries of ITU-T H.273 table 2.
func cicpPrimaries(code uint8) (primaries, error) {
	c := xy{0.310, 0.316}
	switch code {
	case 1, 2: // 2 is unspecified
		return bt709, nil
	case 4:
		return primaries{c, xy{0.67, 0.33}, xy{0.21, 0.71}, xy{0.14, 0.08}}, nil
	case 5:
		return primaries{d65, xy{0.64, 0.33}, xy{0.29, 0.60}, xy{0.15, 0.06}}, nil
	case 6, 7:
		return primaries{d65, xy{0.630, 0.340}, xy{0.310, 0.595}, xy{0.155, 0.070}}, nil
	case 8:
		return primaries{c, xy{0.681, 0.319}, xy{0.243, 0.692}, xy{0.145, 0.049}}, nil
	case 9:
		return primaries{d65, xy{0.708, 0.292}, xy{0.170, 0.797}, xy{0.131, 0.046}}, nil
	case 11:
		return primaries{
			xy{0.314, 0.351}, xy{0.680, 0.320}, xy{0.265, 0.690}, xy{0.150, 0.060},
		}, nil
	case 12:
		return primaries{d65, xy{0.680, 0.320}, xy{0.265, 0.690}, xy{0.150, 0.060}}, nil
	case 22:
		return primaries{d65, xy{0.630, 0.340}, xy{0.295, 0.605}, xy{0.155, 0.077}}, nil
	}
	return primaries{}, unsupported("color primaries %d", code)
}

// cicpTransfer returns the transfer characteristics of ITU-T H.273 table 3, as a curve to light;
// nil for sRGB's, which also stands for unspecified ones.
func cicpTransfer(code uint8) ([]byte, error) {
	switch code {
	case 2, 13:
		return nil, nil
	case 1, 6, 14, 15: // BT.709, BT.601, BT.2020
		const a, b = 1.099296826809442, 0.018053968510807
		return parametricTag(3, 1/0.45, 1/a, (a-1)/a, 1/4.5, 4.5*b), nil
	case 4:
		return parametricTag(0, 2.2), nil
	case 5:
		return parametricTag(0, 2.8), nil
	case 7: // SMPTE ST 240
		const a, b = 1.111572195921731, 0.022821585529445
		return parametricTag(3, 1/0.45, 1/a, (a-1)/a, 1/4.0, 4*b), nil
	case 8:
		return parametricTag(0, 1), nil
	case 16:
		return nil, unsupported("HDR pictures (PQ)")
	case 17: // SMPTE ST 428: 48 of 52.37 cd/m² are white
		return nil, unsupported("cinema pictures (SMPTE ST 428)")
	case 18:
		return nil, unsupported("HDR pictures (HLG)")
	}
	return nil, unsupported("transfer characteristics %d", code)
}

// tag is a tag of a profile that is written.
type tag struct {
	name string
	data []byte
}

func appendFixed(b []byte, v ...float64) []byte {
	for _, x := range v {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(x*65536))))
	}
	return b
}

func xyzTag(v vec) []byte { return appendFixed([]byte("XYZ \x00\x00\x00\x00"), v[:3]...) }

func parametricTag(function byte, parameters ...float64) []byte {
	return appendFixed([]byte{'p', 'a', 'r', 'a', 0, 0, 0, 0, 0, function, 0, 0}, parameters...)
}

// textTag returns a multiLocalizedUnicodeType of one text in ASCII.
func textTag(text string) []byte {
	b := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS")
	b = binary.BigEndian.AppendUint32(b, uint32(2*len(text)))
	b = binary.BigEndian.AppendUint32(b, 28)
	for _, c := range []byte(text) {
		b = append(b, 0, c)
	}
	return b
}

// writeProfile returns a display profile of version 4.2, whose connection space is XYZ and whose
// white is adapted to D50. Tags of the same bytes are written once. The date is fixed, so that the
// same coding always gives the same bytes.
func writeProfile(space string, white xy, tags []tag) []byte {
	be := binary.BigEndian
	adapt, _ := bradford(white.xyz())
	chad := appendFixed([]byte("sf32\x00\x00\x00\x00"), adapt[0][0], adapt[0][1], adapt[0][2],
		adapt[1][0], adapt[1][1], adapt[1][2], adapt[2][0], adapt[2][1], adapt[2][2])
	tags = append([]tag{
		{"desc", textTag("colours as the picture stated them")},
		{"cprt", textTag("No copyright, use freely")},
		{"wtpt", xyzTag(d50)},
		{"chad", chad},
	}, tags...)
	var head [headerBytes]byte
	b := head[:]
	copy(b[8:], "\x04\x20\x00\x00mntr"+space+"XYZ ")
	copy(b[24:], "\x07\xe8\x00\x01\x00\x01")
	copy(b[36:], "acsp")
	copy(b[68:], appendFixed(nil, d50[:3]...))
	b = be.AppendUint32(b, uint32(len(tags)))
	start := len(b) + dictionaryRow*len(tags)
	var data []byte
	places := map[string]int{}
	for _, t := range tags {
		at, ok := places[string(t.data)]
		if !ok {
			at = start + len(data)
			places[string(t.data)] = at
			data = append(data, t.data...)
			for len(data)%4 != 0 {
				data = append(data, 0)
			}
		}
		b = append(b, t.name...)
		b = be.AppendUint32(be.AppendUint32(b, uint32(at)), uint32(len(t.data)))
	}
	b = append(b, data...)
	be.PutUint32(b, uint32(len(b)))
	return b
}
