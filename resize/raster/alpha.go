package raster

// premultiply multiplies colors by their alpha.
func premultiply(pix []uint16) {
	for i := 0; i < len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		if a := uint32(p[3]); a != 0xffff {
			p[0] = divided[uint16](uint32(p[0]) * a)
			p[1] = divided[uint16](uint32(p[1]) * a)
			p[2] = divided[uint16](uint32(p[2]) * a)
		}
	}
}

// premultiply8 multiplies 8-bit colors by their alpha, to 16 bits, without loss.
func premultiply8(dst []uint16, src []uint8) {
	for i := 0; i < len(src); i += 4 {
		p, q := src[i:i+4:i+4], dst[i:i+4:i+4]
		a := uint32(p[3]) * 0x101
		q[0], q[1], q[2], q[3] = byAlpha(p[0], a), byAlpha(p[1], a), byAlpha(p[2], a), uint16(a)
	}
}

// byAlpha returns v of 255 times a of 65535, in 65535ths: exact if a is a multiple of 257.
func byAlpha(v uint8, a uint32) uint16 { return uint16((uint32(v)*a + 0x7f) / 0xff) }

// unpremultiply divides colors by their alpha; fully transparent pixels become black.
func unpremultiply(pix []uint16) {
	for i := 0; i < len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		switch a := uint32(p[3]); a {
		case 0xffff:
		case 0:
			p[0], p[1], p[2] = 0, 0, 0
		default:
			for c := range 3 {
				p[c] = uint16(min((uint32(p[c])*0xffff+a/2)/a, 0xffff))
			}
		}
	}
}

// unpremultiply8 is unpremultiply for 8 bits.
func unpremultiply8(dst, src []uint8) {
	for i := 0; i < len(src); i += 4 {
		p, q := src[i:i+4:i+4], dst[i:i+4:i+4]
		a := uint32(p[3])
		if a == 0 {
			clear(q)
			continue
		}
		for c := range 3 {
			q[c] = uint8(min((uint32(p[c])*0xff+a/2)/a, 0xff))
		}
		q[3] = p[3]
	}
}

// applyLUT replaces colors by their values in a table; alpha stays.
func applyLUT(pix []uint16, channels int, table []uint16) {
	table = table[:1<<16]
	if channels == 1 {
		for i, v := range pix {
			pix[i] = table[v]
		}
		return
	}
	for i := 0; i < len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		p[0], p[1], p[2] = table[p[0]], table[p[1]], table[p[2]]
	}
}

// to8Bits rounds 16 bits to 8.
func to8Bits(dst []uint8, src []uint16) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = uint8((uint32(v)*0xff + 0x807f) >> 16)
	}
}
