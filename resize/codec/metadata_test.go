package codec_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// everything is blocks of all kinds, those of XMP and IPTC larger than a JPEG's segment.
func everything() metadata.Set {
	long := "\x1c\x02\x78\x80\x04\x00\x02\x00\x00" + strings.Repeat("c", 1<<17)
	return metadata.Set{
		EXIF: imgtest.Camera{Orientation: 1}.EXIF(), ICC: imgtest.Profile("RGB ", 150_000), IPTC: []byte(codectest.IPTCBlock + long),
		XMP: []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
			`<rdf:Description a="` + strings.Repeat("x", 200_000) + `"/></rdf:RDF></x:xmpmeta>`),
		Text: []metadata.TextEntry{{Key: "Author", Text: "Ann"}, {Key: "Title", Lang: "fr", Text: "Pont"}, {Key: "Titel", Text: "Brücke 桥"},
			{Key: metadata.CommentKey, Text: strings.Repeat("hello ", 100)}, {Key: metadata.TimeKey, Text: "2026-01-31 10:11:12"}},
	}
}

// TestBlocksRoundTrip: what a format holds comes back as it was written.
func TestBlocksRoundTrip(t *testing.T) {
	for _, spec := range codec.Specs() {
		if !spec.Write {
			continue
		}
		if spec.Format == format.TIFF {
			continue // it keeps EXIF and IPTC in its own directory
		}
		t.Run(spec.Name, func(t *testing.T) {
			fit, removed := codec.Fit(everything(), spec.Format)
			var buf bytes.Buffer
			if err := codec.Encode(&buf, imgtest.Picture(20, 10), spec.Format, format.Options{Metadata: fit}); err != nil {
				t.Fatal(err)
			}
			got, err := codectest.ReadBlocks(t, buf.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if spec.Format == format.JPEG { // two packets have become one
				if n := bytes.Count(got.XMP, []byte("x")); n < 200_000 || bytes.Contains(got.XMP, []byte("HasExtended")) {
					t.Errorf("XMP of %d bytes", len(got.XMP))
				}
				got.XMP, fit.XMP = nil, nil
			}
			if !reflect.DeepEqual(got, fit) {
				t.Errorf("%.300q\nwant\n%.300q", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", fit))
			}
			all := metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Text
			if want := all &^ codec.Holds(spec.Format); removed != want && removed != want|metadata.Text {
				t.Errorf("removed %v", removed)
			}
			if spec.Format == format.PNG && removed != 0 {
				t.Errorf("PNG does not hold %v", removed)
			}
			if _, err := codectest.Decode(buf.Bytes()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestFitMakerNotes: EXIF too large for a JPEG loses its maker notes, and what else it must.
func TestFitMakerNotes(t *testing.T) {
	le := binary.LittleEndian
	exif := func(tag uint16) []byte {
		b := imgtest.Directory(le, append(imgtest.Entry(le, 0x013B, 2, 4, 0)[:8], "Ann\x00"...), imgtest.Entry(le, 0x8769, 4, 1, 38))
		b = append(append(b, 1, 0), imgtest.Entry(le, tag, 7, 70_000, 56)...)
		return append(append(b, 0, 0, 0, 0), make([]byte, 70_000)...)
	}
	got, removed := codec.Fit(metadata.Set{EXIF: exif(0x927C)}, format.JPEG)
	if removed != metadata.MakerNotes || len(got.EXIF) > 100 || !bytes.Contains(got.EXIF, []byte("Ann")) {
		t.Errorf("%v removed, %d bytes left", removed, len(got.EXIF))
	}
	if got, removed = codec.Fit(metadata.Set{EXIF: exif(0x9286)}, format.JPEG); removed != metadata.EXIF || got.EXIF != nil {
		t.Errorf("%v removed, %d bytes left", removed, len(got.EXIF))
	}
	if got, removed = codec.Fit(metadata.Set{EXIF: exif(0x927C)}, format.PNG); removed != 0 || len(got.EXIF) < 70_000 {
		t.Errorf("PNG: %v removed, %d bytes left", removed, len(got.EXIF))
	}
}

// TestFitText: what a person wrote is missed, what a program wrote is not.
func TestFitText(t *testing.T) {
	for key, want := range map[string]metadata.Kinds{"Author": metadata.Text, "Software": 0, "date:create": 0, metadata.TimeKey: 0, metadata.CommentKey: 0} {
		if _, removed := codec.Fit(metadata.Set{Text: []metadata.TextEntry{{Key: key, Text: "x"}}}, format.JPEG); removed != want {
			t.Errorf("%s: %v", key, removed)
		}
	}
}
