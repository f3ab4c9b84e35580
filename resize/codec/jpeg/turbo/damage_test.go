//go:build cgo && !purego

package turbo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

func kinds(t testing.TB) map[string][]byte {
	t.Helper()
	p := scene(200, 150, turbo.YCbCr, sampling{"", 2, 2})
	return map[string][]byte{
		"baseline":    encode(t, p, turbo.EncodeOptions{}),
		"progressive": encode(t, p, turbo.EncodeOptions{Progressive: true}),
		"gray":        encode(t, scene(200, 150, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{}),
		"CMYK":        encode(t, scene(200, 150, turbo.CMYK, sampling{"", 1, 1}), turbo.EncodeOptions{}),
		"image/jpeg":  imgtest.JPEG(t, 200, 150),
	}
}

// TestDamageRows: rows above those that are said to be damaged are as they were, and the next ones are not.
func TestDamageRows(t *testing.T) {
	data := kinds(t)["baseline"]
	if data == nil {
		t.Fatal("no baseline picture among the kinds")
	}
	whole := decode(t, data, turbo.DecodeOptions{})
	for percent := 40; percent < 100; percent += 10 {
		p := decode(t, data[:len(data)*percent/100], turbo.DecodeOptions{Salvage: true})
		var lost, of int
		if _, err := fmt.Sscanf(fmt.Sprint(p.Damage), "damaged: at most the lower %d of %d rows are damaged or missing: premature end", &lost, &of); err != nil || of != whole.Height {
			t.Fatalf("%d %%: %v", percent, p.Damage)
		}
		got, want := p.Plane[0], whole.Plane[0]
		row := func(q turbo.Plane, y int) []byte { return q.Pix[y*q.Stride:][:q.Width] }
		for y := range of - lost {
			if !bytes.Equal(row(got, y), row(want, y)) {
				t.Fatalf("%d %%: row %d is not as it was, %d rows are said to be lost", percent, y, lost)
			}
		}
		same := true
		for y := of - lost; y < min(of, of-lost+16); y++ {
			same = same && bytes.Equal(row(got, y), row(want, y))
		}
		if same {
			t.Errorf("%d %%: %d of %d rows are said to be lost, which is too many", percent, lost, of)
		}
	}
	if p := decode(t, data[:len(data)-2], turbo.DecodeOptions{Salvage: true}); p.Damage != nil || !p.NoEnd {
		t.Errorf("without the end marker: %v", p.Damage)
	}
	if p := decode(t, data[:len(data)-3], turbo.DecodeOptions{Salvage: true}); !strings.HasPrefix(fmt.Sprint(p.Damage), "damaged: at most the lower 6 of 150 rows") {
		t.Errorf("without its last byte: %v", p.Damage)
	}
}

// TestTruncated: a file that ends anywhere before its last pixel is damaged, and decodes as far as it goes when asked to.
func TestTruncated(t *testing.T) {
	for name, data := range kinds(t) {
		t.Run(name, func(t *testing.T) {
			var d turbo.Decoder
			defer d.Close()
			lengths := []int{0, 1, 2, 3, len(data) - 4, len(data) - 3}
			for percent := 10; percent < 100; percent += 10 {
				lengths = append(lengths, len(data)*percent/100)
			}
			for _, n := range lengths {
				for scale := 1; scale <= 8; scale += 7 {
					_, err := d.Decode(t.Context(), data[:n], turbo.DecodeOptions{Scale: scale})
					if !errors.Is(err, fault.ErrDamaged) {
						t.Errorf("the first %d of %d bytes at %d/8: %v, want damage", n, len(data), scale, err)
					}
				}
			}
			whole := decode(t, data, turbo.DecodeOptions{})
			p, err := d.Decode(t.Context(), data[:len(data)*8/10], turbo.DecodeOptions{Salvage: true})
			if err != nil {
				t.Fatal(err)
			}
			wantError(t, p.Damage, fault.ErrDamaged)
			top, want := p.Plane[0], whole.Plane[0]
			top.Height, want.Height = 8, 8
			if _, mse := difference(t, top, want); psnr(mse) < 25 {
				t.Errorf("what was saved is %.1f dB from what there was", psnr(mse))
			}
		})
	}
}

// TestSalvageHidesNothing: what is lost is never filled with the picture before.
func TestSalvageHidesNothing(t *testing.T) {
	var d turbo.Decoder
	defer d.Close()
	bright := scene(200, 150, turbo.Gray, sampling{"", 1, 1})
	for i := range bright.Plane[0].Pix {
		bright.Plane[0].Pix[i] = 250
	}
	data := kinds(t)["gray"]
	var first []byte
	for i, before := range [][]byte{data, encode(t, bright, turbo.EncodeOptions{})} {
		if _, err := d.Decode(t.Context(), before, turbo.DecodeOptions{}); err != nil {
			t.Fatal(err)
		}
		p, err := d.Decode(t.Context(), data[:len(data)/2], turbo.DecodeOptions{Salvage: true})
		if err != nil {
			t.Fatal(err)
		}
		visible := rows(p.Plane[0])
		if i == 0 {
			first = visible
		} else if !bytes.Equal(visible, first) {
			t.Error("the same file differs after another picture")
		}
	}
}

func rows(q turbo.Plane) []byte {
	var b []byte
	for y := range q.Height {
		b = append(b, q.Pix[y*q.Stride:][:q.Width]...)
	}
	return b
}

func TestWholeSalvage(t *testing.T) {
	for name, data := range kinds(t) {
		if p := decode(t, data, turbo.DecodeOptions{Salvage: true}); p.Damage != nil {
			t.Errorf("%s: a whole picture has damage %v", name, p.Damage)
		}
	}
}

// TestFlippedBits: no wrong bit crashes, and every outcome is planes or one of the errors.
func TestFlippedBits(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for name, data := range kinds(t) {
		t.Run(name, func(t *testing.T) {
			var d turbo.Decoder
			defer d.Close()
			for i := range 1000 {
				b := bytes.Clone(data)
				for range 1 + i%3 {
					bit := random.IntN(len(b) * 8)
					b[bit/8] ^= 1 << (bit % 8)
				}
				sound(t, &d, b, turbo.DecodeOptions{Scale: 1 + i%8, Salvage: i%2 == 0, MaxPixels: 10_000_000})
			}
		})
	}
}

// sound decodes and fails the test on what no input may cause.
func sound(t testing.TB, d *turbo.Decoder, b []byte, o turbo.DecodeOptions) {
	t.Helper()
	p, err := d.Decode(t.Context(), b, o)
	switch {
	case err == nil:
		for i, q := range p.Plane {
			if q.Width < 1 || q.Height < 1 || q.Stride < q.Width || len(q.Pix) < q.Stride*q.Height {
				t.Fatalf("plane %d: %d × %d, stride %d, %d bytes", i, q.Width, q.Height, q.Stride, len(q.Pix))
			}
		}
		if p.Damage != nil && !o.Salvage {
			t.Fatalf("damage %v without Salvage", p.Damage)
		}
		if !o.Salvage { // at scales that both ways leave to libjpeg: transforms overflow each in its own way
			o.Scale, o.ChromaScale = 1<<(o.Scale%4), 0
			_ = judged(t, b, o) // which errors there are has been looked at above
		}
	case !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrUnsupported) && !errors.Is(err, fault.ErrTooLarge):
		t.Fatalf("unclassified error %v", err)
	}
}

