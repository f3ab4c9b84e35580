package codec

import (
	"bytes"
	"compress/lzw"
	"fmt"
	"image"
	"image/color"
	"io"
)

// gifSalvage reads the first frame up to where its compression breaks. Of an interlaced one, the rows of passes that are missing are those
// of the passes before.
func gifSalvage(r *io.SectionReader, h Header) (image.Image, string, error) {
	c := newCursor(r, r.Size())
	screen, err := gifHead(c)
	if err != nil {
		return nil, "", err
	}
	b, err := gifFirst(c)
	if err != nil {
		return nil, "", err
	}
	m, err := b.salvaged(c, screen, r.Size(), h)
	if err != nil {
		return nil, "", err
	}
	rows, height := m.rows, m.image.Rect.Dy()
	lost := fmt.Sprintf("the last %d of %d rows are missing", height-rows, height)
	switch {
	case rows == 0:
		return nil, "", damaged("not a row of pixels is left")
	case rows == height:
		lost = "what follows the pixels is missing or damaged"
	case m.interlaced:
		lost = fmt.Sprintf("it is coarse in parts: %d of %d rows are there", rows, height)
	}
	if gifCovers(b.descriptor[:], h) {
		return m.image, lost, nil
	}
	s := newStage(h)
	s.draw(piece{m: m.image, at: b.rect().Min}, b.rect().Intersect(s.m.Rect))
	return s.m, lost, nil
}

// gifFirst finds the first frame. Its data may end with the file.
func gifFirst(c *cursor) (gifStored, error) {
	// To the walk, the file goes on with empty blocks.
	longer := newCursor(paddedReader{c, c.size}, c.size+2*windowBytes)
	var first gifStored
	_, err := gifFrameWalk(longer, func(b *gifStored) error {
		first = *b
		return errVisited
	})
	return first, found(err)
}

// gifFirstAlpha says whether the first frame, which may be cut, has transparency.
func gifFirstAlpha(c *cursor, h Header) bool {
	b, err := gifFirst(c)
	return err == nil && (b.control[0]&1 != 0 || !gifCovers(b.descriptor[:], h))
}

// paddedReader goes on with zeros where r ends, at size.
type paddedReader struct {
	r    io.ReaderAt
	size int64
}

func (p paddedReader) ReadAt(b []byte, off int64) (int, error) {
	clear(b)
	if off >= p.size {
		return len(b), nil
	}
	n := min(int64(len(b)), p.size-off)
	if got, err := p.r.ReadAt(b[:n], off); int64(got) < n {
		return got, err
	}
	return len(b), nil
}

// gifRemains is as much of a frame as there is.
type gifRemains struct {
	image      *image.Paletted
	rows       int // that are there, in the order in which they are stored
	interlaced bool
}

// salvaged decodes what there is of a frame in a file of size bytes; screen is what gifHead gives.
func (b *gifStored) salvaged(c *cursor, screen []byte, size int64, h Header) (gifRemains, error) {
	area := image.Rectangle{Max: b.rect().Size()}
	pixels := int64(area.Dx()) * int64(area.Dy())
	if pixels == 0 || pixels > 4*h.Pixels()+1<<12 { // as gifFrame
		return gifRemains{}, damaged("a frame of %d × %d pixels in a picture of %d × %d", area.Dx(), area.Dy(), h.Width, h.Height)
	}
	flags := b.descriptor[8]
	if err := c.seek(b.rest); err != nil {
		return gifRemains{}, err
	}
	table, err := c.block(gifColors(flags), windowBytes)
	if err != nil {
		return gifRemains{}, err
	}
	if len(table) == 0 {
		table = screen[3:]
	}
	width, err := c.byte() // of the first codes
	if err != nil {
		return gifRemains{}, err
	}
	if len(table) == 0 || width < 2 || width > 8 {
		return gifRemains{}, damaged("no colours")
	}
	const perPixel = 2 // more than the longest codes
	n := min(b.end, size, c.off+perPixel*pixels+1<<16) - c.off
	raw, err := c.block(n, n)
	if err != nil {
		return gifRemains{}, err
	}
	m := image.NewPaletted(area, gifTable(table, b.control))
	there, _ := io.ReadFull(lzw.NewReader(bytes.NewReader(gifData(raw)), lzw.LSB, int(width)), m.Pix) // whatever the error is, so many are there
	for i, v := range m.Pix[:there] {
		if int(v) >= len(m.Palette) {
			there = i
			break
		}
	}
	out := gifRemains{image: m, rows: there / area.Dx(), interlaced: flags&0x40 != 0}
	out.arrange(h.Alpha)
	return out, nil
}

// gifData is what sub-blocks hold, the last of which may be cut.
func gifData(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for len(raw) > 0 && raw[0] != 0 {
		n := 1 + min(int(raw[0]), len(raw)-1)
		out = append(out, raw[1:n]...)
		raw = raw[n:]
	}
	return out
}

// gifTable makes colours of a table. The transparent one may be none of them.
func gifTable(table []byte, control [4]byte) color.Palette {
	var p color.Palette
	for ; len(table) >= 3; table = table[3:] {
		p = append(p, color.NRGBA{table[0], table[1], table[2], 0xFF})
	}
	if control[0]&1 != 0 {
		for len(p) <= int(control[3]) {
			p = append(p, color.NRGBA{})
		}
		p[control[3]] = color.NRGBA{}
	}
	return p
}

// arrange brings rows that are stored interlaced into their order, and fills those that are missing.
func (g *gifRemains) arrange(clear bool) {
	m, height := g.image, g.image.Rect.Dy()
	if !g.interlaced {
		blank(m, image.Rect(0, g.rows, m.Rect.Dx(), height), clear)
		return
	}
	at, next := make([]int, height), 0 // where each row is stored
	for _, pass := range [...][2]int{{0, 8}, {4, 8}, {2, 4}, {1, 2}} {
		for y := pass[0]; y < height; y += pass[1] {
			at[y], next = next, next+1
		}
	}
	stored := m.Pix
	m.Pix = make([]byte, len(stored))
	for y := range height {
		from := y
		for _, coarser := range [...]int{1, 3, 7} {
			if at[from] >= g.rows {
				from = y &^ coarser
			}
		}
		if at[from] < g.rows {
			copy(m.Pix[y*m.Stride:][:m.Stride], stored[at[from]*m.Stride:])
		} else {
			blank(m, image.Rect(0, y, m.Rect.Dx(), y+1), clear)
		}
	}
}
