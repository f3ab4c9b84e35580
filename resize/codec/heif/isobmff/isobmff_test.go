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

func parse(b []byte) (*File, error) { return Parse(bytes.NewReader(b), int64(len(b))) }

func picture(b []byte) (Picture, error) {
	f, err := parse(b)
	if err != nil {
		return Picture{}, err
	}
	return f.Picture()
}

func single(more ...[]byte) imgtest.HEIF {
	return imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.AV1Item(40, 30, more...)}}
}

func TestPicture(t *testing.T) {
	whole := image.Rect(0, 0, 40, 30)
	plain := Picture{Coding: AV1, Stored: image.Pt(40, 30), Crop: whole, Orientation: 1, Depth: 8, Subsampled: true, Tiles: 1, Coded: 40 * 30}
	but := func(change func(*Picture)) Picture {
		p := plain
		change(&p)
		return p
	}
	depth := func(bits int, gray bool) imgtest.HEIF {
		return imgtest.HEIF{Items: []imgtest.HEIFItem{{
			Kind: "av01", Data: imgtest.AV1Claim(40, 30), Properties: [][]byte{imgtest.Extent(40, 30), imgtest.AV1Config(bits, gray)}}}}
	}
	located := func(version byte, inside bool) imgtest.HEIF {
		f := single()
		f.Locations, f.Inside = version, inside
		return f
	}
	withAlpha := func(refs map[string][]uint16) imgtest.HEIF {
		f := single()
		f.Items[0].Refs = refs
		f.Items = append(f.Items, imgtest.AlphaOf(imgtest.AV1Item(40, 30), 1))
		return f
	}
	hevc := append(make([]byte, 22), 0)
	hevc[16], hevc[17], hevc[18] = 0xfd, 0xfa, 0xfa
	thumbnail := single()
	thumbnail.Items = append(thumbnail.Items, imgtest.AV1Item(4, 3))
	thumbnail.Items[1].Refs = map[string][]uint16{"thmb": {1}}
	for _, tt := range []struct {
		name string
		f    imgtest.HEIF
		want Picture
	}{
		{"plain", single(), plain},
		{"10 bits", depth(10, false), but(func(p *Picture) { p.Depth = 10 })},
		{"12 bits of grey", depth(12, true), but(func(p *Picture) { p.Depth, p.Gray, p.Subsampled = 12, true, false })},
		{"locations of version 1", located(1, false), plain},
		{"locations of version 2", located(2, false), plain},
		{"bytes among the tables", located(1, true), plain},
		{"bytes among the tables, version 2", located(2, true), plain},
		{"in a file that says more", imgtest.HEIF{Items: single().Items, Extra: imgtest.Box("grpl"), Tail: imgtest.Box("free", make([]byte, 9))}, plain},
		{"with junk behind it", imgtest.HEIF{Items: single().Items, Tail: []byte("\xff\xff\xff\xff\xff\xff\xff\xffjunk that no box is")}, plain},
		{"with a little junk behind it", imgtest.HEIF{Items: single().Items, Tail: []byte("junk")}, plain},
		{"with a thumbnail", thumbnail, plain},
		{"cropped", single(imgtest.Aperture(3, 2, 31, 17, 40, 30)), but(func(p *Picture) { p.Crop = image.Rect(3, 2, 34, 19) })},
		{"cropped and turned", single(imgtest.Aperture(0, 0, 39, 29, 40, 30), imgtest.Rotation(3)),
			but(func(p *Picture) { p.Crop, p.Orientation = image.Rect(0, 0, 39, 29), 6 })},
		{"HEVC of 10 bits", imgtest.HEIF{Items: []imgtest.HEIFItem{{Kind: "hvc1", Data: []byte{1},
			Properties: [][]byte{imgtest.Extent(40, 30), imgtest.Essential(imgtest.Box("hvcC", hevc))}}}}, but(func(p *Picture) { p.Coding, p.Depth = HEVC, 10 })},
		{"grid", grid(40, 30, 2, 2), but(func(p *Picture) { p.Tiles = 4 })},
		{"depth map that is no transparency", imgtest.HEIF{Items: append(single().Items, imgtest.HEIFItem{Kind: "av01", Data: []byte{1},
			Properties: [][]byte{imgtest.FullBox("auxC", 0, 0, []byte("urn:mpeg:mpegB:cicp:systems:auxiliary:depth\x00"))}, Refs: map[string][]uint16{"auxl": {1}}})}, plain},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := picture(tt.f.Bytes()); err != nil || got != tt.want {
				t.Errorf("%+v, %v\nwant %+v", got, err, tt.want)
			}
		})
	}
	for _, prem := range []bool{false, true} {
		refs := map[string][]uint16{}
		if prem {
			refs["prem"] = []uint16{2}
		}
		if p, err := picture(withAlpha(refs).Bytes()); err != nil || p.Alpha == nil || p.Alpha.ID != 2 || p.Premultiplied != prem {
			t.Errorf("transparency: %+v, %v", p, err)
		}
	}
}