// TestRefused: what cannot be decoded is said rightly.
func TestRefused(t *testing.T) {
	data := imgtest.JPEG(t, 64, 48)
	scan := bytes.Index(data, []byte{0xFF, 0xDA})
	sof := bytes.Index(data, []byte{0xFF, 0xC0})
	twoChannels := bytes.Clone(encode(t, scene(16, 16, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{}))
	at := bytes.Index(twoChannels, []byte{0xFF, 0xC0})
	twoChannels = append(append(bytes.Clone(twoChannels[:at]), imgtest.Segment(0xC0, []byte{8, 0, 16, 0, 16, 2, 1, 0x11, 0, 2, 0x11, 0})...), twoChannels[at+13:]...)
	rows := []struct {
		name string
		data []byte
		o    turbo.DecodeOptions
		want error
	}{
		{"nothing", nil, turbo.DecodeOptions{}, fault.ErrDamaged},
		{"text", []byte("no picture at all"), turbo.DecodeOptions{}, fault.ErrDamaged},
		{"only a start", []byte{0xFF, 0xD8}, turbo.DecodeOptions{}, fault.ErrDamaged},
		{"start and end", []byte{0xFF, 0xD8, 0xFF, 0xD9}, turbo.DecodeOptions{}, fault.ErrDamaged},
		{"12 bits", imgtest.JPEGClaim(0xC1, 12, 8, 8), turbo.DecodeOptions{}, fault.ErrUnsupported},
		{"lossless", imgtest.JPEGClaim(0xC3, 8, 8, 8), turbo.DecodeOptions{}, fault.ErrUnsupported},
		{"hierarchical", imgtest.JPEGClaim(0xC5, 8, 8, 8), turbo.DecodeOptions{}, fault.ErrUnsupported},
		{"height at the end", imgtest.JPEGClaim(0xC0, 8, 8, 0), turbo.DecodeOptions{}, fault.ErrUnsupported},
		{"no width", imgtest.JPEGClaim(0xC0, 8, 0, 8), turbo.DecodeOptions{}, fault.ErrDamaged},
		{"two channels", twoChannels, turbo.DecodeOptions{}, fault.ErrUnsupported},
		{"65,535 pixels a side", imgtest.JPEGClaim(0xC0, 8, 65535, 65535), turbo.DecodeOptions{}, fault.ErrTooLarge},
		{"bomb", imgtest.JPEGClaim(0xC0, 8, 65500, 65500), turbo.DecodeOptions{}, fault.ErrTooLarge},
		{"bomb within the limit", imgtest.JPEGClaim(0xC0, 8, 20000, 20000), turbo.DecodeOptions{}, fault.ErrDamaged},
		{"bomb to be salvaged", imgtest.JPEGClaim(0xC0, 8, 20000, 20000), turbo.DecodeOptions{Salvage: true}, fault.ErrDamaged},
		{"too many pixels", data, turbo.DecodeOptions{MaxPixels: 64*48 - 1}, fault.ErrTooLarge},
		{"more scans than the picture has", append(bytes.Clone(data[:len(data)-2]), data[scan:]...), turbo.DecodeOptions{}, fault.ErrDamaged},
		{"no quantization", bytes.ReplaceAll(data, []byte{0xFF, 0xDB}, []byte{0xFF, 0xFE}), turbo.DecodeOptions{}, fault.ErrDamaged},
		{"two frames", imgtest.Insert(data, sof, data[sof:sof+19]), turbo.DecodeOptions{}, fault.ErrDamaged},
		{"half of the data cut out", append(bytes.Clone(data[:scan+60]), data[(scan+len(data))/2:]...), turbo.DecodeOptions{}, fault.ErrDamaged},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			var d turbo.Decoder
			defer d.Close()
			_, err := d.Decode(t.Context(), r.data, r.o)
			wantError(t, err, r.want)
			if _, err := d.Decode(t.Context(), data, turbo.DecodeOptions{}); err != nil {
				t.Errorf("the next picture: %v", err)
			}
		})
	}
}

