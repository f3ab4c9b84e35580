package jpeg_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// TestJPEGAgree: libjpeg-turbo and Go's decoder give the same kind of picture of the same pixels, in every colour model.
func TestJPEGAgree(t *testing.T) {
	if !turbo.Available {
		t.Skip("this build has only one JPEG decoder")
	}
	const w, h = 67, 45
	for _, space := range []turbo.ColorSpace{turbo.Gray, turbo.YCbCr, turbo.RGB, turbo.CMYK, turbo.YCCK} {
		for _, s := range []turbo.Sampling{{H: 1, V: 1}, {H: 2, V: 1}, {H: 1, V: 2}, {H: 2, V: 2}, {H: 4, V: 1}, {H: 4, V: 2}} {
			if space != turbo.YCbCr && s != (turbo.Sampling{H: 1, V: 1}) {
				continue
			}
			for _, progressive := range []bool{false, true} {
				t.Run(fmt.Sprint(space, s, progressive), func(t *testing.T) {
					b := planesJPEG(t, w, h, space, s, progressive)
					got, err := codectest.Decode(b)
					if err != nil {
						t.Fatal(err)
					}
					want, err := jpeg.Decode(bytes.NewReader(b))
					if err != nil {
						t.Fatal(err)
					}
					if _, rgba := want.(*image.RGBA); rgba {
						want = imgtest.Turned(want, 1) // *image.NRGBA
					}
					if reflect.TypeOf(got) != reflect.TypeOf(want) {
						t.Errorf("%T, not %T", got, want)
					}
					if y, ok := got.(*image.YCbCr); ok && y.SubsampleRatio != want.(*image.YCbCr).SubsampleRatio {
						t.Errorf("%v, not %v", y.SubsampleRatio, want.(*image.YCbCr).SubsampleRatio)
					}
					imgtest.SameImage(t, got, want, 6) // the transforms round differently, and colour widens that
					if d := imgtest.MeanDifference(t, got, want); d > 0.5 {
						t.Errorf("off by %.2f on average", d)
					}
				})
			}
		}
	}
}

// planesJPEG is a gradient in a colour model whose components 1 and 2 are sampled less.
func planesJPEG(t *testing.T, w, h int, space turbo.ColorSpace, s turbo.Sampling, progressive bool) []byte {
	t.Helper()
	p := &turbo.Planes{Width: w, Height: h, Space: space, Inverted: true}
	n := map[turbo.ColorSpace]int{turbo.Gray: 1, turbo.YCbCr: 3, turbo.RGB: 3, turbo.CMYK: 4, turbo.YCCK: 4}[space]
	for i := range n {
		q := turbo.Plane{Width: w, Height: h, Sampling: s}
		if i == 1 || i == 2 {
			q.Width, q.Height, q.Sampling = (w+s.H-1)/s.H, (h+s.V-1)/s.V, turbo.Sampling{H: 1, V: 1}
		}
		q.Stride = q.Width
		for y := range q.Height {
			for x := range q.Width {
				q.Pix = append(q.Pix, byte(60+x+i*20+y*2))
			}
		}
		p.Plane = append(p.Plane, q)
	}
	var e turbo.Encoder
	defer e.Close()
	var buf bytes.Buffer
	if err := e.Encode(t.Context(), &buf, p, turbo.EncodeOptions{Quality: 95, Progressive: progressive}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestJPEGArithmetic: read where libjpeg-turbo is, refused in words elsewhere.
func TestJPEGArithmetic(t *testing.T) {
	tool, err := exec.LookPath("jpegtran")
	if err != nil {
		t.Skip("jpegtran (Debian's libjpeg-turbo-progs) is not installed: ", err)
	}
	b := imgtest.JPEG(t, 300, 200)
	in := filepath.Join(t.TempDir(), "in.jpg")
	if err := os.WriteFile(in, b, 0o666); err != nil {
		t.Fatal(err)
	}
	want, err := codectest.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-arithmetic", in}, {"-arithmetic", "-progressive", in}} {
		data, err := exec.Command(tool, args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		got, err := codectest.Decode(data)
		switch {
		case !turbo.Available:
			if !errors.Is(err, fault.ErrUnsupported) || err.Error() != "JPEG pictures with arithmetic coding are not supported by this build" {
				t.Errorf("%v: %v", args, err)
			}
			continue
		case err != nil:
			t.Fatalf("%v: %v", args, err)
		}
		imgtest.SameImage(t, got, want, 0)
		for n := 30; n < len(data); n += len(data) / 50 {
			codectest.CheckTruncated(t, data, n)
		}
	}
}

// TestJPEGRare lists JPEGs that few programs write.
func TestJPEGRare(t *testing.T) {
	frame := func(marker byte, sampling ...byte) []byte {
		data := []byte{8, 0, 16, 0, 16, byte(len(sampling))}
		for i, s := range sampling {
			data = append(data, byte(i+1), s, 0)
		}
		return append(append([]byte{0xFF, 0xD8}, imgtest.Segment(marker, data)...), imgtest.JPEGClaim(0xC0, 8, 16, 16)[15:]...)
	}
	for _, tt := range []struct {
		name string
		b    []byte
		text string
	}{
		{"two channels", frame(0xC0, 0x11, 0x11), "JPEG pictures with 2 channels are not supported by this build"},
		{"five channels", frame(0xC0, 0x11, 0x11, 0x11, 0x11, 0x11), "JPEG pictures with 5 channels are not supported by this build"},
		{"12 bits, progressive", imgtest.JPEGClaim(0xC2, 12, 8, 8), "JPEG pictures with 12 bits per channel are not supported by this build"},
		{"unknown height", imgtest.JPEGClaim(0xC0, 8, 2480, 65535), "JPEG pictures of unknown height, which some scanners store as 65,535, are not supported by this build"},
		{"height at the end", imgtest.JPEGClaim(0xC2, 8, 8, 0), "JPEG pictures that state their height at the end are not supported by this build"},
	} {
		if _, err := codectest.Decode(tt.b); !errors.Is(err, fault.ErrUnsupported) || err.Error() != tt.text {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	// Ink without Adobe's segment is ink as it is; Go's decoder does not dare to say.
	plain := imgtest.CMYKJPEG(16, 16)
	plain = append(plain[:2:2], plain[2+2+int(binary.BigEndian.Uint16(plain[4:])):]...)
	m, err := codectest.Decode(plain)
	switch {
	case !turbo.Available && !errors.Is(err, fault.ErrUnsupported), turbo.Available && err != nil:
		t.Errorf("CMYK without Adobe's segment: %v", err)
	case turbo.Available:
		if c := m.(*image.CMYK).CMYKAt(3, 3); c.C != 255-0x40 || c.K != 255-0x20 {
			t.Errorf("ink %v", c)
		}
	}
}

// TestJPEGCancel: decoding ends with its context, even after the file has been read.
func TestJPEGCancel(t *testing.T) {
	if !turbo.Available {
		t.Skip("Go's decoder reads while it decodes, and ends where reading does")
	}
	b := imgtest.JPEG(t, 900, 700)
	h, err := codectest.ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := endingReader{r: bytes.NewReader(b), whole: int64(len(b)), end: cancel}
	if _, _, err := codec.Decode(ctx, r, int64(len(b)), h); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// endingReader calls end when the file's last byte has been read.
type endingReader struct {
	r     io.ReaderAt
	whole int64
	end   func()
}

func (r endingReader) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) >= r.whole {
		r.end()
	}
	return r.r.ReadAt(p, off)
}
