package gif

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"io"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Salvage reads the first frame up to where its compression breaks. Of an interlaced one, the rows
// of passes that are missing are those of the passes before.
func Salvage(_ context.Context, c *format.Cursor, h format.Header) (image.Image, string, error) {
	screen, err := head(c)
	if err != nil {
		return nil, "", err
	}
	b, err := first(c)
	if err != nil {
		return nil, "", err
	}
	m, err := b.salvaged(c, screen, h)
	if err != nil {
		return nil, "", err
	}
	rows, height := m.rows, m.image.Rect.Dy()
	lost := format.RowsMissing("last", height-rows, height)
	switch {
	case rows == 0:
		return nil, "", fault.Damaged("no row of pixels can be read")
	case rows == height:
		lost = "the data after the pixels is missing or damaged"
	case m.interlaced:
		lost = fmt.Sprintf("parts are coarse: only %d of %d rows are present", rows, height)
	}
	if covers(b.descriptor[:], h) {
		return m.image, lost, nil
	}
	s := anim.NewCanvas(h)
	s.Draw(anim.Frame{Image: m.image, At: b.rect().Min}, b.rect().Intersect(s.Image.Rect))
	return s.Image, lost, nil
}

// first finds the first frame. Its data may end with the file.
func first(c *format.Cursor) (stored, error) {
	// To the walk, the file goes on with empty blocks.
	longer := format.NewCursor(paddedReader{c, c.Size}, c.Size+2*format.WindowBytes)
	var first stored
	_, err := frameWalk(longer, func(b *stored) error {
		first = *b
		return format.ErrStop
	})
	return first, format.SearchError(err)
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

// remains is as much of a frame as there is.
type remains struct {
	image      *image.Paletted
	rows       int // that are there, in the order in which they are stored
	interlaced bool
}

// salvaged decodes what there is of a frame; screen is what head returns.
func (b *stored) salvaged(c *format.Cursor, screen []byte, h format.Header) (remains, error) {
	area := image.Rectangle{Max: b.rect().Size()}
	pixels := int64(area.Dx()) * int64(area.Dy())
	if pixels == 0 || pixels > 4*h.Pixels()+1<<12 { // as frame
		return remains{}, frameTooLarge(area.Max, h)
	}
	m, there, err := b.pixels(c, screen[3:])
	if m == nil {
		return remains{}, err
	}
	out := remains{image: m, rows: there / area.Dx(), interlaced: b.interlaced()}
	out.arrange(h.Alpha)
	return out, nil
}

// colorTable makes colors of a table. The transparent one may be none of them.
func colorTable(table []byte, control [4]byte) color.Palette {
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

// arrange brings rows that are stored interlaced into their order, and fills those that are
// missing.
func (g *remains) arrange(clear bool) {
	m, height := g.image, g.image.Rect.Dy()
	if !g.interlaced {
		format.Blank(m, image.Rect(0, g.rows, m.Rect.Dx(), height), clear)
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
			format.Blank(m, image.Rect(0, y, m.Rect.Dx(), y+1), clear)
		}
	}
}
