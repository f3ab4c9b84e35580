package imgtest

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"github.com/gen2brain/webp"
)

// GIF returns the animation as a GIF. Its cels must not have half-transparent pixels, nor more than
// 255 colors together, or each with Local. The first cel's palette is the global one, of all cels
// that are not Local.
func (a Animation) GIF(t testing.TB) []byte {
	t.Helper()
	le := binary.LittleEndian
	global := newColors()
	for _, c := range a.Cels {
		if !c.Local {
			global.add(t, c.Image)
		}
	}
	b := le.AppendUint16(le.AppendUint16([]byte("GIF89a"), uint16(a.Width)), uint16(a.Height))
	b = append(b, 0xF7, 3, 0) // 256 colors; a background that viewers do not show
	b = append(b, global.table()...)
	if a.Loops != 1 {
		b = append(append(b, 0x21, 0xFF, 11), "NETSCAPE2.0"...)
		b = append(le.AppendUint16(append(b, 3, 1), uint16(max(a.Loops-1, 0))), 0)
	}
	b = append(b, 0x21, 0xFE, 2, 'h', 'i', 0)
	for _, c := range a.Cels {
		colors := global
		if c.Local {
			colors = newColors()
			colors.add(t, c.Image)
		}
		b = append(b, 0x21, 0xF9, 4, byte(c.Dispose+1)<<2|1)
		b = append(le.AppendUint16(b, uint16(c.Delay/(10*time.Millisecond))), 255, 0, 0x2C)
		w, h := c.Image.Rect.Dx(), c.Image.Rect.Dy()
		for _, v := range []int{c.At.X, c.At.Y, w, h} {
			b = le.AppendUint16(b, uint16(v))
		}
		var flags byte
		rows := sequence(0, 1, h)
		if c.Interlaced {
			flags |= 0x40
			rows = append(sequence(0, 8, h), append(sequence(4, 8, h), append(sequence(2, 4, h), sequence(1, 2, h)...)...)...)
		}
		if c.Local {
			b = append(append(b, flags|0x87), colors.table()...)
		} else {
			b = append(b, flags)
		}
		var data bytes.Buffer
		z := lzw.NewWriter(&data, lzw.LSB, 8)
		for _, y := range rows {
			line := make([]byte, w)
			for x := range line {
				line[x] = colors.index(c.Image.NRGBAAt(x, y))
			}
			_, err := z.Write(line)
			must(t, err)
		}
		must(t, z.Close())
		b = append(b, 8)
		for data.Len() > 0 {
			part := data.Next(255)
			b = append(append(b, byte(len(part))), part...)
		}
		b = append(b, 0)
	}
	return append(b, 0x3B)
}

// sequence yields from, from+step, and so on, below end.
func sequence(from, step, end int) []int {
	var s []int
	for ; from < end; from += step {
		s = append(s, from)
	}
	return s
}

// colors is a palette under construction; index 255 is transparent.
type colors struct {
	list []color.NRGBA
	at   map[color.NRGBA]byte
}

func newColors() *colors { return &colors{at: map[color.NRGBA]byte{}} }

func (c *colors) add(t testing.TB, m *image.NRGBA) {
	t.Helper()
	for i := 0; i < len(m.Pix); i += 4 {
		p := color.NRGBA{R: m.Pix[i], G: m.Pix[i+1], B: m.Pix[i+2], A: m.Pix[i+3]}
		if _, known := c.at[p]; known || p.A == 0 {
			continue
		}
		if p.A != 255 || len(c.list) == 255 {
			t.Fatal("a GIF cannot hold this animation")
		}
		c.at[p] = byte(len(c.list))
		c.list = append(c.list, p)
	}
}

func (c *colors) index(p color.NRGBA) byte {
	if p.A == 0 {
		return 255
	}
	return c.at[p]
}

func (c *colors) table() []byte {
	b := make([]byte, 3*256)
	for i, p := range c.list {
		b[3*i], b[3*i+1], b[3*i+2] = p.R, p.G, p.B
	}
	return b
}

// WebP returns the animation as a lossless WebP. Offsets must be even, and no cel may be Restore.
func (a Animation) WebP(t testing.TB) []byte {
	return a.webP(t, webp.Options{Lossless: true, Exact: true})
}

// LossyWebP returns the animation as a lossy WebP.
func (a Animation) LossyWebP(t testing.TB, quality int) []byte {
	return a.webP(t, webp.Options{Quality: quality, Method: webp.DefaultMethod})
}