// TestTolerated: what cameras and encoders write around whole pictures is no damage.
func TestTolerated(t *testing.T) {
	data := imgtest.JPEG(t, 64, 48)
	end := len(data) - 2
	scan := bytes.Index(data, []byte{0xFF, 0xDA})
	jfif := imgtest.Segment(0xE0, []byte("JFIF\x00\x09\x09\x00\x00\x01\x00\x01\x00\x00"))
	sequential := bytes.Clone(data)
	copy(sequential[scan+11:], []byte{0, 0, 0}) // the last coefficient is stated as the first
	rows := map[string][]byte{
		"padding before the end":     imgtest.Insert(data, end, make([]byte, 18)),
		"stray bytes in the header":  imgtest.Insert(data, 2, []byte{1, 2, 3}),
		"fill bytes":                 imgtest.Insert(data, 2, []byte{0xFF, 0xFF, 0xFF}),
		"trailing data":              append(bytes.Clone(data), "and something else"...),
		"a second picture":           append(bytes.Clone(data), data...),
		"JFIF of the future":         imgtest.Insert(data, 2, jfif),
		"odd sequential parameters":  sequential,
		"motion JPEG's own tables":   bytes.ReplaceAll(data, []byte{0xFF, 0xC4}, []byte{0xFF, 0xFE}),
		"unknown segments, comments": imgtest.Insert(data, 2, append(imgtest.Segment(0xEF, []byte("x")), imgtest.Segment(0xFE, nil)...)),
	}
	want := decode(t, data, turbo.DecodeOptions{}).Plane
	for name, b := range rows {
		t.Run(name, func(t *testing.T) {
			near(t, decode(t, b, turbo.DecodeOptions{}).Plane, want, 0)
		})
	}
}

