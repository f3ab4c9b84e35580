package jpeg_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

// byteOrder is one of package binary's.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// withPictures puts pictures behind a JPEG and lists them, with the kinds given, as CIPA's index does; order is the index's.
func withPictures(primary []byte, order byteOrder, kinds []uint32, pictures ...[]byte) []byte {
	index := []byte("II*\x00")
	if order.String() == binary.BigEndian.String() {
		index = []byte("MM\x00*")
	}
	n := uint32(16 * (len(kinds) + 1))
	for _, v := range []uint32{8} {
		index = order.AppendUint32(index, v)
	}
	index = order.AppendUint16(index, 2)
	for _, e := range [][2]uint32{{0xB001<<16 | 4, 1}, {0xB002<<16 | 7, n}} {
		index = order.AppendUint16(order.AppendUint16(index, uint16(e[0]>>16)), uint16(e[0]))
		index = order.AppendUint32(index, e[1])
		if e[0]>>16 == 0xB001 {
			index = order.AppendUint32(index, uint32(len(kinds)+1))
		} else {
			index = order.AppendUint32(index, 38)
		}
	}
	index = order.AppendUint32(index, 0)
	size := len(primary) + len(index) + 4 + int(n) + 4
	at := uint32(size - 2 - 4 - 4) // from the index, which begins behind its segment's head, to the end of the primary picture
	entries := append(order.AppendUint32(order.AppendUint32(nil, 0x030000), uint32(size)), make([]byte, 8)...)
	for i, kind := range kinds {
		entries = order.AppendUint32(order.AppendUint32(entries, kind), uint32(len(pictures[i])))
		entries = append(order.AppendUint32(entries, at), 0, 0, 0, 0)
		at += uint32(len(pictures[i]))
	}
	segment := imgtest.Segment(0xE2, slices.Concat([]byte("MPF\x00"), index, entries))
	return append(imgtest.Insert(primary, 2, segment), slices.Concat(pictures...)...)
}

func xmpSegment(text string) []byte {
	return imgtest.Segment(0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00"+text))
}

// TestJPEGExtras: what lies in a JPEG beside its picture is told, and nothing else.
func TestJPEGExtras(t *testing.T) {
	plain, small := imgtest.JPEG(t, 30, 20), imgtest.JPEG(t, 15, 10)
	with := func(segments ...[]byte) []byte { return imgtest.Insert(plain, 2, slices.Concat(segments...)) }
	gain := imgtest.Insert(small, 2, xmpSegment(`<a xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/>`))
	apple := imgtest.Insert(small, 2, xmpSegment(`<a xmlns:HDRGainMap="http://ns.apple.com/HDRGainMap/1.0/" HDRGainMap:HDRGainMapVersion="65536"/>`))
	iso := imgtest.Segment(0xE2, append([]byte("urn:iso:std:iso:ts:21496:-1\x00"), 0, 0, 0, 0))
	seft := func(kind uint16) []byte {
		le := binary.LittleEndian
		d := le.AppendUint32(le.AppendUint32([]byte("SEFH"), 107), 1)
		d = le.AppendUint32(le.AppendUint32(le.AppendUint16(append(d, 0, 0), kind), 100), 100)
		return append(le.AppendUint32(d, uint32(len(d))), "SEFT"...)
	}
	camera := `<a xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" `
	le, be := byteOrder(binary.LittleEndian), byteOrder(binary.BigEndian)
	gone := withPictures(plain, le, []uint32{0x020002}, small)
	gone = gone[:len(gone)-len(small)]
	for _, tt := range []struct {
		name string
		b    []byte
		want format.Extras
	}{
		{"nothing", plain, 0},
		{"XMP of something else", with(xmpSegment(`<a xmlns:dc="http://purl.org/dc/elements/1.1/"/>`)), 0},
		{"Ultra HDR", withPictures(with(xmpSegment(`<a Item:Semantic="GainMap"/>`)), le, []uint32{0}, small), format.GainMap},
		{"gain map that says so itself", withPictures(plain, be, []uint32{0}, gain), format.GainMap},
		{"Apple's gain map", withPictures(plain, be, []uint32{0}, apple), format.GainMap},
		{"ISO's gain map", withPictures(with(iso), le, []uint32{0}, small), format.GainMap},
		{"gain map and another picture", withPictures(with(iso), le, []uint32{0, 0}, small, small), format.GainMap | format.MorePictures},
		{"stereo", withPictures(plain, le, []uint32{0x020002}, small), format.MorePictures},
		{"stereo, big-endian", withPictures(plain, be, []uint32{0x020002}, small), format.MorePictures},
		{"preview", withPictures(plain, le, []uint32{0x010002}, small), 0},
		{"picture that is gone", gone, 0},
		{"motion photo", with(xmpSegment(camera + `GCamera:MotionPhoto="1"/>`)), format.Film},
		{"motion photo, element", with(xmpSegment(camera + `><GCamera:MicroVideo>1</GCamera:MicroVideo></a>`)), format.Film},
		{"no motion photo", with(xmpSegment(camera + `GCamera:MotionPhoto="0"/>`)), 0},
		{"Samsung's film", append(bytes.Clone(plain), seft(0x0A30)...), format.Film},
		{"Samsung's remarks", append(bytes.Clone(plain), seft(0x0A01)...), 0},
		{"Huawei's film", append(bytes.Clone(plain), "    LIVE_3012345     "...), format.Film},
		{"C2PA", with(imgtest.Segment(0xEB, []byte("JP\x00\x01\x00\x00\x00\x01\x00\x00\x00\x40jumb\x00\x00\x00\x1ejumdc2pa\x00\x11\x00\x10c2pa\x00"))), format.Provenance},
		{"other boxes", with(imgtest.Segment(0xEB, []byte("JP\x00\x01\x00\x00\x00\x01\x00\x00\x00\x40jumb\x00\x00\x00\x1ejumdxxxx\x00"))), 0},
		{"depth map", with(xmpSegment(`<a xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" GDepth:Format="RangeInverse"/>`)), format.DepthMap},
		{"names whose properties are gone", with(xmpSegment(`<a xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/"/>`)), 0},
		{"depth map behind EXIF", imgtest.Insert(imgtest.JPEG(t, 30, 20, imgtest.WithEXIF(imgtest.EXIF(1))), 2,
			xmpSegment(`<a xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" GDepth:Mime="image/png"/>`)), format.DepthMap},
	} {
		h, err := codectest.ReadHeader(tt.b)
		if err != nil || h.Extras != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.name, h.Extras.Names(), tt.want.Names(), err)
		}
	}
}
