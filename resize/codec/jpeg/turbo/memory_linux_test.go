//go:build cgo && !purego

package turbo_test

import (
	"io"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
)

// TestProgressiveMemory: a progressive picture takes little more than its planes; its coefficients would be 48 MB.
func TestProgressiveMemory(t *testing.T) {
	data := encode(t, scene(4000, 2000, turbo.YCbCr, sampling{"", 1, 1}), turbo.EncodeOptions{Progressive: true})
	var d turbo.Decoder
	defer d.Close()
	grown := imgtest.Peak(t, func() {
		if _, err := d.Decode(t.Context(), data, turbo.DecodeOptions{Scale: 1}); err != nil {
			t.Error(err)
		}
	})
	if grown > 12<<20 {
		t.Errorf("%d bytes more", grown)
	}
}

// TestMemoryStaysBounded: thousands of pictures, good and bad, leave no more behind than the first ones did. A picture's
// coefficients are 460 kB here, so a leak of them, or of a decoder, shows.
func TestMemoryStaysBounded(t *testing.T) {
	p := scene(480, 320, turbo.YCbCr, sampling{"", 2, 2})
	baseline := encode(t, p, turbo.EncodeOptions{})
	progressive := encode(t, p, turbo.EncodeOptions{Progressive: true})
	var d turbo.Decoder
	defer d.Close()
	var e turbo.Encoder
	defer e.Close()
	run := func(n int) {
		for i := range n {
			for _, data := range [][]byte{baseline, progressive, baseline[:len(baseline)/2], progressive[:len(progressive)/2]} {
				got, err := d.Decode(t.Context(), data, turbo.DecodeOptions{Scale: 1 + i%8})
				if whole := len(data) == len(baseline) || len(data) == len(progressive); whole != (err == nil) {
					t.Fatal(err)
				}
				if err == nil {
					if err := e.Encode(t.Context(), io.Discard, got, turbo.EncodeOptions{Quality: 80, Progressive: i%2 == 0}); err != nil {
						t.Fatal(err)
					}
				}
			}
			if _, err := readHeader(progressive); err != nil {
				t.Fatal(err)
			}
			var dropped turbo.Decoder // for the garbage collector to close
			if _, err := dropped.Decode(t.Context(), progressive, turbo.DecodeOptions{Scale: 1}); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(50)
	before := imgtest.Resident(t)
	run(250)
	if grown := imgtest.Resident(t) - before; grown > 16<<20 {
		t.Errorf("grown by %d bytes over 1,000 pictures", grown)
	}
}

// TestKept: what is kept between pictures is what the process has more than before, and nothing of it after Close.
func TestKept(t *testing.T) {
	p := scene(4000, 3000, turbo.YCbCr, sampling{"", 1, 1})
	data := encode(t, p, turbo.EncodeOptions{})
	var d turbo.Decoder
	var e turbo.Encoder
	if n := d.Kept() + e.Kept(); n != 0 {
		t.Errorf("%d bytes are kept before the first picture", n)
	}
	before := imgtest.Resident(t)
	if _, err := d.Decode(t.Context(), data, turbo.DecodeOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := e.Encode(t.Context(), io.Discard, p, turbo.EncodeOptions{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	const planes, others = 3 * 4000 * 3000, 4 << 20
	kept, grown := d.Kept()+e.Kept(), imgtest.Resident(t)-before
	if kept < planes || kept < grown-others {
		t.Errorf("%d bytes are said to be kept, %d are", kept, grown)
	}
	d.Close()
	e.Close()
	if n := d.Kept() + e.Kept(); n != 0 {
		t.Errorf("%d bytes are kept after Close", n)
	}
}
