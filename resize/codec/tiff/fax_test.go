package tiff

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/image/ccitt"
)

// TestFaxRLE: rows of runs alone, which no tool of libtiff's writes, from an encoder that knows nothing but the tables.
func TestFaxRLE(t *testing.T) {
	const height = 40
	random := rand.New(rand.NewPCG(3, 4))
	codes := newFaxCodes()
	for _, width := range []int{1, 7, 64, 1728, 6000} {
		var w faxWriter
		var want []byte
		for range height {
			row := make([]byte, (width+7)/8)
			black, x := false, 0
			for x < width {
				n := min(random.IntN([]int{3, 70, 3000}[random.IntN(3)]), width-x)
				w.run(n, black)
				if black {
					for i := x; i < x+n; i++ {
						row[i/8] |= 0x80 >> (i % 8)
					}
				}
				x, black = x+n, !black
			}
			w.align()
			want = append(want, row...)
		}
		r := newFaxReader(bufio.NewReader(bytes.NewReader(w.out)), codes, faxRLE, width)
		got := make([]byte, len(want))
		if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, want) {
			t.Errorf("width %d: %v", width, err)
		}
		if _, err := r.Read(got); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("width %d: behind the end: %v", width, err)
		}
	}
}

// faxWriter writes codes.
type faxWriter struct {
	out  []byte
	bits int
}

func (w *faxWriter) code(s string) {
	for _, bit := range s {
		if w.bits%8 == 0 {
			w.out = append(w.out, 0)
		}
		w.out[len(w.out)-1] |= byte(bit-'0') << (7 - w.bits%8)
		w.bits++
	}
}

func (w *faxWriter) align() { w.bits = 8 * len(w.out) }

func (w *faxWriter) run(n int, black bool) {
	short, long := strings.Fields(faxWhite), strings.Fields(faxWhiteLong)
	if black {
		short, long = strings.Fields(faxBlack), strings.Fields(faxBlackLong)
	}
	for n >= 2560 {
		w.code("000000011111")
		n -= 2560
	}
	if n >= 1792 {
		w.code(strings.Fields(faxLongest)[(n-1792)/64])
	} else if n >= 64 {
		w.code(long[n/64-1])
	}
	w.code(short[n%64])
}

// FuzzFax compares group 4 with another decoder, where that one sees no fault. What it takes and we refuse, or the other way round, are
// files that no encoder writes.
func FuzzFax(f *testing.F) {
	f.Add([]byte{0x26, 0xA1, 0xBF, 0x00, 0x10, 0x01}, uint16(20))
	f.Add([]byte{0xFF, 0x00, 0x10, 0x01}, uint16(9))
	codes := newFaxCodes()
	f.Fuzz(func(t *testing.T, b []byte, width uint16) {
		const height = 8
		if width == 0 || width > 4000 {
			return
		}
		size := (int(width) + 7) / 8 * height
		got, want := make([]byte, size), make([]byte, size)
		_, err := io.ReadFull(newFaxReader(bufio.NewReader(bytes.NewReader(b)), codes, fax2D, int(width)), got)
		_, theirs := io.ReadFull(ccitt.NewReader(bytes.NewReader(b), ccitt.MSB, ccitt.Group4, int(width), height, &ccitt.Options{Invert: true}), want)
		if err == nil && theirs == nil && !bytes.Equal(got, want) {
			t.Errorf("%x\nwant\n%x", got, want)
		}
		for _, kind := range []faxKind{faxRLE, fax1D, faxMixed} {
			_, _ = io.ReadFull(newFaxReader(bufio.NewReader(bytes.NewReader(b)), codes, kind, int(width)), got)
		}
	})
}
