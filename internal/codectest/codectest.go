// Package codectest reads and writes encoded pictures for the tests of codecs, through the table of
// package codec.
package codectest

import (
	"bytes"
	"context"
	"image"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// ReadHeader reads the header of a file.
func ReadHeader(b []byte) (format.Header, error) {
	return codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{})
}

// Decode reads the pixels of a file.
func Decode(b []byte) (image.Image, error) {
	h, err := ReadHeader(b)
	if err != nil {
		return nil, err
	}
	m, _, err := codec.Decode(context.Background(), bytes.NewReader(b), int64(len(b)), h)
	return m, err
}

// Decoded returns header and pixels of a sound file.
func Decoded(t testing.TB, b []byte) (format.Header, image.Image) {
	t.Helper()
	h, err := ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	return h, m
}

// DecodeFlawed returns the pixels of a file and its flaws, those of its header included.
func DecodeFlawed(t testing.TB, b []byte) (image.Image, format.Flaws) {
	t.Helper()
	h, err := ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	m, flaws, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	return m, flaws | h.Flaws
}

// Encoded returns a picture as a file.
func Encoded(t testing.TB, m image.Image, f format.Format) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := codec.Encode(&buf, m, f, format.Options{}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// RoundTrip encodes a picture, and decodes it.
func RoundTrip(t testing.TB, m image.Image, f format.Format) (format.Header, image.Image) {
	t.Helper()
	return Decoded(t, Encoded(t, m, f))
}

// ReadBlocks reads the metadata of a file whose header is sound.
func ReadBlocks(t testing.TB, b []byte) (metadata.Set, error) {
	t.Helper()
	h, err := ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	return codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
}

// Blocks returns the metadata of a sound file.
func Blocks(t testing.TB, b []byte) metadata.Set {
	t.Helper()
	got, err := ReadBlocks(t, b)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Rewrite puts blocks into a file.
func Rewrite(b []byte, blocks metadata.Set) ([]byte, error) {
	h, err := ReadHeader(b)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = codec.Rewrite(context.Background(), &out, bytes.NewReader(b), int64(len(b)), h, blocks)
	return out.Bytes(), err
}

// Shown is what an animation shows.
type Shown struct {
	Images []*image.NRGBA
	Delays []time.Duration
}

// Frames decodes all frames of a file.
func Frames(b []byte) (Shown, format.Header, error) {
	var s Shown
	h, err := ReadHeader(b)
	if err != nil {
		return s, h, err
	}
	keep := func(f format.Frame) error {
		s.Images = append(s.Images, imgtest.Cut(f.Image, f.Image.Rect))
		s.Delays = append(s.Delays, f.Delay)
		return nil
	}
	_, err = codec.Frames(context.Background(), bytes.NewReader(b), int64(len(b)), h, keep)
	return s, h, err
}

// SameImages fails the test if frames differ.
func SameImages(t testing.TB, got, want []*image.NRGBA) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d frames, want %d", len(got), len(want))
	}
	for i := range want {
		imgtest.SameImage(t, got[i], want[i], 0)
	}
}

// SameFrames fails the test if frames differ from those of a file.
func SameFrames(t testing.TB, got Shown, file []byte) {
	t.Helper()
	want, _, err := Frames(file)
	if err != nil {
		t.Fatal(err)
	}
	SameImages(t, got.Images, want.Images)
}

// Opaque returns a copy of an *image.NRGBA without transparency.
func Opaque(m image.Image) image.Image {
	out := image.NewNRGBA(m.Bounds())
	copy(out.Pix, m.(*image.NRGBA).Pix)
	for i := 3; i < len(out.Pix); i += 4 {
		out.Pix[i] = 255
	}
	return out
}