// TestRestarts: a lost or swapped restart marker is damage, and so are bytes before one that may be data.
func TestRestarts(t *testing.T) {
	data := withRestarts(t)
	near(t, decode(t, data, turbo.DecodeOptions{}).Plane, goPlanes(t, goImage(t, data)), 2)
	first, second := bytes.Index(data, []byte{0xFF, 0xD0}), bytes.Index(data, []byte{0xFF, 0xD1})
	swapped := bytes.Clone(data)
	swapped[first+1], swapped[second+1] = 0xD1, 0xD0
	for name, b := range map[string][]byte{
		"stray bytes": imgtest.Insert(data, first, []byte{1, 2, 3, 4, 5, 6, 7, 8, 9}),
		"swapped":     swapped,
		"lost":        append(bytes.Clone(data[:first]), data[first+2:]...),
		"interval":    append(bytes.Clone(data[:first]), data[second:]...),
	} {
		t.Run(name, func(t *testing.T) {
			var d turbo.Decoder
			defer d.Close()
			_, err := d.Decode(t.Context(), b, turbo.DecodeOptions{})
			wantError(t, err, fault.ErrDamaged)
			p, err := d.Decode(t.Context(), b, turbo.DecodeOptions{Salvage: true})
			if err != nil {
				t.Fatal(err)
			}
			wantError(t, p.Damage, fault.ErrDamaged)
		})
	}
}

// withRestarts is a grey picture of four blocks with a restart marker behind each: the tables and code words of
// one-block pictures, joined.
func withRestarts(t testing.TB) []byte {
	t.Helper()
	var joined []byte
	for i := range 4 {
		p := scene(8, 8, turbo.Gray, sampling{"", 1, 1})
		for k := range p.Plane[0].Pix {
			p.Plane[0].Pix[k] = byte(k * (i + 1))
		}
		one := encode(t, p, turbo.EncodeOptions{})
		scan := bytes.Index(one, []byte{0xFF, 0xDA})
		body := scan + 2 + int(binary.BigEndian.Uint16(one[scan+2:]))
		if i == 0 {
			sof := bytes.Index(one, []byte{0xFF, 0xC0})
			binary.BigEndian.PutUint16(one[sof+7:], 32)
			joined = append(joined, one[:scan]...)
			joined = append(joined, imgtest.Segment(0xDD, []byte{0, 1})...)
			joined = append(joined, one[scan:body]...)
		} else {
			joined = append(joined, 0xFF, 0xD0+byte(i-1))
		}
		joined = append(joined, one[body:len(one)-2]...)
	}
	return append(joined, 0xFF, 0xD9)
}

