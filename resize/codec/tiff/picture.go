package tiff

import (
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// maxSamples bounds the channels of a pixel. Print shops add some spot colors to their inks,
// satellites some dozen bands.
const maxSamples = 64

// picture is what a directory states about its pixels.
type picture struct {
	file
	d             directory
	width, height int
	samples       int // per pixel
	colors        int // how many of them the color model has
	bits          int // per sample, 1–16
	compression   uint64
	photometric   uint64
	planar        bool // each sample has its own blocks
	predicted     bool // samples are differences from the pixel on the left
	alpha         int  // which sample is alpha; -1 for none
	premultiplied bool // colors are multiplied by it
	supposed      bool // without a tag for it
	unread        int  // samples that are neither color nor alpha
	subH, subV    int  // pixels per chroma sample, in YCbCr

	// of a tile or strip; those at the edges may extend beyond the picture
	blockWidth, blockHeight int
	across, down            int // blocks per plane
	tiled                   bool
	offsets, counts         entry
	table                   blockTable
	marks                   []int64   // see landmarks; nil until needed
	beyond                  bool      // the block is read beyond its stated length
	fax                     *faxCodes // nil until a fax is decoded
	loss                    loss      // nil unless losses are allowed
}

// stated is picture for a d that must have the size in h.
func (f file) stated(d directory, h format.Header) (*picture, error) {
	width, height := d.sides()
	if err := format.CheckSize(width, height, h); err != nil {
		return nil, err
	}
	return f.picture(d)
}

// picture checks and sums up d, whose sides have been checked. Kinds that are not read are
// ErrUnsupported.
func (f file) picture(d directory) (*picture, error) {
	width, height := d.sides()
	p := &picture{
		file: f, d: d,
		width: int(width), height: int(height),
		compression: d.number(tagCompression, none), photometric: d.photometric(),
		alpha: -1, subH: 1, subV: 1,
	}
	if p.compression == 0 {
		p.compression = none
	}
	if p.compression == oldDeflate {
		p.compression = deflate
	}
	for _, check := range []func() error{p.checkCompression, p.checkSamples, p.checkExtra,
		p.checkColors, p.checkPredictor, p.layBlocks} {
		if err := check(); err != nil {
			return p, err
		}
	}
	return p, nil
}

// photometric returns the color model. Without a tag, three or more samples are RGB, or YCbCr in a
// JPEG.
func (d directory) photometric() uint64 {
	const colors = 3
	samples := d.number(tagSamples, uint64(max(d.entries[tagBits].count, 0)))
	switch {
	case d.has(tagPhotometric) || samples < colors:
		return d.number(tagPhotometric, whiteIsZero)
	case d.number(tagCompression, none) == jpegCoded && samples == colors:
		return yCbCr
	}
	return rgb
}

func (p *picture) checkCompression() error {
	switch p.compression {
	case none, rle, g3, g4, lzwCoded, jpegCoded, deflate, packBitsCoded:
		return nil
	}
	return foreignCompression(p.compression)
}

// checkSamples reads how many samples a pixel has, and their bits.
func (p *picture) checkSamples() error {
	bits := p.d.entries[tagBits]
	p.samples = int(min(p.d.number(tagSamples, uint64(max(bits.count, 1))), 1<<16))
	if p.samples < 1 {
		return fault.Damaged("pixels without channels")
	}
	if p.samples > maxSamples {
		return fault.Unsupported("TIFF pictures with %d channels are not supported by this build",
			p.samples)
	}
	p.bits = int(min(p.d.number(tagBits, 1), 1<<16))
	for i := range min(bits.count, int64(p.samples)) {
		v, err := p.value(bits, i)
		if err != nil {
			return err
		}
		if int(min(v, 1<<16)) != p.bits {
			return fault.Unsupported(
				"TIFF pictures whose channels differ in bits are not supported by this build")
		}
	}
	switch sample := p.d.number(tagSampleFormat, 1); {
	case sample == 3 || sample == 6:
		return fault.Unsupported(
			"TIFF pictures with floating-point samples are not supported by this build")
	case sample == 2 || sample == 5:
		return fault.Unsupported(
			"TIFF pictures with signed samples are not supported by this build")
	case p.bits < 1:
		return fault.Damaged("channels without bits")
	case p.bits > 16:
		return fault.Unsupported(
			"TIFF pictures with %d bits per channel are not supported by this build", p.bits)
	}
	p.planar = p.samples > 1 && p.d.number(tagPlanar, 1) == 2
	return nil
}

// checkExtra finds alpha among the extra samples. Without ExtraSamples the first of them is
// straight alpha, as Panotools and Hugin write it, but after inks it is a spot color. Others have
// no known meaning and are not read.
func (p *picture) checkExtra() error {
	colors := map[uint64]int{whiteIsZero: 1, blackIsZero: 1, rgb: 3, palette: 1, cmyk: 4,
		yCbCr: 3}[p.photometric]
	if colors == 0 {
		return foreignColors(p.photometric)
	}
	if p.samples < colors {
		return fault.Damaged("the number of channels is %d, but the color model has %d",
			p.samples, colors)
	}
	p.colors = colors
	extra := p.d.entries[tagExtraSamples]
	for i := range min(extra.count, int64(p.samples-colors)) {
		kind, err := p.value(extra, i)
		if err != nil {
			return err
		}
		if kind == 1 || kind == 2 {
			p.alpha, p.premultiplied = colors+int(i), kind == 1
			break
		}
	}
	if light := p.photometric <= rgb; light && extra.count == 0 && p.samples > colors {
		p.alpha, p.supposed = colors, true
	}
	if p.unread = p.samples - colors; p.alpha >= 0 {
		p.unread--
	}
	if p.alpha >= 0 && p.photometric != rgb && colors != 1 ||
		p.alpha >= 0 && p.photometric == palette {
		return fault.Unsupported(
			"TIFF pictures with transparency in this color model are not supported by this build")
	}
	return nil
}

// checkColors refuses invalid combinations with the color model.
func (p *picture) checkColors() error {
	fax := p.compression == rle || p.compression == g3 || p.compression == g4
	switch {
	case fax && (p.bits != 1 || p.samples != 1),
		p.compression == jpegCoded && p.bits != 8,
		p.photometric == palette && p.bits > 8,
		p.photometric == cmyk && p.bits != 8 && p.bits != 16,
		p.photometric == yCbCr && p.bits != 8:
		return fault.Unsupported(
			"TIFF pictures with %d bits per channel in this color model are not "+
				"supported by this build", p.bits)
	case p.compression == jpegCoded && p.photometric == palette:
		return fault.Damaged("a palette in JPEG compression")
	case p.photometric == cmyk && p.d.number(tagInkSet, 1) != 1:
		return fault.Unsupported(
			"TIFF pictures in separated colors other than CMYK are not supported by this build")
	case p.photometric == yCbCr:
		return p.checkYCbCr()
	}
	return nil
}

func (p *picture) checkYCbCr() error {
	if p.compression == jpegCoded {
		if p.planar || p.samples != 3 { // the JPEG states its own subsampling
			return fault.Unsupported(
				"TIFF pictures with separate planes in this color model are not supported by this build")
		}
		return nil
	}
	p.subH, p.subV = 2, 2
	if e, ok := p.d.entries[tagYCbCrSampling]; ok {
		h, err := p.value(e, 0)
		if err != nil {
			return err
		}
		v, err := p.value(e, 1)
		if err != nil {
			return err
		}
		p.subH, p.subV = int(min(h, 1<<16)), int(min(v, 1<<16))
	}
	if !ratioOf(p.subH, p.subV).Known {
		return fault.Unsupported(
			"TIFF pictures with chroma subsampling of %d × %d are not supported by this "+
				"build", p.subH, p.subV)
	}
	if p.subH*p.subV > 1 && (p.planar || p.samples != 3) {
		return fault.Unsupported(
			"TIFF pictures with separate planes in this color model are not supported by this build")
	}
	usual, err := p.usualYCbCr()
	if err == nil && !usual {
		return fault.Unsupported(
			"TIFF pictures with these YCbCr coefficients are not supported by this build")
	}
	return err
}

func (p *picture) checkPredictor() error {
	if p.compression != lzwCoded && p.compression != deflate {
		return nil // other compressions have none, whatever the tag states
	}
	switch n := p.d.number(tagPredictor, 1); {
	case n <= 1:
	case n == 2 && (p.bits == 8 || p.bits == 16) && p.subH*p.subV == 1:
		p.predicted = true
	case n == 3:
		return fault.Unsupported(
			"TIFF pictures with floating-point samples are not supported by this build")
	default:
		return fault.Unsupported("TIFF pictures with predictor %d are not supported by this build",
			n)
	}
	return nil
}

// layBlocks reads the size of tiles or strips, and checks that all of them have an offset.
func (p *picture) layBlocks() error {
	if p.width < 1 || p.height < 1 {
		return fault.Damaged("a picture of %d × %d pixels", p.width, p.height)
	}
	if p.tiled = p.d.has(tagTileWidth); p.tiled {
		width, height := int64(min(p.d.number(tagTileWidth, 0),
			1<<32)), int64(min(p.d.number(tagTileHeight, 0), 1<<32))
		p.offsets, p.counts = p.d.entries[tagTileOffsets], p.d.entries[tagTileCounts]
		if p.offsets.count == 0 { // some programs use the strips' tags
			p.offsets, p.counts = p.d.entries[tagStripOffsets], p.d.entries[tagStripCounts]
		}
		// Tiles extend beyond the picture, but a tile is never much larger than it.
		if width < 1 || height < 1 || width > 2*int64(p.width)+4096 ||
			height > 2*int64(p.height)+4096 {
			return fault.Damaged("tiles of %d × %d pixels", width, height)
		}
		p.blockWidth, p.blockHeight = int(width), int(height)
	} else {
		p.offsets, p.counts = p.d.entries[tagStripOffsets], p.d.entries[tagStripCounts]
		p.blockWidth, p.blockHeight = p.width, p.stripRows()
	}
	p.across = (p.width + p.blockWidth - 1) / p.blockWidth
	p.down = (p.height + p.blockHeight - 1) / p.blockHeight
	need := int64(p.across) * int64(p.down)
	if p.planar {
		need *= int64(p.samples)
	}
	if p.offsets.count < need {
		return fault.Damaged("%d strips or tiles of %d", p.offsets.count, need)
	}
	return nil
}

// rowBytes returns the size of a row of a block with that many samples per pixel.
func (p *picture) rowBytes(samples int) int {
	return int((int64(p.blockWidth)*int64(samples)*int64(p.bits) + 7) / 8)
}

// rawBytes returns the size of all samples without compression.
func (p *picture) rawBytes() int64 {
	if p.subH*p.subV > 1 {
		units := int64((p.width+p.subH-1)/p.subH) * int64((p.height+p.subV-1)/p.subV)
		return units * int64(p.subH*p.subV+2)
	}
	return (int64(p.width)*int64(p.samples)*int64(p.bits) + 7) / 8 * int64(p.height)
}
