package tiff

// unpackedBytes returns the size of a row of unpacked samples.
func (p *picture) unpackedBytes(perPixel int) int {
	n := p.blockWidth * perPixel
	if p.sampleBytes() == 2 {
		n *= 2
	}
	return n
}

// sampleBytes returns the size of an unpacked sample. Inks become 8 bits, the most that image.CMYK
// holds.
func (p *picture) sampleBytes() int {
	if p.bits > 8 && p.photometric != cmyk {
		return 2
	}
	return 1
}

// unpack turns a block's row into samples of 8 or 16 bits, the higher byte first, scaled to the
// full range; palette indexes stay. The result is row itself or to.
func (p *picture) unpack(to, row []byte, perPixel int) []byte {
	if p.predicted {
		p.undoPredictor(row, perPixel)
	}
	switch p.bits {
	case 8:
		return row
	case 16:
		return p.unpack16(to, row)
	}
	p.unpackBits(to, row)
	return to
}

// undoPredictor adds up the differences from the pixel on the left.
func (p *picture) undoPredictor(row []byte, perPixel int) {
	if p.bits == 8 {
		for i := perPixel; i < len(row); i++ {
			row[i] += row[i-perPixel]
		}
		return
	}
	for i := 2 * perPixel; i+1 < len(row); i += 2 {
		p.order.PutUint16(row[i:], p.order.Uint16(row[i:])+p.order.Uint16(row[i-2*perPixel:]))
	}
}

func (p *picture) unpack16(to, row []byte) []byte {
	little := p.order.Uint16([]byte{1, 0}) == 1
	high := 0
	if little {
		high = 1
	}
	if p.sampleBytes() == 1 {
		for i := range to {
			to[i] = row[2*i+high]
		}
		return to
	}
	if little {
		for i := 0; i+1 < len(row); i += 2 {
			row[i], row[i+1] = row[i+1], row[i]
		}
	}
	return row
}

// unpackBits reads samples of any number of bits, the highest bit first.
func (p *picture) unpackBits(to, row []byte) {
	n, size := p.bits, p.sampleBytes()
	var acc uint32
	have := 0
	most := uint32(1)<<n - 1
	for i := 0; i < len(to); i += size {
		for have < n {
			acc = acc<<8 | uint32(row[0])
			row = row[1:]
			have += 8
		}
		have -= n
		v := acc >> have & most
		switch {
		case size == 2:
			v = v * 65535 / most
			to[i], to[i+1] = byte(v>>8), byte(v)
		case p.photometric == palette:
			to[i] = byte(v)
		default:
			to[i] = byte(v * 255 / most)
		}
	}
}

// invertFirst inverts the first sample of each pixel, in which zero is white; what follows is
// alpha.
func (p *picture) invertFirst(samples []byte, perPixel int) {
	size := p.sampleBytes()
	for i := 0; i < len(samples); i += perPixel * size {
		for k := range size {
			samples[i+k] = ^samples[i+k]
		}
	}
}