// grid is a picture of tiles that are as small as can be.
func grid(w, h, rows, columns int) imgtest.HEIF {
	tile := imgtest.AV1Item(uint32((w+columns-1)/columns), uint32((h+rows-1)/rows))
	var f imgtest.HEIF
	var tiles []uint16
	for i := range rows * columns {
		tiles = append(tiles, uint16(i+2))
		f.Items = append(f.Items, tile)
	}
	f.Items = append([]imgtest.HEIFItem{imgtest.GridItem(uint16(w), uint16(h), byte(rows), byte(columns), tiles)}, f.Items...)
	return f
}

// TestOrientation turns and mirrors a picture of six pixels as the properties say, and compares with what the orientation says.
func TestOrientation(t *testing.T) {
	turnLeft := func(m [][]int) [][]int {
		out := make([][]int, len(m[0]))
		for i := range out {
			for _, row := range m {
				out[i] = append(out[i], row[len(row)-1-i])
			}
		}
		return out
	}
	mirror := func(m [][]int, sideways bool) [][]int {
		out := make([][]int, len(m))
		for y, row := range m {
			out[y] = make([]int, len(row))
			for x := range row {
				if sideways {
					out[y][x] = row[len(row)-1-x]
				} else {
					out[y] = m[len(m)-1-y]
				}
			}
		}
		return out
	}
	seen := map[int]bool{}
	for quarters := range byte(4) {
		for mirroring := range byte(5) { // none, then either axis before or behind the rotation
			m := [][]int{{1, 2, 3}, {4, 5, 6}}
			stored := m
			rotate := func() {
				for range quarters {
					m = turnLeft(m)
				}
			}
			var properties [][]byte
			switch {
			case mirroring == 0:
				rotate()
				properties = [][]byte{imgtest.Rotation(quarters)}
			case mirroring <= 2:
				rotate()
				m = mirror(m, mirroring == 2)
				properties = [][]byte{imgtest.Rotation(quarters), imgtest.Mirroring(mirroring - 1)}
			default:
				m = mirror(m, mirroring == 4)
				rotate()
				properties = [][]byte{imgtest.Mirroring(mirroring - 3), imgtest.Rotation(quarters)}
			}
			p, err := picture(single(properties...).Bytes())
			if err != nil {
				t.Fatal(err)
			}
			seen[p.Orientation] = true
			for y, row := range stored {
				for x, v := range row {
					ux, uy := imgtest.UprightPoint(x, y, len(m[0]), len(m), p.Orientation)
					if uy >= len(m) || ux >= len(m[0]) || m[uy][ux] != v {
						t.Fatalf("%d quarters, mirroring %d: orientation %d", quarters, mirroring, p.Orientation)
					}
				}
			}
		}
	}
	if len(seen) != 8 {
		t.Errorf("orientations %v", seen)
	}
}

func TestAperture(t *testing.T) {
	be := func(v ...int64) []byte {
		var b []byte
		for _, n := range v {
			b = append(b, imgtest.Numbers(4, uint64(uint32(int32(n))))...)
		}
		return b
	}
	for _, tt := range []struct {
		name string
		b    []byte
		want image.Rectangle
		ok   bool
	}{
		{"whole", be(40, 1, 30, 1, 0, 1, 0, 1), image.Rect(0, 0, 40, 30), true},
		{"a pixel less on the right and below", be(39, 1, 29, 1, -1, 2, -1, 2), image.Rect(0, 0, 39, 29), true},
		{"half a pixel off the middle", be(39, 1, 29, 1, 0, 1, 0, 1), image.Rect(0, 0, 39, 29), true},
		{"a fraction of a pixel", be(79, 2, 30, 1, -1, 2, 0, 1), image.Rect(0, 0, 39, 30), true},
		{"beyond the left", be(40, 1, 30, 1, -2, 1, 0, 1), image.Rectangle{}, false},
		{"beyond the right", be(40, 1, 30, 1, 2, 1, 0, 1), image.Rectangle{}, false},
		{"nothing", be(0, 1, 30, 1, 0, 1, 0, 1), image.Rectangle{}, false},
		{"less than a pixel", be(1, 2, 30, 1, 0, 1, 0, 1), image.Rectangle{}, false},
		{"divided by zero", be(40, 0, 30, 1, 0, 1, 0, 1), image.Rectangle{}, false},
		{"huge", be(1<<31-1, 1, 1<<31-1, 1, 1<<31-1, 1, 1<<31-1, 1<<31-1), image.Rectangle{}, false},
		{"cut", be(40, 1, 30), image.Rectangle{}, false},
	} {
		if got, ok := aperture(tt.b, image.Pt(40, 30)); ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, ok, tt.want)
		}
	}
}

