package isobmff

import (
	"bytes"
	"errors"
	"image"
	"io"
	"reflect"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/fault"
)

// TestSingle: a picture by itself says the same of its coded pixels, and nothing else.
func TestSingle(t *testing.T) {
	decorated := single(imgtest.Aperture(0, 0, 20, 20, 40, 30), imgtest.Rotation(1),
		imgtest.Box("colr", []byte("nclx"), imgtest.Numbers(2, 9, 16, 9), []byte{0}), imgtest.Box("colr", []byte("prof"), imgtest.Profile("RGB ", 300)))
	decorated.Items = append(decorated.Items, imgtest.AlphaOf(imgtest.AV1Item(40, 30), 1), imgtest.HEIFItem{Kind: "Exif", Data: make([]byte, 9)})
	shared := grid(400, 300, 4, 4).Bytes()
	for name, b := range map[string][]byte{"plain": single().Bytes(), "decorated": decorated.Bytes(), "grid": shared} {
		f, err := parse(b)
		if err != nil {
			t.Fatal(err)
		}
		before, err := f.Picture()
		if err != nil {
			t.Fatal(err)
		}
		alone, err := f.Single(f.Primary, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		g, err := parse(alone)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		after, err := g.Picture()
		after.NCLX, before.NCLX = nil, nil // a pointer; Metadata is compared below
		before.Alpha, before.Crop, before.Orientation = nil, image.Rectangle{Max: before.Stored}, 1
		if err != nil || after != before {
			t.Errorf("%s: %+v, %v, want %+v", name, after, err, before)
		}
		m, err := g.Metadata()
		if err != nil || m.ICC != nil || m.EXIF != nil || name == "decorated" != (m.NCLX != nil) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

// TestSharedTiles: tiles that are alike may be stored once, as libavif does, but a small file cannot become a large one.
func TestSharedTiles(t *testing.T) {
	f := grid(400, 400, 4, 4)
	for i := range f.Items[1:] {
		f.Items[i+1].Data = append(imgtest.AV1Claim(100, 100), make([]byte, 5000)...)
	}
	g, err := parse(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, tile := range g.Items[1:] {
		tile.ranges = g.Items[1].ranges
	}
	b, err := g.Single(g.Primary, nil)
	if err != nil || len(b) > 10_000 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	h, err := parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := h.Picture(); err != nil || p.Tiles != 16 {
		t.Errorf("%+v, %v", p, err)
	}
	// Stretches that overlap without being the same.
	for i, tile := range g.Items[1:] {
		tile.ranges = []span{{g.Items[1].ranges[0].start, g.size - int64(i)}}
	}
	if b, err := g.Single(g.Primary, nil); err == nil {
		t.Errorf("a file of %d bytes became one of %d", g.size, len(b))
	}
}

func TestCompose(t *testing.T) {
	color, err := parse(single(imgtest.Box("colr", []byte("nclx"), imgtest.Numbers(2, 2, 2, 2), []byte{0x80})).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	veiled := single()
	veiled.Items = append(veiled.Items, imgtest.AlphaOf(imgtest.HEIFItem{
		Kind: "av01", Data: imgtest.AV1Claim(40, 30), Properties: [][]byte{imgtest.Extent(40, 30), imgtest.AV1Config(8, true)}}, 1))
	alpha, err := parse(veiled.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	nclx := NCLX{1, 13, 6, true}
	x := Extras{NCLX: nclx, ICC: imgtest.Profile("RGB ", 5000), EXIF: imgtest.EXIF(1), XMP: []byte("<x:xmpmeta/>")}
	for _, tt := range []struct {
		name                string
		color, alpha        *File
		x                   Extras
		wantAlpha, wantGray bool
	}{
		{"colour", color, nil, Extras{NCLX: nclx}, false, false},
		{"with metadata", color, nil, x, false, false},
		{"transparency", color, alpha, x, true, false},
		{"grey", nil, alpha, Extras{NCLX: nclx, XMP: x.XMP}, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Compose(tt.color, tt.alpha, tt.x)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parse(b)
			if err != nil {
				t.Fatal(err)
			}
			p, err := f.Picture()
			if err != nil || p.Stored != image.Pt(40, 30) || (p.Alpha != nil) != tt.wantAlpha || p.Gray != tt.wantGray || p.Orientation != 1 {
				t.Errorf("%+v, %v", p, err)
			}
			m, err := f.Metadata()
			if want := (Metadata{tt.x.ICC, tt.x.EXIF, tt.x.XMP, &nclx}); err != nil || !reflect.DeepEqual(m, want) {
				t.Errorf("%+v, %v", m, err)
			}
		})
	}
	for name, files := range map[string][2]*File{"nothing": {}, "no transparency": {nil, color}} {
		if _, err := Compose(files[0], files[1], x); err == nil {
			t.Errorf("%s was composed", name)
		}
	}
}

func seeds(f *testing.F) {
	f.Helper()
	decorated := single(imgtest.Aperture(0, 0, 20, 20, 40, 30), imgtest.Rotation(1), imgtest.Mirroring(1),
		imgtest.Box("colr", []byte("nclx"), imgtest.Numbers(2, 9, 16, 9), []byte{0}))
	decorated.Locations, decorated.Inside = 2, true
	decorated.Items = append(decorated.Items, imgtest.AlphaOf(imgtest.AV1Item(40, 30), 1),
		imgtest.HEIFItem{Kind: "Exif", Data: append(make([]byte, 4), imgtest.EXIF(1)...), Refs: map[string][]uint16{"cdsc": {1}}},
		imgtest.HEIFItem{Kind: "mime", MIME: "application/rdf+xml", Data: []byte("<x/>"), Pieces: 2})
	sequence := single()
	sequence.Tail = movie("pict", 3)
	for _, b := range [][]byte{single().Bytes(), decorated.Bytes(), grid(40, 30, 2, 2).Bytes(), sequence.Bytes()} {
		f.Add(b)
	}
}

// kind fails the test unless err is damage or something unsupported.
func kind(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !fault.Known(err) {
		t.Fatalf("an error of no kind: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := parse(b)
		if kind(t, err); err != nil {
			return
		}
		m, err := file.Metadata()
		kind(t, err)
		if n := len(m.ICC) + len(m.EXIF) + len(m.XMP); n > 3*len(b) {
			t.Fatalf("%d bytes of metadata in a file of %d", n, len(b))
		}
		p, err := file.Picture()
		if kind(t, err); err != nil {
			return
		}
		if p.Stored.X < 1 || p.Stored.Y < 1 || p.Crop.Empty() || !p.Crop.In(image.Rectangle{Max: p.Stored}) || p.Orientation < 1 || p.Orientation > 8 {
			t.Fatalf("%+v", p)
		}
		alone, err := file.Single(file.Primary, nil)
		if kind(t, err); err != nil {
			return
		}
		if len(alone) > 64*len(b)+4096 {
			t.Fatalf("%d bytes became %d", len(b), len(alone))
		}
		again, err := parse(alone)
		if err != nil {
			t.Fatalf("what was written is %v", err)
		}
		q, err := again.Picture()
		if err != nil || q.Stored != p.Stored || q.Coding != p.Coding || q.Depth != p.Depth || q.Tiles != p.Tiles {
			t.Fatalf("%+v became %+v, %v", p, q, err)
		}
	})
}

func FuzzCompose(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := parse(b)
		if err != nil {
			return
		}
		x := Extras{ICC: []byte("a profile"), EXIF: []byte("II*\x00"), XMP: []byte("<x/>")}
		for _, files := range [][2]*File{{file, nil}, {file, file}, {nil, file}} {
			out, err := Compose(files[0], files[1], x)
			if kind(t, err); err != nil {
				continue
			}
			again, err := parse(out)
			if err != nil {
				t.Fatalf("what was written is %v", err)
			}
			if m, err := again.Metadata(); err != nil || !bytes.Equal(m.EXIF, x.EXIF) || !bytes.Equal(m.XMP, x.XMP) || !bytes.Equal(m.ICC, x.ICC) {
				t.Fatalf("%+v, %v", m, err)
			}
		}
	})
}
