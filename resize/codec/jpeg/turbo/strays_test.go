//go:build cgo && !purego

package turbo_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// strips is a picture with a restart marker behind every row of units: small pictures, joined.
func strips(t testing.TB, n int) []byte {
	t.Helper()
	var joined []byte
	for i := range n {
		p := scene(64, 16, turbo.YCbCr, sampling{"", 2, 2})
		for k := range p.Plane[0].Pix {
			p.Plane[0].Pix[k] = byte(k * k * (i + 1) >> 3)
		}
		one := encode(t, p, turbo.EncodeOptions{})
		scan := bytes.Index(one, []byte{0xFF, 0xDA})
		body := scan + 2 + int(binary.BigEndian.Uint16(one[scan+2:]))
		if i == 0 {
			frame := bytes.Index(one, []byte{0xFF, 0xC0})
			binary.BigEndian.PutUint16(one[frame+5:], uint16(16*n))
			interval := imgtest.Segment(0xDD, []byte{0, 4})
			joined = imgtest.Insert(one[:body:body], scan, interval)
		} else {
			joined = append(joined, 0xFF, 0xD0+byte(i-1)&7)
		}
		joined = append(joined, one[body:len(one)-2]...)
	}
	return append(joined, 0xFF, 0xD9)
}

// before inserts bytes before each restart marker; i is its number and at its offset.
func before(data []byte, strays func(i, at int) []byte) []byte {
	var out []byte
	scan, n := bytes.Index(data, []byte{0xFF, 0xDA}), 0
	for at, b := range data {
		if b == 0xFF && at > scan && at+1 < len(data) && data[at+1]&^7 == 0xD0 {
			out = append(out, strays(n, len(out))...)
			n++
		}
		out = append(out, b)
	}
	return out
}

// TestStrays: bytes before restart markers that cannot be data cost nothing. Others are damage.
func TestStrays(t *testing.T) {
	data := strips(t, 12)
	random := []byte{0x9C, 0x37, 0x51, 0xA4, 0x0B, 0xE2, 0x66, 0x1D, 0x83, 0x70, 0x2E, 0xC5, 0x48}
	ones := func(n int) []byte { return bytes.Repeat([]byte{0xFF, 0}, n) }
	only := func(k int, strays []byte) func(i, at int) []byte {
		return func(i, _ int) []byte {
			if i == k {
				return strays
			}
			return nil
		}
	}
	rows := []struct {
		name   string
		strays func(i, at int) []byte
		whole  bool
	}{
		{"ones that align", func(_, at int) []byte { return ones(8 - at%8) }, true},
		{"zeros before each", func(int, int) []byte { return make([]byte, 12) }, true},
		{"zeros before one", only(4, make([]byte, 300)), true},
		{"ones before the first", only(0, ones(30)), true},
		{"the same bytes before each", func(int, int) []byte { return random[:9] }, true},
		{"as many bytes before each", func(i, _ int) []byte { return append(random[i:], random[:i]...) }, true},
		{"bytes before one", only(4, random), false},
		{"two kinds of fillers", only(4, append(ones(20), make([]byte, 20)...)), false},
		{"a repeated byte", only(4, bytes.Repeat([]byte{0x55}, 20)), false},
		{"various numbers of bytes", func(i, _ int) []byte { return append(random, random[:i%2]...) }, false},
		{"bytes before all but one", func(i, _ int) []byte { return random[:13*min(i, 1)] }, false},
		{"a page and more of zeros", only(4, make([]byte, 5000)), false},
		{"too many bytes before each", func(int, int) []byte { return bytes.Repeat(random, 6) }, false},
	}
	want := decode(t, data, turbo.DecodeOptions{}).Plane
	for _, r := range rows {
		for _, o := range []turbo.DecodeOptions{{}, {Salvage: true}} {
			t.Run(fmt.Sprint(r.name, ", salvage ", o.Salvage), func(t *testing.T) {
				var d turbo.Decoder
				defer d.Close()
				p, err := d.Decode(t.Context(), before(data, r.strays), o)
				switch {
				case r.whole && err != nil:
					t.Error(err)
				case r.whole && (!p.Stray || p.Damage != nil || p.NoEnd):
					t.Errorf("stray is %v, damage %v, no end %v", p.Stray, p.Damage, p.NoEnd)
				case r.whole:
					near(t, p.Plane, want, 0)
				case o.Salvage && err == nil:
					wantError(t, p.Damage, fault.ErrDamaged)
				default:
					wantError(t, err, fault.ErrDamaged)
				}
			})
		}
	}
}

