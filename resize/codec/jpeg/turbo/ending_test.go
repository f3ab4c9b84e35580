//go:build cgo && !purego

package turbo_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// endings are what cameras, phones and programs leave in place of the end of a picture, or in front of it.
func endings(data []byte) map[string][]byte {
	samsung := slices.Concat([]byte("\x00\x00\x01\x0a\x0e\x00\x00\x00Image_UTC_Data1700000000000SEFH\x6b\x00"), make([]byte, 20), []byte("\x01\xff\xda\x00SEFT"))
	return map[string][]byte{
		"nothing":              {},
		"half an end":          {0xFF},
		"fill bytes":           {0xFF, 0xFF, 0xFF, 0xFF},
		"zeros":                make([]byte, 1000),
		"a trailer":            samsung,
		"a trailer and an end": append(slices.Clone(samsung), 0xFF, 0xD9),
		"a second picture":     data,
		"stray bytes":          {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
		"a cut comment":        {0xFF, 0xFE, 0x10, 0, 'h', 'e', 'l', 'l', 'o'},
		"an unknown marker":    {0xFF, 0x4B, 1, 2, 3},
		"coded data":           {0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD3, 9, 9, 9, 9, 9, 9, 9, 9, 9},
	}
}

// scanned is how much of a file without tables behind its last scan belongs to its scans.
func scanned(data []byte) []byte { return data[:len(data)-2] }

// TestEnding: a picture of which only the end is missing, or hidden by other bytes, is whole, and that is said. One that is cut in its
// last block is damaged, whatever follows.
func TestEnding(t *testing.T) {
	files := kinds(t)
	files["restarts"] = withRestarts(t)
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			var d turbo.Decoder
			defer d.Close()
			for ending, bytes := range endings(data) {
				for _, o := range []turbo.DecodeOptions{{}, {Scale: 3}, {Salvage: true}} {
					if o.Salvage && name == "progressive" { // is decoded in a way of its own, once the strict one has failed
						continue
					}
					want := decode(t, data, o)
					whole := slices.Concat(scanned(data), bytes)
					got, err := d.Decode(t.Context(), whole, o)
					if err != nil {
						t.Errorf("%s in place of the end, %+v: %v", ending, o, err)
						continue
					}
					near(t, got.Plane, want.Plane, 0)
					if got.Damage != nil || !got.NoEnd {
						t.Errorf("%s in place of the end, %+v: no end is %v, damage %v", ending, o, got.NoEnd, got.Damage)
					}
					if n := len(scanned(data)); got.End != n {
						t.Errorf("%s in place of the end, %+v: the scans end at %d, want %d", ending, o, got.End, n)
					}
				}
			}
		})
	}
}

// TestCutEnding: bytes that belong to something else do not stand for those that are missing.
func TestCutEnding(t *testing.T) {
	for name, data := range kinds(t) {
		t.Run(name, func(t *testing.T) {
			var d turbo.Decoder
			defer d.Close()
			body := scanned(data)
			for ending, more := range map[string][]byte{"nothing": nil, "zeros": make([]byte, 3000), "a second picture": data, "fill bytes": bytes.Repeat([]byte{0xFF}, 50)} {
				for _, lost := range []int{1, 2, 3, 5, 10, 50, 300, len(body) / 3} {
					cut := slices.Concat(body[:len(body)-lost], more)
					if _, err := d.Decode(t.Context(), cut, turbo.DecodeOptions{Scale: 2}); !errors.Is(err, fault.ErrDamaged) {
						t.Errorf("without its last %d bytes, with %s: %v", lost, ending, err)
					}
					p, err := d.Decode(t.Context(), cut, turbo.DecodeOptions{Salvage: true})
					if err == nil && p.Damage == nil {
						t.Errorf("without its last %d bytes, with %s: nothing is said to be lost", lost, ending)
					}
				}
			}
		})
	}
}

// TestEndless: without an end, a picture in several scans is whole only where no further scan can say anything.
func TestEndless(t *testing.T) {
	header, scans := split(t, encode(t, scene(90, 60, turbo.YCbCr, sampling{"", 2, 2}), turbo.EncodeOptions{Progressive: true}))
	for n := 1; n <= len(scans); n++ {
		data := scanned(join(header, scans[:n]))
		for ending, more := range endings(data) {
			var d turbo.Decoder
			_, err := d.Decode(t.Context(), slices.Concat(data, more), turbo.DecodeOptions{})
			d.Close()
			if whole := n == len(scans); whole != (err == nil) || !whole && !errors.Is(err, fault.ErrDamaged) {
				t.Errorf("%d of %d scans, and %s: %v", n, len(scans), ending, err)
			}
		}
	}
}

// TestBehind: what follows the pixels up to the end of the picture is judged by what it can be.
func TestBehind(t *testing.T) {
	data := imgtest.JPEG(t, 64, 48)
	scan := bytes.Index(data, []byte{0xFF, 0xDA})
	comment := imgtest.Segment(0xFE, []byte("CCTV"))
	for _, tt := range []struct {
		name         string
		behind       []byte
		stray, noEnd bool
	}{
		{"nothing", nil, false, false},
		{"padding", make([]byte, 30), false, false},
		{"a comment", comment, false, false},
		{"its height", imgtest.Segment(0xDC, []byte{0, 48}), false, false},
		{"a restart", []byte{0xFF, 0xD0}, false, false},
		{"stray bytes", bytes.Repeat([]byte{0x55}, 30), true, false},
		{"stray bytes and a comment", append(make([]byte, 30), comment...), true, false},
		{"stray bytes and tables", append(make([]byte, 30), imgtest.Segment(0xC4, nil)...), false, true},
	} {
		p := decode(t, slices.Concat(scanned(data), tt.behind, []byte{0xFF, 0xD9}), turbo.DecodeOptions{})
		if p.Stray != tt.stray || p.NoEnd != tt.noEnd {
			t.Errorf("%s: stray is %v, no end is %v", tt.name, p.Stray, p.NoEnd)
		}
	}
	progressive := encode(t, scene(64, 48, turbo.YCbCr, sampling{"", 2, 2}), turbo.EncodeOptions{Progressive: true})
	for behind, stray := range map[string]bool{
		"": false, string(make([]byte, 30)): false, string(comment): false,
		strings.Repeat("U", 30): true, strings.Repeat("U", 30) + string(comment): true,
	} {
		p := decode(t, slices.Concat(scanned(progressive), []byte(behind), []byte{0xFF, 0xD9}), turbo.DecodeOptions{})
		if p.Stray != stray || p.NoEnd {
			t.Errorf("progressive, %q behind: stray is %v, no end is %v", behind, p.Stray, p.NoEnd)
		}
	}
	var d turbo.Decoder
	defer d.Close()
	for _, b := range [][]byte{data[scan:], data[scan : len(data)-2]} {
		_, err := d.Decode(t.Context(), slices.Concat(scanned(data), b), turbo.DecodeOptions{})
		wantError(t, err, fault.ErrDamaged)
	}
	if p := decode(t, slices.Concat(scanned(data), data[scan:]), turbo.DecodeOptions{Salvage: true}); fmt.Sprint(p.Damage) != "damaged: more scans than the picture has" {
		t.Errorf("a second scan to be salvaged: %v", p.Damage)
	}
}
