package isobmff

import (
	"bytes"
	"errors"
	"image"
	"maps"
	"reflect"
	"slices"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/fault"
)

// decorated is a picture with all that may be said of one.
func decorated() imgtest.HEIF {
	nclx := imgtest.Box("colr", []byte("nclx"), imgtest.Numbers(2, 9, 16, 9), []byte{0})
	f := single(nclx, imgtest.Box("colr", []byte("prof"), imgtest.Profile("RGB ", 300)), imgtest.Box("clli", imgtest.Numbers(2, 1000, 400)),
		imgtest.FullBox("udes", 0, 0, []byte("en\x00secret\x00secret\x00secret\x00")), imgtest.Aperture(0, 0, 20, 20, 40, 30), imgtest.Rotation(1), imgtest.Mirroring(1))
	f.Brands = []string{"mif1", "avif", "MA1B", "tmap"}
	describes := map[string][]uint16{"cdsc": {1}}
	thumbnail := imgtest.AV1Item(8, 6)
	thumbnail.Refs = map[string][]uint16{"thmb": {1}}
	f.Items = append(f.Items, imgtest.AlphaOf(imgtest.AV1Item(40, 30), 1),
		imgtest.HEIFItem{Kind: "Exif", Data: append(make([]byte, 4), imgtest.EXIF(3)...), Refs: describes},
		imgtest.HEIFItem{Kind: "mime", MIME: "application/rdf+xml", Data: []byte("<secret/>"), Refs: describes, Pieces: 3},
		imgtest.HEIFItem{Kind: "mime", MIME: "text/plain", Data: []byte("secret"), Refs: describes}, thumbnail)
	f.Items[0].Refs = map[string][]uint16{"prem": {2}}
	f.Items[0].Pieces = 2
	f.Extra = imgtest.Box("grpl", []byte("secret"))
	f.Tail = imgtest.Box("free", []byte("secret"))
	return f
}

// tiled is a grid with transparency, whose colours only its tiles tell.
func tiled() imgtest.HEIF {
	const tiles = 4
	f := grid(80, 60, 2, 2)
	for i := range tiles {
		it := &f.Items[i+1]
		it.Data = append(bytes.Clone(it.Data), byte(i)) // so that they can be told apart
		it.Properties = append(it.Properties, imgtest.Box("colr", []byte("prof"), imgtest.Profile("RGB ", 400)),
			imgtest.Box("colr", []byte("nclx"), imgtest.Numbers(2, 2, 2, 6), []byte{0x80}))
	}
	f.Items = append(f.Items, imgtest.AlphaOf(imgtest.AV1Item(80, 60), 1))
	f.Locations, f.Inside = 1, true
	return f
}

// TestRewrite: a picture with other metadata has the same coded bytes and is shown the same way, and nothing else is left.
func TestRewrite(t *testing.T) {
	files := map[string]imgtest.HEIF{"plain": single(), "decorated": decorated(), "tiled": tiled(), "grid": grid(400, 300, 4, 4)}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		t.Run(name, func(t *testing.T) {
			f, err := parse(files[name].Bytes())
			if err != nil {
				t.Fatal(err)
			}
			before, err := f.Picture()
			if err != nil {
				t.Fatal(err)
			}
			had, err := f.Metadata()
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range []Extras{{ICC: had.ICC}, {ICC: imgtest.Profile("RGB ", 200)}, {ICC: had.ICC, EXIF: imgtest.EXIF(6), XMP: []byte("<x:xmpmeta/>")}} {
				b, err := f.Rewrite(x)
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains(b, []byte("secret")) || bytes.Contains(b, []byte("thmb")) || bytes.Contains(b, []byte("tmap")) {
					t.Error("what has to go is there")
				}
				g, err := parse(b)
				if err != nil {
					t.Fatal(err)
				}
				after, err := g.Picture()
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(coded(t, g, after), coded(t, f, before)) {
					t.Error("the coded bytes are others")
				}
				after.Alpha, after.NCLX = before.Alpha, before.NCLX // compared by their content
				if after != before {
					t.Errorf("%+v, was %+v", after, before)
				}
				m, err := g.Metadata()
				if want := (Metadata{x.ICC, x.EXIF, x.XMP, had.NCLX}); err != nil || !reflect.DeepEqual(m, want) {
					t.Errorf("%+v, %v", m, err)
				}
				if again, err := g.Rewrite(x); err != nil || !bytes.Equal(again, b) {
					t.Errorf("once more: %d bytes of %d, %v", len(again), len(b), err)
				}
			}
		})
	}
}