// TestScans: a file of thousands of scans is refused at the limit; one that never shows a channel is damaged.
func TestScans(t *testing.T) {
	data := encode(t, scene(64, 64, turbo.YCbCr, sampling{"", 2, 2}), turbo.EncodeOptions{Progressive: true})
	tall := encode(t, scene(64, 2000, turbo.YCbCr, sampling{"", 2, 2}), turbo.EncodeOptions{Progressive: true})
	scans := bytes.Split(data[:len(data)-2], []byte{0xFF, 0xDA})
	join := func(order ...int) []byte {
		b := bytes.Clone(scans[0])
		for _, i := range order {
			b = append(append(b, 0xFF, 0xDA), scans[i]...)
		}
		return append(b, 0xFF, 0xD9)
	}
	var all []int
	for i := range len(scans) - 1 {
		all = append(all, i+1)
	}
	second := bytes.Index(data, append([]byte{0xFF, 0xDA}, scans[2][:8]...))
	endless := join(slices.Concat(all, slices.Repeat([]int{2}, 4000))...)
	rows := []struct {
		name string
		data []byte
		o    turbo.DecodeOptions
		want error
	}{
		{"limit of the picture's own", data, turbo.DecodeOptions{MaxScans: len(all)}, nil},
		{"one fewer", data, turbo.DecodeOptions{MaxScans: len(all) - 1}, fault.ErrTooLarge},
		{"4,000 scans", endless, turbo.DecodeOptions{}, fault.ErrDamaged},
		{"4,000 scans to be salvaged", endless, turbo.DecodeOptions{Salvage: true}, fault.ErrTooLarge},
		{"stray bytes between scans", imgtest.Insert(data, second, []byte{1, 2, 3, 4}), turbo.DecodeOptions{}, fault.ErrDamaged},
		{"fillers between scans", imgtest.Insert(data, second, make([]byte, 20)), turbo.DecodeOptions{}, nil},
		{"only the first scan", join(1), turbo.DecodeOptions{}, nil},
		{"coefficients beyond the limit", tall, turbo.DecodeOptions{MaxMemory: 4096, Salvage: true}, fault.ErrTooLarge},
		{"coefficients within it", tall, turbo.DecodeOptions{MaxMemory: 1 << 20, Salvage: true}, nil},
		{"coefficients that are not held", tall, turbo.DecodeOptions{MaxMemory: 4096}, nil},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			var d turbo.Decoder
			defer d.Close()
			_, err := d.Decode(t.Context(), r.data, r.o)
			wantError(t, err, r.want)
		})
	}
}

// TestMissingChannel: a picture whose scans leave a channel out is damaged, not grey.
func TestMissingChannel(t *testing.T) {
	gray := encode(t, scene(16, 16, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{})
	at := bytes.Index(gray, []byte{0xFF, 0xC0})
	frame := imgtest.Segment(0xC0, []byte{8, 0, 16, 0, 16, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0})
	data := append(append(bytes.Clone(gray[:at]), frame...), gray[at+13:]...)
	var d turbo.Decoder
	defer d.Close()
	_, err := d.Decode(t.Context(), data, turbo.DecodeOptions{})
	wantError(t, err, fault.ErrDamaged)
	p, err := d.Decode(t.Context(), data, turbo.DecodeOptions{Salvage: true})
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, p.Damage, fault.ErrDamaged)
	if c := p.Plane[1].Pix[0]; c != 128 {
		t.Errorf("the missing channel is %d, want 128", c)
	}
}

// FuzzDecode looks for bytes that crash, or that yield something else than planes or a classified error.
func FuzzDecode(f *testing.F) {
	for _, data := range kinds(f) {
		f.Add(data, uint8(3), false)
		f.Add(data[:len(data)/2], uint8(7), true)
	}
	f.Add(withRestarts(f), uint8(0), true)
	f.Add(imgtest.JPEGClaim(0xC0, 8, 20000, 20000), uint8(0), true)
	var d turbo.Decoder
	f.Cleanup(d.Close)
	f.Fuzz(func(t *testing.T, data []byte, scale uint8, salvage bool) {
		sound(t, &d, data, turbo.DecodeOptions{
			Scale: 1 + int(scale%8), ChromaScale: int(scale / 8 % 9), Salvage: salvage,
			MaxPixels: 4_000_000, MaxScans: 20, MaxMemory: 64 << 20,
		})
	})
}
