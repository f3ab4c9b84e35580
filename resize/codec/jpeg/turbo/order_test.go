//go:build cgo && !purego

package turbo_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
)

// lenders are pictures with something that libjpeg keeps, and borrowers, which lack it.
func lenders(t testing.TB) map[string][]byte {
	t.Helper()
	without := func(data []byte, marker byte) []byte { // the segment becomes a comment
		return bytes.ReplaceAll(data, []byte{0xFF, marker}, []byte{0xFF, 0xFE})
	}
	scene420 := scene(70, 50, turbo.YCbCr, sampling{"", 2, 2})
	plain := encode(t, scene420, turbo.EncodeOptions{})
	coarse := encode(t, scene420, turbo.EncodeOptions{Quality: 20, Optimize: true})
	progressive := encode(t, scene420, turbo.EncodeOptions{Quality: 40, Progressive: true})
	rgb := encode(t, scene(70, 50, turbo.RGB, sampling{"", 1, 1}), turbo.EncodeOptions{})
	restarts := withRestarts(t)
	interval := bytes.Index(restarts, []byte{0xFF, 0xDD})
	files := map[string][]byte{
		"plain":                        plain,
		"tables of its own":            coarse,
		"no Huffman tables":            without(plain, 0xC4),
		"no quantization":              without(plain, 0xDB),
		"optimized, no Huffman tables": without(coarse, 0xC4),
		"progressive":                  progressive,
		"progressive, no Huffman":      without(progressive, 0xC4),
		"progressive, no quantization": without(progressive, 0xDB),
		"RGB":                          rgb,
		"RGB, no Adobe, no JFIF":       without(without(rgb, 0xEE), 0xE0),
		"YCbCr, no JFIF":               without(plain, 0xE0),
		"restarts":                     restarts,
		"restarts without an interval": append(bytes.Clone(restarts[:interval]), restarts[interval+6:]...),
		"gray":                         encode(t, scene(70, 50, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{}),
		"CMYK":                         encode(t, scene(70, 50, turbo.CMYK, sampling{"", 1, 1}), turbo.EncodeOptions{Optimize: true}),
		"cut":                          plain[:len(plain)/2],
		"header alone":                 plain[:len(plain)/8],
		"image/jpeg's":                 imgtest.JPEG(t, 70, 50),
	}
	tool, err := exec.LookPath("jpegtran")
	if err != nil {
		t.Log("without arithmetic coding: ", err)
		return files
	}
	in := filepath.Join(t.TempDir(), "in.jpg")
	if err := os.WriteFile(in, plain, 0o666); err != nil {
		t.Fatal(err)
	}
	data, err := exec.Command(tool, "-arithmetic", in).Output()
	if err != nil {
		t.Fatal(err)
	}
	files["arithmetic"] = data
	scan := bytes.Index(data, []byte{0xFF, 0xDA})
	files["arithmetic, conditioned"] = imgtest.Insert(data, scan, imgtest.Segment(0xCC, []byte{0, 0x31, 0x10, 9}))
	return files
}

// outcome is all that decoding gives, as a text to be compared.
func outcome(t testing.TB, d *turbo.Decoder, data []byte, o turbo.DecodeOptions) string {
	t.Helper()
	p, err := d.Decode(t.Context(), data, o)
	if err != nil {
		return err.Error()
	}
	sum := sha256.New()
	for _, q := range p.Plane {
		sum.Write(rows(q))
	}
	return fmt.Sprintf("%v %d × %d inverted %v, damage %v, %x", p.Space, p.Width, p.Height, p.Inverted, p.Damage, sum.Sum(nil))
}

// TestDecodeAfter: what a picture decodes to does not depend on the picture before it.
func TestDecodeAfter(t *testing.T) {
	files := lenders(t)
	for _, o := range []turbo.DecodeOptions{{}, {Scale: 3}, {Salvage: true}} {
		alone := map[string]string{}
		for name, data := range files {
			var d turbo.Decoder
			alone[name] = outcome(t, &d, data, o)
			d.Close()
		}
		var d turbo.Decoder
		for before, first := range files {
			for name, data := range files {
				_ = outcome(t, &d, first, o)
				if got := outcome(t, &d, data, o); got != alone[name] {
					t.Errorf("%s after %s: %s\nalone: %s", name, before, got, alone[name])
				}
			}
		}
		d.Close()
		if o == (turbo.DecodeOptions{}) && alone["no Huffman tables"] != alone["plain"] {
			t.Errorf("without its tables, which are the standard's, a picture is %s\nwant %s", alone["no Huffman tables"], alone["plain"])
		}
	}
}

// TestEncodeAfter: the file of a picture does not depend on the picture before it.
func TestEncodeAfter(t *testing.T) {
	type job struct {
		planes *turbo.Planes
		o      turbo.EncodeOptions
	}
	color, gray := scene(70, 50, turbo.YCbCr, sampling{"", 2, 2}), scene(33, 40, turbo.Gray, sampling{"", 1, 1})
	jobs := []job{
		{color, turbo.EncodeOptions{Quality: 85}}, {color, turbo.EncodeOptions{Quality: 30, Optimize: true}},
		{color, turbo.EncodeOptions{Quality: 85, Progressive: true}}, {gray, turbo.EncodeOptions{Quality: 85}},
		{gray, turbo.EncodeOptions{Quality: 100, Optimize: true}}, {gray, turbo.EncodeOptions{Quality: 85, Density: turbo.Density{Unit: 1, X: 300, Y: 200}}}, {gray, turbo.EncodeOptions{Quality: 0}},
		{scene(50, 30, turbo.RGB, sampling{"", 1, 1}), turbo.EncodeOptions{Quality: 85}},
		{scene(50, 30, turbo.CMYK, sampling{"", 1, 1}), turbo.EncodeOptions{Quality: 85}},
	}
	file := func(e *turbo.Encoder, j job) string {
		var b bytes.Buffer
		if err := e.Encode(t.Context(), &b, j.planes, j.o); err != nil {
			return err.Error()
		}
		return b.String()
	}
	var e turbo.Encoder
	defer e.Close()
	for i, first := range jobs {
		for k, second := range jobs {
			var fresh turbo.Encoder
			want := file(&fresh, second)
			fresh.Close()
			_ = file(&e, first)
			if got := file(&e, second); got != want {
				t.Errorf("picture %d after picture %d has %d bytes, alone %d", k, i, len(got), len(want))
			}
		}
	}
}
