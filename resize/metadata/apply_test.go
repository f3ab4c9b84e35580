package metadata_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

var policies = []metadata.Policy{metadata.KeepAll, metadata.NoLocation, metadata.CopyrightOnly, metadata.Nothing}

func TestPolicyText(t *testing.T) {
	for i, name := range []string{"keep", "no-location", "copyright", "none"} {
		p := metadata.Policy(i)
		text, err := p.MarshalText()
		var back metadata.Policy
		if err != nil || string(text) != name || back.UnmarshalText(bytes.ToUpper(text)) != nil || back != p || p.Validate() != nil {
			t.Errorf("%d is written %q (%v) and read as %v", i, text, err, back)
		}
	}
	var p metadata.Policy
	if err := p.UnmarshalText([]byte("some")); err == nil || metadata.Policy(4).Validate() == nil || metadata.Policy(-1).String() != "-1" {
		t.Error("a policy too many")
	}
}

// value is an entry of a block that block makes: its bytes follow all directories.
type value struct {
	dir       string // "main", "exif", "gps" or "thumb"
	tag, kind uint16
	count     uint32
	data      []byte
}

// block makes EXIF of values, with the directories that they need and a thumbnail.
func block(order binary.ByteOrder, thumbnail []byte, values ...value) []byte {
	dirs := map[string][]value{}
	for _, v := range values {
		dirs[v.dir] = append(dirs[v.dir], v)
	}
	number := func(n int) []byte { b := make([]byte, 4); order.PutUint32(b, uint32(n)); return b }
	for dir, tag := range map[string]uint16{"exif": 0x8769, "gps": 0x8825} {
		if dirs[dir] != nil {
			dirs["main"] = append(dirs["main"], value{"main", tag, 4, 1, nil})
		}
	}
	if thumbnail != nil {
		dirs["thumb"] = append(dirs["thumb"], value{"thumb", 0x201, 4, 1, nil}, value{"thumb", 0x202, 4, 1, number(len(thumbnail))})
	}
	at, places := 8, map[string]int{}
	for _, dir := range []string{"main", "exif", "gps", "thumb"} {
		if dirs[dir] != nil || dir == "main" {
			places[dir] = at
			at += 2 + 12*len(dirs[dir]) + 4
		}
	}
	head := imgtest.Directory(order)[:8]
	var tail []byte
	for _, dir := range []string{"main", "exif", "gps", "thumb"} {
		if places[dir] == 0 {
			continue
		}
		count := make([]byte, 2)
		order.PutUint16(count, uint16(len(dirs[dir])))
		head = append(head, count...)
		for _, v := range dirs[dir] {
			switch v.tag {
			case 0x8769:
				v.data = number(places["exif"])
			case 0x8825:
				v.data = number(places["gps"])
			case 0x201:
				v.data = number(at + len(tail))
				tail = append(tail, thumbnail...)
			}
			entry := imgtest.Entry(order, v.tag, v.kind, v.count, 0)
			if len(v.data) > 4 {
				order.PutUint32(entry[8:], uint32(at+len(tail)))
				tail = append(tail, v.data...)
			} else {
				copy(entry[8:], v.data)
			}
			head = append(head, entry...)
		}
		next := 0
		if dir == "main" {
			next = places["thumb"]
		}
		head = append(head, number(next)...)
	}
	return append(head, tail...)
}

