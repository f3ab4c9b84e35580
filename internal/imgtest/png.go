package imgtest

import (
	"encoding/binary"
	"image"
	"testing"
)

// RawPNG returns a PNG of rows as given, each preceded by the number of its filter. color is one of
// the format's color types. The profile may be nil.
func RawPNG(t testing.TB, w, h, depth, color int, profile, rows []byte) []byte {
	t.Helper()
	b := rawPNGHead(t, w, h, depth, color, profile)
	b = append(b, Chunk("IDAT", deflate(t, rows))...)
	return append(b, Chunk("IEND", nil)...)
}

func rawPNGHead(t testing.TB, w, h, depth, color int, profile []byte) []byte {
	t.Helper()
	be := binary.BigEndian
	header := append(be.AppendUint32(be.AppendUint32(nil, uint32(w)), uint32(h)), byte(depth), byte(color), 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), Chunk("IHDR", header)...)
	if profile != nil {
		b = append(b, Chunk("iCCP", append([]byte("icc\x00\x00"), deflate(t, profile)...))...)
	}
	return b
}

// GrayAPNG returns an animated PNG of one gray channel. The profile may be nil.
func GrayAPNG(t testing.TB, profile []byte, frames ...*image.Gray) []byte {
	t.Helper()
	be := binary.BigEndian
	w, h := frames[0].Rect.Dx(), frames[0].Rect.Dy()
	b := rawPNGHead(t, w, h, 8, 0, profile)
	b = append(b, Chunk("acTL", be.AppendUint32(be.AppendUint32(nil, uint32(len(frames))), 0))...)
	sequence := uint32(0)
	next := func() []byte {
		sequence++
		return be.AppendUint32(nil, sequence-1)
	}
	for i, m := range frames {
		var rows []byte
		for y := range h {
			rows = append(append(rows, 0), m.Pix[y*m.Stride:][:w]...)
		}
		control := be.AppendUint32(be.AppendUint32(next(), uint32(w)), uint32(h))
		control = append(control, make([]byte, 8)...)
		b = append(b, Chunk("fcTL", append(control, 0, 10, 0, 100, 0, 0))...)
		if i == 0 {
			b = append(b, Chunk("IDAT", deflate(t, rows))...)
		} else {
			b = append(b, Chunk("fdAT", append(next(), deflate(t, rows)...))...)
		}
	}
	return append(b, Chunk("IEND", nil)...)
}