// TestStraysAndDamage: fillers hide neither a lost interval, nor data that is cut or wrong.
func TestStraysAndDamage(t *testing.T) {
	data := strips(t, 12)
	filled := before(data, func(int, int) []byte { return make([]byte, 12) })
	marker := func(b []byte, n int) int { return bytes.Index(b, []byte{0xFF, 0xD0 + byte(n)}) }
	first, third, fourth := marker(filled, 1), marker(filled, 3), marker(filled, 4)
	swapped := bytes.Clone(filled)
	swapped[first+1], swapped[third+1] = 0xD3, 0xD1
	cut := func(n int) []byte { // the data of an interval, in front of its fillers
		end := third - 12
		return append(bytes.Clone(filled[:end-n]), filled[end:]...)
	}
	wrong := bytes.Clone(filled)
	wrong[third-40] ^= 0x40
	flat := before(data, func(i, _ int) []byte {
		if i == 3 {
			return nil
		}
		return []byte{1, 2, 3}
	})
	for name, b := range map[string][]byte{
		"swapped":               swapped,
		"lost marker":           append(bytes.Clone(filled[:third]), filled[third+2:]...),
		"lost interval":         append(bytes.Clone(filled[:third]), filled[fourth:]...),
		"cut by 1 byte":         cut(1),
		"cut by 10 bytes":       cut(10),
		"fillers in its place":  append(append(bytes.Clone(filled[:third-40]), make([]byte, 40)...), filled[third:]...),
		"no end of an interval": filled[:third-12],
		"one without strays":    flat,
	} {
		t.Run(name, func(t *testing.T) {
			var d turbo.Decoder
			defer d.Close()
			_, err := d.Decode(t.Context(), b, turbo.DecodeOptions{})
			wantError(t, err, fault.ErrDamaged)
			if p, err := d.Decode(t.Context(), b, turbo.DecodeOptions{Salvage: true}); err == nil {
				wantError(t, p.Damage, fault.ErrDamaged)
			}
		})
	}
}

// TestStraysBetweenScans: fillers behind a scan cost nothing, whether or not the file is progressive.
func TestStraysBetweenScans(t *testing.T) {
	p := scene(90, 60, turbo.YCbCr, sampling{"", 2, 2})
	header, scans := split(t, encode(t, p, turbo.EncodeOptions{Progressive: true}))
	want := decode(t, join(header, scans), turbo.DecodeOptions{}).Plane
	for i := range len(scans) - 1 {
		for name, more := range map[string][]byte{
			"zeros": make([]byte, 30), "ones": bytes.Repeat([]byte{0xFF, 0}, 30), "bytes": bytes.Repeat([]byte{1, 2, 3}, 9),
		} {
			changed := append([][]byte(nil), scans...)
			changed[i] = append(bytes.Clone(scans[i]), more...)
			var d turbo.Decoder
			q, err := d.Decode(t.Context(), join(header, changed), turbo.DecodeOptions{})
			switch {
			case name == "bytes":
				wantError(t, err, fault.ErrDamaged)
			case err != nil || !q.Stray:
				t.Errorf("%s behind scan %d: %v", name, i, err)
			default:
				near(t, q.Plane, want, 0)
			}
			d.Close()
		}
	}
}

// TestStraysOfTools: the code words of other encoders are followed: tables and scans of all kinds.
func TestStraysOfTools(t *testing.T) {
	tool, err := exec.LookPath("jpegtran")
	if err != nil {
		t.Skip("without jpegtran: ", err)
	}
	in := filepath.Join(t.TempDir(), "in.jpg")
	plain := encode(t, scene(200, 150, turbo.YCbCr, sampling{"", 2, 1}), turbo.EncodeOptions{})
	if err := os.WriteFile(in, plain, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"-restart", "1"}, {"-restart", "3B", "-optimize"}, {"-restart", "1", "-grayscale"},
		{"-restart", "1", "-progressive"}, {"-restart", "5B", "-progressive"},
	} {
		data, err := exec.Command(tool, append(args, in)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		filled := before(data, func(_, at int) []byte { return bytes.Repeat([]byte{0xFF, 0}, 8-at%8) })
		if len(filled) == len(data) {
			t.Fatalf("%v: no restart marker", args)
		}
		var d turbo.Decoder
		want := decode(t, data, turbo.DecodeOptions{})
		if p, err := d.Decode(t.Context(), filled, turbo.DecodeOptions{}); err != nil || !p.Stray {
			t.Errorf("%v: %v", args, err)
		} else {
			near(t, p.Plane, want.Plane, 0)
		}
		d.Close()
	}
}
