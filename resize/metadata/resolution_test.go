package metadata_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

// TestApplyResolution: the resolution goes with the picture's description; the shape of pixels does
// not.
func TestApplyResolution(t *testing.T) {
	dpi := func(x, y float64) metadata.Resolution { return metadata.Resolution{X: x, Y: y, Unit: metadata.Inch} }
	still, turned := metadata.Upright{Width: 4, Height: 3, Turned: 1}, metadata.Upright{Width: 4, Height: 3, Turned: 6}
	for _, tt := range []struct {
		name string
		in   metadata.Resolution
		p    metadata.Policy
		to   metadata.Upright
		want metadata.Resolution
	}{
		{"kept", dpi(300, 300), metadata.KeepAll, still, dpi(300, 300)},
		{"kept in a copy", dpi(300, 300), metadata.KeepAll, metadata.Upright{}, dpi(300, 300)},
		{"without location", dpi(300, 300), metadata.NoLocation, still, dpi(300, 300)},
		{"copyright", dpi(300, 300), metadata.CopyrightOnly, still, metadata.Resolution{}},
		{"none", dpi(300, 300), metadata.Nothing, still, metadata.Resolution{}},
		{"turned", dpi(204, 98), metadata.KeepAll, turned, dpi(98, 204)},
		{"the shape of a fax's pixels", dpi(204, 98), metadata.Nothing, still, metadata.Resolution{X: 204, Y: 98}},
		{"turned shape", dpi(204, 98), metadata.Nothing, turned, metadata.Resolution{X: 98, Y: 204}},
		{"negative", dpi(-1, 300), metadata.KeepAll, still, metadata.Resolution{}},
	} {
		got, _ := metadata.Apply(metadata.Set{Resolution: tt.in}, tt.p, tt.to)
		if got.Resolution != tt.want && (tt.p != metadata.KeepAll || tt.to.Changed()) {
			t.Errorf("%s: %v, want %v", tt.name, got.Resolution, tt.want)
		}
		if v := metadata.Violations(got, tt.p); v != nil {
			t.Errorf("%s: %q", tt.name, v)
		}
	}
	for _, p := range []metadata.Policy{metadata.CopyrightOnly, metadata.Nothing} {
		if v := metadata.Violations(metadata.Set{Resolution: dpi(300, 300)}, p); len(v) != 1 {
			t.Errorf("%v: a resolution is not found: %q", p, v)
		}
	}
}

func TestResolutionAgrees(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b metadata.Resolution
		want bool
	}{
		{"units", metadata.Resolution{X: 300, Y: 300, Unit: metadata.Inch}, metadata.Resolution{X: 118.11, Y: 118.11, Unit: metadata.Centimeter}, true},
		{"whole numbers", metadata.Resolution{X: 118, Y: 118, Unit: metadata.Centimeter}, metadata.Resolution{X: 300, Y: 300, Unit: metadata.Inch}, true},
		{"another", metadata.Resolution{X: 300, Y: 300, Unit: metadata.Inch}, metadata.Resolution{X: 72, Y: 72, Unit: metadata.Inch}, false},
		{"turned", metadata.Resolution{X: 204, Y: 98, Unit: metadata.Inch}, metadata.Resolution{X: 98, Y: 204, Unit: metadata.Inch}, false},
		{"lost", metadata.Resolution{X: 300, Y: 300, Unit: metadata.Inch}, metadata.Resolution{}, false},
		{"square", metadata.Resolution{X: 1, Y: 1}, metadata.Resolution{}, true},
		{"shapes", metadata.Resolution{X: 204, Y: 98}, metadata.Resolution{X: 2.0816, Y: 1}, true},
		{"other shapes", metadata.Resolution{X: 2, Y: 1}, metadata.Resolution{X: 1, Y: 2}, false},
		{"a shape and a length", metadata.Resolution{X: 2, Y: 1}, metadata.Resolution{X: 200, Y: 100, Unit: metadata.Inch}, false},
	} {
		if tt.a.Agrees(tt.b) != tt.want || tt.b.Agrees(tt.a) != tt.want {
			t.Errorf("%s: %v and %v", tt.name, tt.a, tt.b)
		}
	}
}

// TestStateResolution: formats without a place of their own have it in EXIF, and nothing else there
// moves.
func TestStateResolution(t *testing.T) {
	r := metadata.Resolution{X: 300, Y: 118.11, Unit: metadata.Centimeter}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		in := full(order, imgtest.JPEG(t, 16, 12))
		before := bytes.Clone(in)
		got := metadata.StateResolution(in, r)
		if state := metadata.EXIFResolution(got); state != r {
			t.Errorf("%v: stated %v", order, state)
		}
		if !bytes.Equal(in, before) {
			t.Errorf("%v: the argument was changed", order)
		}
		if o, err := metadata.Orientation(got); o != 6 || err != nil {
			t.Errorf("%v: orientation %d, %v", order, o, err)
		}
		if at := bytes.Index(in, []byte("Maker48.")); at < 0 || at != bytes.Index(got, []byte("Maker48.")) {
			t.Errorf("%v: maker notes have moved", order)
		}
		if again := metadata.StateResolution(got, metadata.Resolution{X: 1, Y: 1, Unit: metadata.Inch}); !bytes.Equal(again, got) {
			t.Errorf("%v: a stated resolution was changed", order)
		}
	}
	if alone := metadata.StateResolution(nil, r); metadata.EXIFResolution(alone) != r || len(alone) > 100 {
		t.Errorf("a block of its own: %x", alone)
	}
	for name, in := range map[string][]byte{"no EXIF": []byte("junk"), "cut": imgtest.EXIF(6)[:12], "a directory in the header": []byte("II*\x00\x00\x00\x00\x00")} {
		if got := metadata.StateResolution(in, r); !bytes.Equal(got, in) {
			t.Errorf("%s: %x", name, got)
		}
	}
}