func text(dir string, tag uint16, s string) value {
	return value{dir, tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

func short(order binary.ByteOrder, dir string, tag uint16, n int) value {
	b := make([]byte, 2)
	order.PutUint16(b, uint16(n))
	return value{dir, tag, 3, 1, b}
}

// full is a block of many tags.
func full(order binary.ByteOrder, thumbnail []byte) []byte {
	return block(order, thumbnail,
		text("main", 0x010F, "Testcam"), short(order, "main", 0x0112, 6), text("main", 0x013B, "Ann"), text("main", 0x8298, "(c) Ann"),
		text("main", 0x0132, "2026:01:31 10:11:12"), value{"main", 0x02BC, 1, 9, []byte("<x/>48.20")}, value{"main", 0x83BB, 7, 9, []byte("iptc48.20")},
		value{"main", 0x8482, 12, 1, []byte("doubl48.")}, value{"main", 0x9C9B, 1, 8, []byte("T\x00i\x00t\x00l\x00")},
		value{"exif", 0x9000, 7, 4, []byte("0232")}, text("exif", 0x9003, "2026:01:30 10:11:12"), text("exif", 0x9291, "42"),
		value{"exif", 0x9286, 7, 14, []byte("ASCII\x00\x00\x00lovely")}, value{"exif", 0x927C, 7, 12, []byte("Maker48.2083")},
		value{"exif", 0xBEEF, 7, 12, []byte("Opaqu48.2083")}, short(order, "exif", 0xA002, 4000), short(order, "exif", 0xA003, 3000),
		value{"gps", 1, 2, 2, []byte("N\x00")}, value{"gps", 2, 5, 1, []byte("48.20835")},
	)
}

// listed are the tags of a block by directory, in the order in which they are written, and what is
// behind the last.
func listed(b []byte) string {
	order := binary.ByteOrder(binary.LittleEndian)
	if len(b) < 8 {
		return ""
	}
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	var out []string
	var dir func(name string, at uint32)
	dir = func(name string, at uint32) {
		n := uint32(order.Uint16(b[at:]))
		var below []func()
		for i := range n {
			e := b[at+2+12*i:]
			tag, v := order.Uint16(e), order.Uint32(e[8:])
			switch tag {
			case 0x8769:
				below = append(below, func() { dir("exif", v) })
			case 0x8825:
				below = append(below, func() { dir("gps", v) })
			default:
				if tag == 0x0112 || tag == 0xA002 || tag == 0xA003 {
					out = append(out, fmt.Sprintf("%s %04x=%d", name, tag, order.Uint16(e[8:])))
					continue
				}
				out = append(out, fmt.Sprintf("%s %04x", name, tag))
			}
		}
		for _, f := range below {
			f()
		}
		if next := order.Uint32(b[at+2+12*n:]); next != 0 && name == "main" {
			dir("thumb", next)
		}
	}
	dir("main", order.Uint32(b[4:]))
	return strings.Join(out, ", ")
}

func TestApplyEXIF(t *testing.T) {
	const placeless = "main 010f, main 0112=%d, main 0132, main 013b, main 8298, main 9c9b, exif 9000, exif 9003, exif 9286, exif 9291, exif a002=%d, exif a003=%d"
	const copyright = "main 0112=%d, main 0132, main 013b, main 8298, exif 9000, exif 9003, exif 9291"
	for _, tt := range []struct {
		policy metadata.Policy
		to     metadata.Upright
		want   string
	}{
		{metadata.NoLocation, metadata.Upright{Width: 30, Height: 40}, fmt.Sprintf(placeless, 1, 30, 40)},
		{metadata.NoLocation, metadata.Upright{}, fmt.Sprintf(placeless, 6, 4000, 3000) + ", thumb 0201, thumb 0202"},
		{metadata.CopyrightOnly, metadata.Upright{Width: 30, Height: 40}, fmt.Sprintf(copyright, 1)},
		{metadata.CopyrightOnly, metadata.Upright{}, fmt.Sprintf(copyright, 6)},
		{metadata.Nothing, metadata.Upright{Width: 30, Height: 40}, ""},
		{metadata.Nothing, metadata.Upright{}, "main 0112=6"},
	} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			in := full(order, imgtest.JPEG(t, 16, 12))
			before := bytes.Clone(in)
			got, warnings := metadata.Apply(metadata.Set{EXIF: in}, tt.policy, tt.to)
			if l := listed(got.EXIF); l != tt.want || warnings != nil {
				t.Errorf("%v, %v, %v: %s (%q), want %s", tt.policy, tt.to, order, l, warnings, tt.want)
			}
			if bytes.Contains(got.EXIF, []byte("48.")) {
				t.Errorf("%v, %v: a coordinate is left", tt.policy, tt.to)
			}
			if !bytes.Equal(in, before) {
				t.Errorf("%v: the argument was changed", tt.policy)
			}
			if v := metadata.Violations(got, tt.policy); v != nil {
				t.Errorf("%v: %q", tt.policy, v)
			}
		}
	}
}

// TestApplyCopy: under KeepAll nothing is touched where the pixels stay, be it as broken as it may.
func TestApplyCopy(t *testing.T) {
	in := metadata.Set{EXIF: []byte("junk"), XMP: []byte("<junk"), IPTC: []byte("junk"), ICC: []byte("junk")}
	got, warnings := metadata.Apply(in, metadata.KeepAll, metadata.Upright{})
	if warnings != nil || string(got.EXIF)+string(got.XMP)+string(got.IPTC)+string(got.ICC) != "junk<junkjunkjunk" {
		t.Errorf("%+v, %q", got, warnings)
	}
	for _, p := range policies[1:] {
		got, warnings := metadata.Apply(in, p, metadata.Upright{})
		if got.EXIF != nil || got.XMP != nil || got.IPTC != nil || string(got.ICC) != "junk" || (warnings == nil) != (p == metadata.Nothing) {
			t.Errorf("%v: %+v, %q", p, got, warnings)
		}
	}
}

