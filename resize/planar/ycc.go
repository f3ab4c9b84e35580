package planar

// yccRow converts a row of JFIF's YCbCr to opaque RGBA, four bytes per pixel, in fixed point with
// 16 fractional bits.
func yccRow(row, luma, cb, cr []byte) {
	const (
		half = 1 << 15
		// JFIF 1.02: R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb
		crToR, cbToG, crToG, cbToB = 91881, 22554, 46802, 116130
	)
	for x, v := range luma {
		y := int32(v)<<16 + half
		b, r := int32(cb[x])-128, int32(cr[x])-128
		px := row[4*x : 4*x+4 : 4*x+4]
		px[0] = clamp((y + crToR*r) >> 16)
		px[1] = clamp((y - cbToG*b - crToG*r) >> 16)
		px[2] = clamp((y + cbToB*b) >> 16)
		px[3] = 255
	}
}

func clamp(v int32) byte { return byte(min(max(v, 0), 255)) }