func (a Animation) webP(t testing.TB, o webp.Options) []byte {
	t.Helper()
	u24 := func(b []byte, v int) []byte { return append(b, byte(v), byte(v>>8), byte(v>>16)) }
	chunk := func(b []byte, kind string, data []byte) []byte {
		b = binary.LittleEndian.AppendUint32(append(b, kind...), uint32(len(data)))
		return append(append(b, data...), make([]byte, len(data)%2)...)
	}
	b := chunk([]byte("RIFF\x00\x00\x00\x00WEBP"), "VP8X", u24(u24([]byte{1<<1 | 1<<4, 0, 0, 0}, a.Width-1), a.Height-1))
	b = chunk(b, "ANIM", append([]byte{200, 100, 50, 255}, byte(a.Loops), byte(a.Loops>>8))) // viewers do not show the background
	for _, c := range a.Cels {
		if c.At.X%2+c.At.Y%2 != 0 || c.Dispose == Restore {
			t.Fatal("a WebP cannot hold this animation")
		}
		data := u24(u24(nil, c.At.X/2), c.At.Y/2)
		data = u24(u24(data, c.Image.Rect.Dx()-1), c.Image.Rect.Dy()-1)
		data = u24(data, int(c.Delay.Milliseconds()))
		var flags byte
		if c.Dispose == Wipe {
			flags |= 1
		}
		if c.Replace {
			flags |= 2
		}
		var buf bytes.Buffer
		must(t, webp.Encode(&buf, c.Image, o))
		file := buf.Bytes()[12:]
		if string(file[:4]) == "VP8X" {
			file = file[18:]
		}
		b = chunk(b, "ANMF", append(append(data, flags), file...))
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

// PNG returns the animation as an animated PNG, with pixels in chunks of at most 1,000 bytes.
func (a Animation) PNG(t testing.TB) []byte {
	t.Helper()
	be := binary.BigEndian
	u32 := func(v int) []byte { return be.AppendUint32(nil, uint32(v)) }
	b := append([]byte("\x89PNG\r\n\x1a\n"), Chunk("IHDR", append(append(u32(a.Width), u32(a.Height)...), 8, 6, 0, 0, 0))...)
	b = append(b, Chunk("acTL", append(u32(len(a.Cels)), u32(a.Loops)...))...)
	if a.Still != nil {
		for _, part := range pngParts(t, a.Still) {
			b = append(b, Chunk("IDAT", part)...)
		}
	}
	sequence := 0
	next := func() []byte {
		sequence++
		return u32(sequence - 1)
	}
	for i, c := range a.Cels {
		control := append(append(next(), u32(c.Image.Rect.Dx())...), u32(c.Image.Rect.Dy())...)
		control = append(append(control, u32(c.At.X)...), u32(c.At.Y)...)
		control = be.AppendUint16(be.AppendUint16(control, uint16(c.Delay/(10*time.Millisecond))), 0) // 0 stands for 100
		control = append(control, byte(c.Dispose), 1)
		if c.Replace {
			control[25] = 0
		}
		b = append(b, Chunk("fcTL", control)...)
		for _, part := range pngParts(t, c.Image) {
			if i == 0 && a.Still == nil {
				b = append(b, Chunk("IDAT", part)...)
			} else {
				b = append(b, Chunk("fdAT", append(next(), part...))...)
			}
		}
	}
	return append(b, Chunk("IEND", nil)...)
}

// pngParts returns the compressed pixels of a picture in four channels.
func pngParts(t testing.TB, m *image.NRGBA) [][]byte {
	t.Helper()
	var buf bytes.Buffer
	must(t, png.Encode(&buf, fourChannels{m}))
	var data []byte
	for b := buf.Bytes()[8:]; len(b) > 0; {
		n := int(binary.BigEndian.Uint32(b))
		if string(b[4:8]) == "IDAT" {
			data = append(data, b[8:8+n]...)
		}
		b = b[12+n:]
	}
	var parts [][]byte
	for len(data) > 0 {
		n := min(len(data), 1000)
		parts, data = append(parts, data[:n]), data[n:]
	}
	return parts
}

// fourChannels makes the library write an alpha channel, even if the picture is opaque.
type fourChannels struct{ *image.NRGBA }

func (fourChannels) Opaque() bool { return false }