// TestApplyThumbnail: one that holds metadata of its own does not survive a policy.
func TestApplyThumbnail(t *testing.T) {
	for name, tt := range map[string]struct {
		thumbnail []byte
		stays     bool
	}{
		"plain":         {imgtest.JPEG(t, 16, 12), true},
		"padded":        {append(imgtest.JPEG(t, 16, 12), 0, 0, 0), true},
		"with a tail":   {append(imgtest.JPEG(t, 16, 12), "48.2083"...), false},
		"with EXIF":     {imgtest.JPEG(t, 16, 12, imgtest.WithEXIF(full(binary.LittleEndian, nil))), false},
		"with XMP":      {imgtest.JPEG(t, 16, 12, imgtest.WithXMP([]byte("<a/>"))), false},
		"with its end":  {imgtest.JPEG(t, 16, 12)[:200], false},
		"no JPEG":       {[]byte("48.2083, 16.3731"), false},
		"of two bytes":  {[]byte{0xFF, 0xD8}, false},
		"of a fragment": {[]byte{0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 1}, false},
	} {
		in := full(binary.LittleEndian, tt.thumbnail)
		got, _ := metadata.Apply(metadata.Set{EXIF: in}, metadata.NoLocation, metadata.Upright{})
		if stays := bytes.HasSuffix(got.EXIF, tt.thumbnail); stays != tt.stays {
			t.Errorf("%s: stays is %v", name, stays)
		}
	}
}

// checkApply asserts what holds for any blocks under any policy, and gives the result for changed
// pixels.
func checkApply(t *testing.T, name string, in metadata.Set, p metadata.Policy) metadata.Set {
	t.Helper()
	before := metadata.Set{EXIF: bytes.Clone(in.EXIF), XMP: bytes.Clone(in.XMP), IPTC: bytes.Clone(in.IPTC)}
	var out metadata.Set
	for _, to := range []metadata.Upright{{}, {Width: 30, Height: 70_000}} {
		got, _ := metadata.Apply(in, p, to)
		if v := metadata.Violations(got, p); v != nil {
			t.Errorf("%s, %v, %v: %q", name, p, to, v)
		}
		if len(got.EXIF) > 2*len(in.EXIF)+200 || len(got.XMP) > 8*len(in.XMP)+4000 || len(got.IPTC) > len(in.IPTC) {
			t.Errorf("%s, %v, %v: grew from %d, %d, %d to %d, %d, %d bytes", name, p, to,
				len(in.EXIF), len(in.XMP), len(in.IPTC), len(got.EXIF), len(got.XMP), len(got.IPTC))
		}
		was, _ := metadata.Orientation(in.EXIF)
		is, _ := metadata.Orientation(got.EXIF)
		if to.Changed() && is != 1 || !to.Changed() && is != was {
			t.Errorf("%s, %v, %v: orientation %d became %d", name, p, to, was, is)
		}
		again, _ := metadata.Apply(got, p, to)
		if !bytes.Equal(again.XMP, got.XMP) || !bytes.Equal(again.IPTC, got.IPTC) || p != metadata.KeepAll && !bytes.Equal(again.EXIF, got.EXIF) {
			t.Errorf("%s, %v, %v: applied twice differs:\n%+v\n%+v", name, p, to, got, again)
		}
		out = got
	}
	if !bytes.Equal(in.EXIF, before.EXIF) || !bytes.Equal(in.XMP, before.XMP) || !bytes.Equal(in.IPTC, before.IPTC) {
		t.Errorf("%s, %v: the argument was changed", name, p)
	}
	return out
}

// TestApplyPreviews: pictures that the main directory points at are gone, and the tags behind
// theirs are not.
func TestApplyPreviews(t *testing.T) {
	le := binary.LittleEndian
	const sub, strip, preview = 8 + 2 + 7*12 + 4, 8 + 2 + 7*12 + 4 + 2 + 2*12 + 4, 8 + 2 + 7*12 + 4 + 2 + 2*12 + 4 + 7
	in := imgtest.Directory(le,
		imgtest.Entry(le, 0x0111, 4, 1, strip), imgtest.Entry(le, 0x0117, 4, 1, 7), imgtest.Entry(le, 0x0112, 4, 1, 6), imgtest.Entry(le, 0x014A, 4, 1, sub),
		imgtest.Entry(le, 0x0201, 4, 1, preview), imgtest.Entry(le, 0x0202, 4, 1, 7), append(imgtest.Entry(le, 0x013B, 2, 4, 0)[:8], "Ann\x00"...))
	in = append(in, 2, 0)
	in = append(append(in, imgtest.Entry(le, 0x0201, 4, 1, preview+7)...), imgtest.Entry(le, 0x0202, 4, 1, 7)...)
	in = append(in, "\x00\x00\x00\x00STRIPE!PREVIEWSUBPICT"...)
	got, warnings := metadata.Apply(metadata.Set{EXIF: in}, metadata.KeepAll, metadata.Upright{Width: 3, Height: 4})
	if l := listed(got.EXIF); l != "main 0112=1, main 013b" || warnings != nil {
		t.Errorf("%s, %q", l, warnings)
	}
	for _, word := range []string{"STRIPE", "PREVIEW", "SUBPICT"} {
		if bytes.Contains(got.EXIF, []byte(word)) {
			t.Errorf("%s is left", word)
		}
	}
}