// TestRefused lists files that are not read, with what is said of them.
func TestRefused(t *testing.T) {
	with := func(change func(*imgtest.HEIF)) []byte {
		f := single()
		change(&f)
		return f.Bytes()
	}
	item := func(it imgtest.HEIFItem) []byte { return imgtest.HEIF{Items: []imgtest.HEIFItem{it}}.Bytes() }
	replaced := func(b []byte, old, with string) []byte { return bytes.Replace(b, []byte(old), []byte(with), 1) }
	plain := single().Bytes()
	uneven := grid(40, 30, 1, 2)
	uneven.Items[2] = imgtest.AV1Item(21, 30)
	tiny := grid(40, 30, 1, 1)
	tiny.Items[1].Properties[0] = imgtest.Extent(4000, 3000)
	endless := grid(40, 30, 2, 2) // together 2³² pixels a side, of which the product is no number any more
	for i := range endless.Items[1:] {
		endless.Items[1+i].Properties = append([][]byte{imgtest.Extent(1<<31-1, 1<<31-1)}, endless.Items[1+i].Properties[1:]...)
	}
	nested := grid(40, 30, 1, 1)
	nested.Items[1] = nested.Items[0]
	for _, tt := range []struct {
		name        string
		b           []byte
		unsupported bool
		text        string
	}{
		{"no tables", imgtest.Box("ftyp", []byte("avif\x00\x00\x00\x00")), false, "it does not state where the picture is"},
		{"tables of sound", replaced(plain, "pict", "soun"), false, "it contains no picture"},
		{"primary picture that is not there", replaced(plain, "pitm\x00\x00\x00\x00\x00\x01", "pitm\x00\x00\x00\x00\x00\x09"), false, "the picture that it names is missing"},
		{"no size", with(func(f *imgtest.HEIF) { f.Items[0].Properties = f.Items[0].Properties[1:] }), false, "a picture of 0 × 0 pixels"},
		{"size of nothing", item(imgtest.AV1Item(0, 30)), false, "a picture of 0 × 30 pixels"},
		{"no configuration", with(func(f *imgtest.HEIF) { f.Items[0].Properties = f.Items[0].Properties[:1] }), false, "no AV1 configuration"},
		{"property that nobody knows", with(func(f *imgtest.HEIF) {
			f.Items[0].Properties = append(f.Items[0].Properties, imgtest.Essential(imgtest.Box("warp")))
		}), true, `pictures with the property "warp" are not supported`},
		{"encrypted", replaced(plain, "infe\x02\x00\x00\x00\x00\x01\x00\x00", "infe\x02\x00\x00\x00\x00\x01\x00\x01"), true, "encrypted pictures are not supported"},
		{"in another file", replaced(plain, "iloc\x00\x00\x00\x00\x44\x40\x00\x01\x00\x01\x00\x00", "iloc\x00\x00\x00\x00\x44\x40\x00\x01\x00\x01\x00\x01"), true,
			"pictures whose data is stored elsewhere are not supported"},
		{"JPEG 2000", item(imgtest.HEIFItem{Kind: "j2k1", Data: []byte{1}, Properties: [][]byte{imgtest.Extent(4, 4)}}), true, `HEIF pictures coded as "j2k1" are not supported`},
		{"overlay", item(imgtest.HEIFItem{Kind: "iovl", Data: []byte{1}, Properties: [][]byte{imgtest.Extent(4, 4)}}), true, "pictures composed of others are not supported"},
		{"grid of unlike tiles", uneven.Bytes(), false, "a grid whose tiles differ"},
		{"grid of few tiles", with(func(f *imgtest.HEIF) { f.Items = grid(40, 30, 2, 2).Items; f.Items[0].Refs["dimg"] = []uint16{2, 3} }), false, "a grid of 2 × 2 with 2 tiles"},
		{"grid whose tiles are not there", with(func(f *imgtest.HEIF) { f.Items = grid(40, 30, 1, 2).Items; f.Items[0].Refs["dimg"] = []uint16{2, 300} }), false, "a part of the picture is missing"},
		{"grid in a grid", nested.Bytes(), false, "a grid in a grid"},
		{"grid that is not filled", with(func(f *imgtest.HEIF) {
			f.Items = []imgtest.HEIFItem{grid(40, 30, 1, 1).Items[0], imgtest.AV1Item(30, 30)}
		}), false, "a grid whose tiles do not fill it"},
		{"grid far smaller than its tiles", tiny.Bytes(), false, "a grid far smaller than its tiles"},
		{"grid far smaller than can be counted", endless.Bytes(), false, "a grid far smaller than its tiles"},
		{"grid of another size", with(func(f *imgtest.HEIF) {
			f.Items = grid(40, 30, 1, 1).Items
			f.Items[0].Properties[0] = imgtest.Extent(41, 30)
		}), false, "a grid whose size differs from its picture"},
		{"crop outside", with(func(f *imgtest.HEIF) {
			f.Items[0].Properties = append(f.Items[0].Properties, imgtest.Aperture(30, 0, 20, 20, 40, 30))
		}), false, "a crop outside the picture"},
		{"crop after a turn", with(func(f *imgtest.HEIF) {
			f.Items[0].Properties = append(f.Items[0].Properties, imgtest.Rotation(1), imgtest.Aperture(0, 0, 20, 20, 30, 40))
		}), true, "pictures that are cropped after rotation are not supported"},
		{"turn by nothing", with(func(f *imgtest.HEIF) { f.Items[0].Properties = append(f.Items[0].Properties, imgtest.Box("irot")) }), false, "a rotation without an angle"},
		{"transparency of another size", with(func(f *imgtest.HEIF) { f.Items = append(f.Items, imgtest.AlphaOf(imgtest.AV1Item(20, 15), 1)) }), true,
			"transparency whose size or coding differs from its picture is not supported"},
		{"two items with the same number", replaced(imgtest.HEIF{Items: append(single().Items, single().Items...)}.Bytes(), "infe\x02\x00\x00\x00\x00\x02", "infe\x02\x00\x00\x00\x00\x01"), false,
			"two items with the same number"},
		{"property that is not there", replaced(plain, "ipma\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01\x02\x01", "ipma\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01\x02\x41"), false,
			"a missing property"},
		{"numbers of three bytes", replaced(plain, "iloc\x00\x00\x00\x00\x44", "iloc\x00\x00\x00\x00\x34"), false, "numbers of 3 bytes"},
		{"box larger than its parent", replaced(plain, "\x00\x00\x00\x14ispe", "\x00\x00\x0f\x14ispe"), false, "a box that does not fit into its parent"},
		{"box of four bytes", replaced(plain, "\x00\x00\x00\x14ispe", "\x00\x00\x00\x04ispe"), false, "a box that does not fit into its parent"},
		{"sequence alone", append(imgtest.Box("ftyp", []byte("avis\x00\x00\x00\x00")), movie("pict", 1)...), true, "sequences without a still picture are not supported"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := picture(tt.b)
			kind, text := fault.ErrDamaged, tt.text
			if tt.unsupported {
				kind, text = fault.ErrUnsupported, text+" by this build"
			}
			if !errors.Is(err, kind) || fault.Detail(err) != text {
				t.Errorf("%v", err)
			}
		})
	}
}