// coded are the bytes of a picture, of its tiles and of its transparency, each with the order of the turns.
func coded(t *testing.T, f *File, p Picture) [][]byte {
	t.Helper()
	var all [][]byte
	for _, it := range []*Item{f.Primary, p.Alpha} {
		if it == nil {
			continue
		}
		tiles, err := f.from(it, "dimg")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range append([]*Item{it}, tiles...) {
			b, err := f.Data(part, f.size)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b)
			for _, kind := range []string{"ispe", "av1C", "pixi", "clap", "irot", "imir", "clli", "auxC"} {
				all = append(all, part.property(kind))
			}
		}
	}
	return all
}

// TestRewriteRefused: what cannot be copied is said to be unsupported, and nothing small becomes large.
func TestRewriteRefused(t *testing.T) {
	sequence := single()
	sequence.Tail = movie("pict", 3)
	f, err := parse(sequence.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Rewrite(Extras{}); !errors.Is(err, fault.ErrUnsupported) {
		t.Errorf("a sequence: %v", err)
	}
	large := grid(400, 400, 4, 4)
	for i := range large.Items[1:] {
		large.Items[i+1].Data = append(imgtest.AV1Claim(100, 100), make([]byte, 5000)...)
	}
	if f, err = parse(large.Bytes()); err != nil {
		t.Fatal(err)
	}
	for i, tile := range f.Items[1:] {
		tile.ranges = []span{{f.Items[1].ranges[0].start, f.size - int64(i)}}
	}
	if b, err := f.Rewrite(Extras{}); err == nil {
		t.Errorf("a file of %d bytes became one of %d", f.size, len(b))
	}
}

func FuzzRewrite(f *testing.F) {
	seeds(f)
	f.Add(decorated().Bytes())
	f.Add(tiled().Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := parse(b)
		if err != nil {
			return
		}
		had, err := file.Metadata()
		kind(t, err)
		x := Extras{ICC: had.ICC, EXIF: []byte("II*\x00"), XMP: []byte("<x/>")}
		out, err := file.Rewrite(x)
		if kind(t, err); err != nil {
			return
		}
		if len(out) > 64*len(b)+4096 {
			t.Fatalf("%d bytes became %d", len(b), len(out))
		}
		before, err := file.Picture()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parse(out)
		if err != nil {
			t.Fatalf("what was written is %v", err)
		}
		after, err := again.Picture()
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(coded(t, again, after), coded(t, file, before)) {
			t.Fatal("the coded bytes are others")
		}
		if (after.NCLX == nil) != (before.NCLX == nil) || before.NCLX != nil && *after.NCLX != *before.NCLX {
			t.Fatalf("%+v, was %+v", after.NCLX, before.NCLX)
		}
		after.Alpha, after.NCLX = before.Alpha, before.NCLX
		if after != before || after.Crop == (image.Rectangle{}) {
			t.Fatalf("%+v, was %+v", after, before)
		}
		m, err := again.Metadata()
		if err != nil || !bytes.Equal(m.ICC, x.ICC) || !bytes.Equal(m.EXIF, x.EXIF) || !bytes.Equal(m.XMP, x.XMP) {
			t.Fatalf("%+v, %v", m, err)
		}
	})
}