func TestApplyText(t *testing.T) {
	in := []metadata.TextEntry{{Key: "Author"}, {Key: "Copyright"}, {Key: "Creation Time"}, {Key: "Comment"}, {Key: "exif:GPSLatitude"}, {Key: "Location"},
		{Key: "GPS:x"}, {Key: "Title"}, {Key: metadata.TimeKey}}
	for p, want := range map[metadata.Policy]string{
		metadata.KeepAll:       "Author Copyright Creation Time Comment exif:GPSLatitude Location GPS:x Title Modification Time",
		metadata.NoLocation:    "Author Copyright Creation Time Comment Title Modification Time",
		metadata.CopyrightOnly: "Author Copyright Creation Time",
		metadata.Nothing:       "",
	} {
		got, _ := metadata.Apply(metadata.Set{Text: in}, p, metadata.Upright{Width: 1, Height: 1})
		var keys []string
		for _, e := range got.Text {
			keys = append(keys, e.Key)
		}
		if s := strings.Join(keys, " "); s != want {
			t.Errorf("%v: %s", p, s)
		}
	}
}

// TestViolations: what breaks a promise is found.
func TestViolations(t *testing.T) {
	le := binary.LittleEndian
	all := metadata.Set{EXIF: full(le, nil), XMP: []byte(`<d xmlns:e="http://ns.adobe.com/exif/1.0/" e:GPSLatitude="48"/>`),
		IPTC: []byte("\x1c\x02\x5a\x00\x01W\x1c\x02\x50\x00\x01A"), Text: []metadata.TextEntry{{Key: "GPS"}}}
	for name, tt := range map[string]struct {
		b    metadata.Set
		p    metadata.Policy
		want string
	}{
		"keep all":        {all, metadata.KeepAll, ""},
		"the place":       {all, metadata.NoLocation, `EXIF tag 0x02bc|EXIF tag 0x83bb|EXIF tag 0x8482|EXIF GPS position|EXIF maker notes|XMP property GPSLatitude|IPTC dataset 2:90|text "GPS"`},
		"IPTC copyright":  {metadata.Set{IPTC: all.IPTC}, metadata.CopyrightOnly, "IPTC dataset 2:90"},
		"XMP copyright":   {metadata.Set{XMP: all.XMP}, metadata.CopyrightOnly, "XMP property GPSLatitude"},
		"nothing":         {metadata.Set{XMP: all.XMP, IPTC: all.IPTC[:6]}, metadata.Nothing, "XMP property GPSLatitude|IPTC dataset 2:90"},
		"nothing of EXIF": {metadata.Set{EXIF: imgtest.Directory(le, imgtest.Entry(le, 0x013B, 2, 1, 0))}, metadata.Nothing, "EXIF tag 0x013b"},
		"resolution": {metadata.Set{EXIF: imgtest.Directory(le, imgtest.Entry(le, 0x011A, 3, 1, 300), imgtest.Entry(le, 0x011B, 3, 1, 150))},
			metadata.CopyrightOnly, "EXIF tag 0x011a|EXIF tag 0x011b"},
		"shape of pixels": {metadata.Set{EXIF: imgtest.Directory(le, imgtest.Entry(le, 0x011A, 3, 1, 300), imgtest.Entry(le, 0x011B, 3, 1, 150),
			imgtest.Entry(le, 0x0128, 3, 1, 1))}, metadata.CopyrightOnly, ""},
		"orientation": {metadata.Set{EXIF: imgtest.EXIF(6)}, metadata.Nothing, ""},
		"no EXIF":     {metadata.Set{EXIF: []byte("<html>")}, metadata.Nothing, "EXIF that cannot be read"},
		"no XMP":      {metadata.Set{XMP: []byte("<html>")}, metadata.NoLocation, "XMP that cannot be read"},
		"no IPTC":     {metadata.Set{IPTC: []byte("<html>")}, metadata.NoLocation, "IPTC that cannot be read"},
		"GPS in the second directory": {metadata.Set{EXIF: append(append([]byte("II*\x00\x08\x00\x00\x00\x00\x00\x0e\x00\x00\x00"),
			1, 0), append(imgtest.Entry(le, 0x8825, 4, 1, 0), 0, 0, 0, 0)...)}, metadata.NoLocation, "EXIF GPS position"},
	} {
		if got := strings.Join(metadata.Violations(tt.b, tt.p), "|"); got != tt.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