// movie is a film of one track with that many samples of 64 × 48 pixels.
func movie(handler string, samples uint64) []byte {
	entry := imgtest.Box("av01", make([]byte, 8+16), imgtest.Numbers(2, 64, 48))
	table := imgtest.Box("stbl",
		imgtest.FullBox("stsd", 0, 0, imgtest.Numbers(4, 1), entry),
		imgtest.FullBox("stsz", 0, 0, imgtest.Numbers(4, 0, samples), make([]byte, 4*samples)))
	return imgtest.Box("moov", imgtest.Box("trak", imgtest.Box("mdia",
		imgtest.FullBox("hdlr", 0, 0, imgtest.Numbers(4, 0), []byte(handler), make([]byte, 13)),
		imgtest.Box("minf", table))))
}

func TestFrames(t *testing.T) {
	sequence := func(tail []byte) []byte {
		f := single()
		f.Tail = tail
		return f.Bytes()
	}
	for _, tt := range []struct {
		name string
		b    []byte
		want int
		size image.Point
	}{
		{"still", single().Bytes(), 0, image.Point{}},
		{"sequence beside a still picture", sequence(movie("pict", 7)), 7, image.Pt(64, 48)},
		{"film", sequence(movie("vide", 3)), 3, image.Pt(64, 48)},
		{"sound", sequence(movie("soun", 9)), 0, image.Point{}},
		{"transparency", sequence(movie("auxv", 9)), 0, image.Point{}},
		{"sequence alone", append(imgtest.Box("ftyp", []byte("avis\x00\x00\x00\x00")), movie("pict", 5)...), 5, image.Pt(64, 48)},
	} {
		f, err := parse(tt.b)
		if err != nil || f.Frames != tt.want || f.FrameSize != tt.size {
			t.Errorf("%s: %+v, %v", tt.name, f, err)
		}
	}
}

