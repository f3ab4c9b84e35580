package tiff

import (
	"context"
	"errors"
	"image"
	"image/color"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Decode reads the first page, strip by strip or tile by tile and row by row, so that beside the
// picture it holds little more than a row.
func Decode(ctx context.Context, c *format.Cursor, h format.Header) (image.Image, error) {
	f, err := openTIFF(c)
	if err != nil {
		return nil, err
	}
	d, _, err := f.firstPage()
	if err != nil {
		return nil, err
	}
	p, err := f.stated(d, h)
	if err != nil {
		return nil, err
	}
	return p.decode(ctx)
}

// decode reads all pixels.
func (p *picture) decode(ctx context.Context) (image.Image, error) {
	if err := p.loadBlocks(); err != nil {
		return nil, err
	}
	if p.photometric == yCbCr {
		if p.compression == jpegCoded {
			return p.decodeJPEGColor(ctx)
		}
		if p.subH*p.subV > 1 {
			return p.decodeSubsampled()
		}
	}
	m, channels, err := p.canvas()
	if err != nil {
		return nil, err
	}
	if p.loss != nil && p.planar { // some channels of a pixel may be there
		format.Blank(m, m.Bounds(), false)
	}
	for plane := range p.planes() {
		if err := p.decodePlane(ctx, plane, channels); err != nil {
			return nil, err
		}
	}
	if p.supposed {
		unhide(m)
	}
	clampToAlpha(m)
	return m, nil
}

// planes returns how many sets of blocks there are.
func (p *picture) planes() int {
	if p.planar {
		return p.samples
	}
	return 1
}

// decodePlane reads the blocks that hold one sample of each pixel, or all of them.
func (p *picture) decodePlane(ctx context.Context, plane int, channels []channel) error {
	perPixel := p.samples
	if p.planar {
		perPixel = 1
		var wanted []channel
		for _, c := range channels {
			if c.sample == plane {
				c.sample = 0
				wanted = append(wanted, c)
			}
		}
		if channels = wanted; len(wanted) == 0 {
			return nil
		}
	}
	b := block{channels: channels, perPixel: perPixel, straight: inOrder(channels, perPixel)}
	b.row, b.wide = make([]byte, p.rowBytes(perPixel)), make([]byte, p.unpackedBytes(perPixel))
	for i := range p.across * p.down {
		number := plane*p.across*p.down + i
		rows, err := p.inRoom(number, func() (int, error) {
			return p.decodeBlock(ctx, number, p.area(i), b, p.photometric == whiteIsZero &&
				plane == 0)
		})
		if err == nil {
			continue
		}
		if err := p.failed(number, rows, err); err != nil {
			return err
		}
	}
	return nil
}

// block is what the blocks of a plane share, and the buffers for their rows.
type block struct {
	channels  []channel
	perPixel  int
	straight  bool   // see inOrder
	row, wide []byte // packed and unpacked
}

// area returns the part of the picture in the i-th block of a plane.
func (p *picture) area(i int) image.Rectangle {
	x, y := i%p.across*p.blockWidth, i/p.across*p.blockHeight
	return image.Rect(x, y, min(x+p.blockWidth, p.width), min(y+p.blockHeight, p.height))
}

// decodeBlock reads a block, and returns how many of its rows are valid beside an error.
func (p *picture) decodeBlock(
	ctx context.Context, number int, area image.Rectangle, b block, invert bool,
) (int, error) {
	w, h := area.Dx(), area.Dy()
	rows, err := p.rows(ctx, number, w, h, b.perPixel)
	if err != nil {
		return 0, err
	}
	for line := range h {
		if _, err := io.ReadFull(rows, b.row); err != nil {
			return line, err
		}
		samples := p.unpack(b.wide, b.row, b.perPixel)
		if invert {
			p.invertFirst(samples, b.perPixel)
		}
		if b.straight {
			first := b.channels[0]
			copy(first.pix[(area.Min.Y+line)*first.stride+area.Min.X*first.step:],
				samples[:w*first.step])
			continue
		}
		for _, c := range b.channels {
			c.put(area.Min.X, area.Min.Y+line, w, samples, b.perPixel)
		}
	}
	return h, p.checkTail(rows, int64(len(b.row))*int64(p.blockHeight-h)+1<<16)
}

// blockError names the strip or tile that is short.
func (p *picture) blockError(i int, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, errNoChecksum) {
		kind := "strip"
		if p.tiled {
			kind = "tile"
		}
		return fault.Damaged("%s %d of %d is too short", kind, i+1, len(p.table.at))
	}
	return err
}

// channel is a channel of the decoded picture: the source of its samples, and their place.
type channel struct {
	sample int // of a pixel's
	pix    []byte
	stride int // bytes from row to row
	step   int // bytes from pixel to pixel
	bytes  int // per sample: 1, or 2, the higher first
}

// put writes w samples, taken from interleaved ones, into row y from pixel x on.
func (c channel) put(x, y, w int, samples []byte, perPixel int) {
	to := c.pix[y*c.stride+x*c.step:]
	from, step := samples[c.sample*c.bytes:w*perPixel*c.bytes], perPixel*c.bytes
	if c.bytes == 2 {
		for i, j := 0, 0; i+1 < len(from); i, j = i+step, j+c.step {
			to[j], to[j+1] = from[i], from[i+1]
		}
		return
	}
	for i, j := 0, 0; i < len(from); i, j = i+step, j+c.step {
		to[j] = from[i]
	}
}

