package codectest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"reflect"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Salvage reads what is left of a file, as resize does.
func Salvage(b []byte) (m image.Image, lost string, err error) {
	h, err := codec.ReadDamagedHeader(bytes.NewReader(b), int64(len(b)), format.Limits{})
	if err != nil {
		return nil, "", err
	}
	return codec.Salvage(context.Background(), bytes.NewReader(b), int64(len(b)), h)
}

// CheckSalvaged wants each pixel to be as it was or to look missing, and returns how many per
// hundred are as they were.
func CheckSalvaged(t testing.TB, got, want image.Image, alpha bool) int {
	t.Helper()
	imgtest.SameSize(t, got, want.Bounds().Dx(), want.Bounds().Dy())
	kept, all := 0, want.Bounds().Dx()*want.Bounds().Dy()
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			g := color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA)
			switch w := color.NRGBAModel.Convert(want.At(x, y)).(color.NRGBA); {
			case g == w:
				kept++
			case alpha && g.A != 0, !alpha && !IsGray(g):
				t.Fatalf("pixel (%d, %d) is %v, was %v", x, y, g, w)
			}
		}
	}
	return 100 * kept / all
}

// IsGray reports whether a pixel looks missing. It allows for inks, which are converted, and for
// palettes without room for a gray.
func IsGray(c color.NRGBA) bool {
	return c.A == 0xFF && max(c.R, c.G, c.B)-min(c.R, c.G, c.B) <= 1 && c.R >= 0x7E && c.R <= 0x82
}

// CheckWhole wants b to be decoded to want with the flaws given, and Salvage to lose nothing.
func CheckWhole(t testing.TB, b []byte, want image.Image, flaws format.Flaws) {
	t.Helper()
	m, got := DecodeFlawed(t, b)
	imgtest.SameImage(t, m, want, 0)
	if got != flaws {
		t.Errorf("flaws %v, want %v", got.Warnings(), flaws.Warnings())
	}
	if _, lost, err := Salvage(b); err != nil || lost != "" {
		t.Errorf("salvage: lost %q, %v", lost, err)
	}
}

// CheckTruncated wants the first n bytes of a file to be damaged, unless only an empty tail is
// missing.
func CheckTruncated(t testing.TB, b []byte, n int) {
	t.Helper()
	m, err := Decode(b[:n])
	if err == nil && n >= len(b)-Unneeded(b) {
		if want, err := Decode(b); err != nil || !reflect.DeepEqual(m, want) {
			t.Errorf("%d of %d bytes: other pixels than the whole file's (%v)", n, len(b), err)
		}
		return
	}
	if n > 0 && n < 18 && errors.Is(err, fault.ErrUnsupported) { // too short to be recognized
		return
	}
	h, e := ReadHeader(b)
	ends := bytes.HasSuffix(b, []byte("\xff\xd9"))
	if e == nil && n >= len(b)-2 && ends { // no pixel is missing
		_, flaws, err := codec.Decode(t.Context(), bytes.NewReader(b[:n]), int64(n), h)
		arithmetic := bytes.Contains(b, []byte{0xFF, 0xCC})
		if !arithmetic && (err != nil || flaws != format.FlawEnd) {
			t.Errorf("%d of %d bytes: flaws %q, %v", n, len(b), flaws.Warnings(), err)
		}
		return
	}
	if !errors.Is(err, fault.ErrDamaged) {
		t.Errorf("%d of %d bytes: %v", n, len(b), err)
	}
}

// Unneeded returns how many bytes at the end of a file may be missing without a loss of pixels.
func Unneeded(b []byte) int {
	if bytes.HasPrefix(b, []byte("\x89PNG")) {
		return 5 + 4 + 4 + 12 // the mark that ends its stream, two checksums, and IEND
	}
	if bytes.HasPrefix(b, []byte("GIF8")) {
		return 4 // the mark that ends its stream, an empty block and the trailer
	}
	if bytes.HasPrefix(b, []byte("RIFF")) { // all behind the last pixels, and their padding
		at := max(bytes.LastIndex(b, []byte("VP8L")), bytes.LastIndex(b, []byte("VP8 ")))
		return len(b) - at - 8 - int(binary.LittleEndian.Uint32(b[at+4:]))
	}
	if bytes.HasPrefix(b, []byte("II*\x00")) {
		return 16 // the numbers of its resolution, which imgtest's encoder writes last
	}
	return 0
}

// FuzzedSalvage wants Salvage to find a picture of the size that the header states, or an error of a
// known kind, whatever the bytes are.
func FuzzedSalvage(t *testing.T, b []byte) {
	t.Helper()
	limits := format.Limits{Pixels: 1 << 18, Frames: 20}
	h, err := codec.ReadDamagedHeader(bytes.NewReader(b), int64(len(b)), limits)
	if err != nil || h.Format == format.AVIF || h.Format == format.HEIC { // without salvage
		return
	}
	m, lost, err := codec.Salvage(t.Context(), bytes.NewReader(b), int64(len(b)), h)
	switch {
	case err == nil && m.Bounds().Size() != image.Pt(h.Width, h.Height):
		t.Fatalf("%v of %+v, lost %q", m.Bounds(), h, lost)
	case err == nil:
		for i := range h.Width * h.Height { // every pixel has a color
			_ = m.At(i%h.Width, i/h.Width)
		}
	case !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrUnsupported) &&
		!errors.Is(err, fault.ErrTooLarge):
		t.Fatal(fmt.Errorf("an error of no kind: %w", err))
	}
}
