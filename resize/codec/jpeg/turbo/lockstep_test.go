//go:build cgo && !purego

package turbo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// Pictures in several scans are decoded in lockstep when damage is an error, and by libjpeg's own means, which hold all
// coefficients, when it is not. So each way judges the other.

// judged decodes both ways and fails the test where they do not agree. It gives the strict way's error.
func judged(t testing.TB, data []byte, o turbo.DecodeOptions) error {
	t.Helper()
	var strict, lenient turbo.Decoder
	defer strict.Close()
	defer lenient.Close()
	got, err := strict.Decode(t.Context(), data, o)
	o.Salvage = true
	want, failed := lenient.Decode(t.Context(), data, o)
	switch {
	case failed != nil && err == nil:
		t.Errorf("decoded, though %v", failed)
	case failed == nil && (err == nil) != (want.Damage == nil):
		t.Errorf("error %v, the other way %v", err, want.Damage)
	case err == nil:
		for i, q := range got.Plane {
			if !bytes.Equal(rows(q), rows(want.Plane[i])) {
				t.Errorf("plane %d differs", i)
			}
		}
	}
	return err
}

func TestLockstep(t *testing.T) {
	for _, s := range samplings {
		for _, sides := range [][2]int{{1, 1}, {200, 150}, {129, 65}, {40, 300}} {
			t.Run(s.name+" "+size(sides[0], sides[1]), func(t *testing.T) {
				data := encode(t, scene(sides[0], sides[1], turbo.YCbCr, s), turbo.EncodeOptions{Progressive: true})
				for _, o := range []turbo.DecodeOptions{{}, {Scale: 5, ChromaScale: 8}, {Scale: 1}} {
					if err := judged(t, data, o); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	for _, space := range []turbo.ColorSpace{turbo.Gray, turbo.RGB, turbo.CMYK, turbo.YCCK} {
		t.Run(space.String(), func(t *testing.T) {
			data := encode(t, scene(100, 70, space, sampling{"", 1, 1}), turbo.EncodeOptions{Progressive: true})
			if err := judged(t, data, turbo.DecodeOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
}

// split takes a file in several scans apart: its header, and each scan with the tables in front of it.
func split(t testing.TB, data []byte) (header []byte, scans [][]byte) {
	t.Helper()
	at, start := 2, 0
	for data[at+1] != 0xD9 {
		sos := data[at+1] == 0xDA
		if data[at+1] == 0xC4 && start == 0 { // the first tables belong to the first scan
			header, start = data[:at], at
		}
		at += 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if !sos {
			continue
		}
		for data[at] != 0xFF || data[at+1] == 0 {
			at++
		}
		scans = append(scans, data[start:at])
		start = at
	}
	return header, scans
}

func join(header []byte, scans [][]byte) []byte {
	return append(append(bytes.Clone(header), slices.Concat(scans...)...), 0xFF, 0xD9)
}

// TestLockstepOrder: scans come in any order that makes sense, and no other.
func TestLockstepOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	header, scans := split(t, encode(t, scene(90, 60, turbo.YCbCr, sampling{"", 2, 2}), turbo.EncodeOptions{Progressive: true}))
	whole, broken := 0, 0
	for range 400 {
		order := slices.Clone(scans)
		for range 1 + random.IntN(4) {
			i := random.IntN(len(order) - 1)
			switch random.IntN(8) {
			case 0:
				order = slices.Delete(order, i, i+1)
			case 1:
				order = slices.Insert(order, i, order[i])
			default:
				order[i], order[i+1] = order[i+1], order[i]
			}
		}
		switch err := judged(t, join(header, order), turbo.DecodeOptions{Scale: 3}); {
		case err == nil:
			whole++
		case errors.Is(err, fault.ErrDamaged):
			broken++
		default:
			t.Fatal(err)
		}
	}
	if whole < 50 || broken < 50 {
		t.Errorf("%d orders made sense and %d did not, which tests little", whole, broken)
	}
}

// TestLockstepSequential: sequential scans, one a channel, each with a quantization table of its own.
func TestLockstepSequential(t *testing.T) {
	var data []byte
	for i := range 3 {
		gray := encode(t, scene(50, 40, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{Quality: 50 + 20*i})
		frame, scan := bytes.Index(gray, []byte{0xFF, 0xC0}), bytes.Index(gray, []byte{0xFF, 0xDA})
		if i == 0 {
			data = append(data, gray[:frame]...)
			data = append(data, imgtest.Segment(0xC0, []byte{8, 0, 40, 0, 50, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0})...)
			data = append(data, gray[frame+13:scan]...)
		} else {
			quantization := bytes.Index(gray, []byte{0xFF, 0xDB})
			data = append(data, gray[quantization:quantization+2+67]...)
		}
		gray[scan+5] = byte(i + 1) // the component's number
		data = append(data, gray[scan:len(gray)-2]...)
	}
	data = append(data, 0xFF, 0xD9)
	if err := judged(t, data, turbo.DecodeOptions{}); err != nil {
		t.Fatal(err)
	}
	p := decode(t, data, turbo.DecodeOptions{})
	for i, q := range p.Plane {
		gray := encode(t, scene(50, 40, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{Quality: 50 + 20*i})
		if want := decode(t, gray, turbo.DecodeOptions{}).Plane[0]; !bytes.Equal(rows(q), rows(want)) {
			t.Errorf("channel %d is not that of the picture it was made from", i)
		}
	}
}

// TestLockstepDamage: damage in any scan is seen, and so is what stands between scans.
func TestLockstepDamage(t *testing.T) {
	data := encode(t, scene(200, 150, turbo.YCbCr, sampling{"", 2, 2}), turbo.EncodeOptions{Progressive: true})
	header, scans := split(t, data)
	rest := bytes.Repeat([]byte{0x5A}, 20)
	for i := range scans {
		half := slices.Clone(scans)
		half[i] = half[i][:len(half[i])/2+20]
		stray := slices.Clone(scans)
		stray[i] = append(bytes.Clone(stray[i]), rest...)
		last := i == len(scans)-1 // where padding is tolerated
		for name, b := range map[string][]byte{"cut": join(header, half), "stray bytes behind": join(header, stray)} {
			err := judged(t, b, turbo.DecodeOptions{})
			if want := name == "cut" || !last; want != errors.Is(err, fault.ErrDamaged) {
				t.Errorf("scan %d, %s: %v", i, name, err)
			}
		}
	}
	rows := map[string][]byte{
		"a comment between scans":  join(header, slices.Insert(slices.Clone(scans), 3, imgtest.Segment(0xFE, []byte("hello")))),
		"a restart interval of 0":  join(header, slices.Insert(slices.Clone(scans), 3, imgtest.Segment(0xDD, []byte{0, 0}))),
		"fill bytes between scans": join(header, slices.Insert(slices.Clone(scans), 3, []byte{0xFF, 0xFF})),
		"something else behind":    append(bytes.Clone(data), data...),
	}
	for name, b := range rows {
		if err := judged(t, b, turbo.DecodeOptions{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