// inOrder reports whether the picture's pixels are the file's, sample by sample.
func inOrder(channels []channel, perPixel int) bool {
	for i, c := range channels {
		if c.sample != i || c.step != perPixel*c.bytes {
			return false
		}
	}
	return len(channels) == perPixel
}

// canvas makes the picture, without its samples, and returns where they belong.
func (p *picture) canvas() (image.Image, []channel, error) {
	rect := image.Rect(0, 0, p.width, p.height)
	deep := p.bits > 8
	one := func(pix []byte, stride, bytes int) []channel {
		return []channel{{pix: pix, stride: stride, step: bytes, bytes: bytes}}
	}
	switch {
	case p.photometric == palette:
		colors, err := p.palette()
		m := image.NewPaletted(rect, colors)
		return m, one(m.Pix, m.Stride, 1), err
	case p.photometric == cmyk:
		m := image.NewCMYK(rect)
		return m, p.four(m.Pix, m.Stride, 1, [4]int{0, 1, 2, 3}), nil
	case p.photometric == yCbCr:
		m := image.NewYCbCr(rect, image.YCbCrSubsampleRatio444)
		return m, []channel{
			{sample: 0, pix: m.Y, stride: m.YStride, step: 1, bytes: 1},
			{sample: 1, pix: m.Cb, stride: m.CStride, step: 1, bytes: 1},
			{sample: 2, pix: m.Cr, stride: m.CStride, step: 1, bytes: 1},
		}, nil
	case p.photometric != rgb && p.alpha < 0 && deep:
		m := image.NewGray16(rect)
		return m, one(m.Pix, m.Stride, 2), nil
	case p.photometric != rgb && p.alpha < 0:
		m := image.NewGray(rect)
		return m, one(m.Pix, m.Stride, 1), nil
	}
	from := [4]int{0, 1, 2, p.alpha}
	if p.photometric != rgb {
		from = [4]int{0, 0, 0, p.alpha}
	}
	switch {
	case deep && p.premultiplied:
		m := image.NewRGBA64(rect)
		return m, p.four(m.Pix, m.Stride, 2, from), nil
	case deep:
		m := image.NewNRGBA64(rect)
		return m, p.four(m.Pix, m.Stride, 2, from), nil
	case p.premultiplied:
		m := image.NewRGBA(rect)
		return m, p.four(m.Pix, m.Stride, 1, from), nil
	}
	m := image.NewNRGBA(rect)
	return m, p.four(m.Pix, m.Stride, 1, from), nil
}

// four returns the channels of a picture with four. The fourth is full if no sample fills it.
func (p *picture) four(pix []byte, stride, bytes int, from [4]int) []channel {
	var channels []channel
	for i, sample := range from {
		if sample >= 0 {
			channels = append(channels,
				channel{sample: sample, pix: pix[i*bytes:], stride: stride, step: 4 * bytes,
					bytes: bytes})
			continue
		}
		for at := i * bytes; at < len(pix); at += 4 * bytes {
			for k := range bytes {
				pix[at+k] = 0xFF
			}
		}
	}
	return channels
}

// palette reads the colors: all red values, all green ones, all blue ones, of 16 bits each. Old
// programs stored eight bits, and some store only the colors in use.
func (p *picture) palette() (color.Palette, error) {
	n := 1 << p.bits
	e := p.d.entries[tagColorMap]
	if e.count > 0 && e.count < int64(3*n) && e.count%3 == 0 {
		n = int(e.count / 3)
	}
	if e.count < int64(3*n) || e.kind != kindShort {
		return nil, fault.Damaged("a palette of %d values, not %d", e.count, 3*n)
	}
	values, err := p.numbers(e, 3*n)
	if err != nil {
		return nil, err
	}
	shift := 0
	for _, v := range values {
		if v > 0xFF {
			shift = 8
			break
		}
	}
	colors := make(color.Palette, n)
	for i := range colors {
		colors[i] = color.NRGBA{R: byte(values[i] >> shift), G: byte(values[n+i] >> shift),
			B: byte(values[2*n+i] >> shift), A: 0xFF}
	}
	return colors, nil
}

// clampToAlpha clamps premultiplied colors to their alpha: no pixel is brighter than white.
func clampToAlpha(m image.Image) {
	switch m := m.(type) {
	case *image.RGBA:
		for p := m.Pix; len(p) >= 4; p = p[4:] {
			for i := range 3 {
				p[i] = min(p[i], p[3])
			}
		}
	case *image.RGBA64:
		for p := m.Pix; len(p) >= 8; p = p[8:] {
			for i := 0; i < 6; i += 2 {
				if p[i] > p[6] || p[i] == p[6] && p[i+1] > p[7] {
					p[i], p[i+1] = p[6], p[7]
				}
			}
		}
	}
}

// unhide makes a picture opaque that is transparent everywhere: its writer left the fourth channel
// unused.
func unhide(m image.Image) {
	switch m := m.(type) {
	case *image.NRGBA:
		if format.AllClear(m) {
			fillAlpha(m.Pix, 3, 4)
		}
	case *image.NRGBA64:
		for p := m.Pix; len(p) >= 8; p = p[8:] {
			if p[6]|p[7] != 0 {
				return
			}
		}
		fillAlpha(m.Pix, 6, 8)
		fillAlpha(m.Pix, 7, 8)
	}
}

// fillAlpha sets every step-th byte from first on.
func fillAlpha(pix []byte, first, step int) {
	for i := first; i < len(pix); i += step {
		pix[i] = 0xFF
	}
}
