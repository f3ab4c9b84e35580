package pixels

import (
	"bufio"
	"fmt"
	"image"
	"image/color"
	"io"

	"sizemill/resize/fault"
)

// salvageRatio is how much more than deflate's best a file may claim that has lost most of its
// pixels.
const salvageRatio = 8

// Salvage reads what is left of a damaged picture, of the kind that Decode returns. It returns in
// lower-case English what is lost; an empty text if all pixels are there. Wrong checksums are
// ignored, and pixels are read as far as they can be inflated. Missing ones are transparent if the
// picture has alpha, otherwise gray; in an interlaced picture they come from earlier passes. Errors
// are ErrDamaged without a single row, ErrTooLarge or r's own.
func Salvage(r io.Reader, o DecodeOptions) (m image.Image, lost string, err error) {
	c := chunks{r: bufio.NewReaderSize(r, 1<<16), size: o.Size, maxPixels: o.MaxPixels,
		salvage: true}
	f, err := c.read()
	if err != nil {
		return nil, "", err
	}
	u, err := newReconstructor(f, DeflateRatio*salvageRatio)
	if err != nil {
		return nil, "", err
	}
	u.replicate = true
	_, broken := inflatePixels(u.raw, f.compressed)
	if broken != nil {
		u.have = inflatePart(u.raw, f.compressed)
	}
	u.compressed = nil
	if u.interlaced {
		u.blank(0)
	}
	passes := f.passes()
	whole, rows := 0, 0 // passes without loss, and rows of all passes
	for i, p := range passes {
		n := u.pass(p)
		rows += n
		if n == p.height && whole == i {
			whole++
		}
	}
	switch {
	case rows == 0:
		return nil, "", fault.Damaged("no row of pixels can be read")
	case whole == len(passes) && (c.wrong || broken != nil):
		lost = "some pixels may be wrong"
	case whole == len(passes):
	case u.interlaced:
		lost = fmt.Sprintf(
			"parts are coarse: only %d of %d passes are complete", whole, len(passes))
	default:
		lost = fmt.Sprintf("the last %d of %d rows are missing", u.height-rows, u.height)
		if rows == u.height-1 {
			lost = fmt.Sprintf("the last of %d rows is missing", u.height)
		}
		u.blank(rows)
	}
	return u.image(), lost, nil
}

// blank marks the rows from the given one on as missing.
func (u *reconstructor) blank(from int) {
	rest := u.pix[from*u.width*u.pixel:]
	clear(rest)
	switch {
	case u.color == indexed:
		i := u.transparentIndex()
		for x := range rest {
			rest[x] = i
		}
	case u.color == gray && !u.alpha, u.color == rgb && !u.alpha:
		half := u.pixel // gray samples precede those of alpha
		if u.color == rgb {
			half = u.pixel / 4 * 3
		}
		for x := range rest {
			if rest[x] = 0x80; x%u.pixel >= half {
				rest[x] = 0xFF
			}
		}
	}
}

// transparentIndex returns a transparent color of the palette, which is added if there is room.
func (u *reconstructor) transparentIndex() byte {
	for i, c := range u.palette {
		if _, _, _, a := c.RGBA(); a == 0 {
			return byte(i)
		}
	}
	if len(u.palette) == 256 {
		return 0
	}
	u.palette = append(u.palette, color.NRGBA{})
	return byte(len(u.palette) - 1)
}
