package pixels

import (
	"bufio"
	"fmt"
	"image"
	"image/color"
	"io"

	"sizemill/resize/fault"
)

// salvageRatio is how much more than deflate can compress a file may claim that has lost most of its pixels.
const salvageRatio = 8

// Salvage reads what is left of a damaged picture, of the kind that Decode would give, and says in lower-case English what is lost: nothing where all pixels are there.
// Wrong checksums are passed over; pixels are taken up to where they cannot be inflated any more. What is missing is transparent
// where the picture has transparency, and otherwise grey; of an interlaced picture it is the coarser pixels of the passes before.
// Errors are ErrDamaged where not a row is left, ErrTooLarge or r's own.
func Salvage(r io.Reader, o DecodeOptions) (m image.Image, lost string, err error) {
	c := chunks{r: bufio.NewReaderSize(r, 1<<16), size: o.Size, maxPixels: o.MaxPixels, salvage: true}
	f, err := c.read()
	if err != nil {
		return nil, "", err
	}
	u, err := newUnfolder(f, DeflateRatio*salvageRatio)
	if err != nil {
		return nil, "", err
	}
	u.blocks = true
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
		return nil, "", fault.Damaged("not a row of pixels is left")
	case whole == len(passes) && (c.wrong || broken != nil):
		lost = "single pixels may be wrong"
	case whole == len(passes):
	case u.interlaced:
		lost = fmt.Sprintf("it is coarse in parts: %d of %d passes are whole", whole, len(passes))
	default:
		lost = fmt.Sprintf("the last %d of %d rows are missing", u.height-rows, u.height)
		if rows == u.height-1 {
			lost = fmt.Sprintf("the last of %d rows is missing", u.height)
		}
		u.blank(rows)
	}
	return u.image(), lost, nil
}

// blank makes rows from the given one on look missing.
func (u *unfolder) blank(from int) {
	rest := u.pix[from*u.width*u.pixel:]
	clear(rest)
	switch {
	case u.color == indexed:
		i := u.transparentIndex()
		for x := range rest {
			rest[x] = i
		}
	case u.color == gray && !u.alpha, u.color == rgb && !u.alpha:
		half := u.pixel // samples of grey come before those of alpha
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

// transparentIndex is a colour of the palette that is transparent; one is added where there is room.
func (u *unfolder) transparentIndex() byte {
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