// TestTruncated: a file that lacks bytes is damaged, wherever it ends.
func TestTruncated(t *testing.T) {
	withMetadata := single(imgtest.Box("colr", []byte("prof"), imgtest.Profile("RGB ", 300)))
	withMetadata.Items = append(withMetadata.Items, imgtest.HEIFItem{Kind: "Exif", Data: append(make([]byte, 4), imgtest.EXIF(1)...)})
	for name, b := range map[string][]byte{"plain": single().Bytes(), "metadata": withMetadata.Bytes(), "grid": grid(40, 30, 2, 2).Bytes()} {
		if _, err := picture(b); err != nil {
			t.Fatal(name, err)
		}
		for n := range b {
			_, err := picture(b[:n])
			if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, fault.ErrDamaged) {
				t.Fatalf("%s, %d of %d bytes: %v", name, n, len(b), err)
			}
		}
	}
}

func TestMetadata(t *testing.T) {
	profile, exif, xmp := imgtest.Profile("RGB ", 3000), imgtest.EXIF(6), []byte("<x:xmpmeta/>")
	file := func(exif []byte, of uint16) []byte {
		f := single(imgtest.Box("colr", []byte("nclx"), imgtest.Numbers(2, 12, 13, 6), []byte{0x80}), imgtest.Box("colr", []byte("prof"), profile))
		refs := map[string][]uint16{"cdsc": {of}}
		f.Items = append(f.Items,
			imgtest.HEIFItem{Kind: "Exif", Data: exif, Refs: refs, Pieces: 3},
			imgtest.HEIFItem{Kind: "mime", MIME: "text/plain", Data: []byte("hello")},
			imgtest.HEIFItem{Kind: "mime", MIME: "application/rdf+xml", Data: xmp, Refs: refs})
		return f.Bytes()
	}
	nclx := &NCLX{12, 13, 6, true}
	for _, tt := range []struct {
		name string
		b    []byte
		want Metadata
		fail bool
	}{
		{"all", file(append([]byte{0, 0, 0, 0}, exif...), 1), Metadata{profile, exif, xmp, nclx}, false},
		{"EXIF behind JPEG's prefix", file(append([]byte("\x00\x00\x00\x06Exif\x00\x00"), exif...), 1), Metadata{profile, exif, xmp, nclx}, false},
		{"EXIF behind a prefix that is not counted", file(append([]byte("\x00\x00\x00\x00Exif\x00\x00"), exif...), 1), Metadata{profile, exif, xmp, nclx}, false},
		{"invalid EXIF", file([]byte("\x00\x00\x00\x00nothing"), 1), Metadata{profile, nil, xmp, nclx}, true},
		{"EXIF behind the end", file([]byte("\xff\xff\xff\xf0II*\x00"), 1), Metadata{profile, []byte("II*\x00"), xmp, nclx}, false},
		{"of another picture", file(append([]byte{0, 0, 0, 0}, exif...), 2), Metadata{profile, nil, nil, nclx}, false},
		{"none", single().Bytes(), Metadata{}, false},
	} {
		f, err := parse(tt.b)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Metadata()
		if (err != nil) != tt.fail || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v\n%+v\nwant\n%+v", tt.name, err, got, tt.want)
		}
	}
}
