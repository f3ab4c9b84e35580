package isobmff

import (
	"image"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
)

// bitString packs a string of 0 and 1 into bytes, other letters being left out.
func bitString(text string) []byte {
	var b []byte
	n := 0
	for _, c := range text {
		if c != '0' && c != '1' {
			continue
		}
		if n%8 == 0 {
			b = append(b, 0)
		}
		b[n/8] |= byte(c-'0') << (7 - n%8)
		n++
	}
	return b
}

// sixteen is n as sixteen bits, one below it as AV1 states sides.
func sixteen(n int) string {
	var b strings.Builder
	for i := 15; i >= 0; i-- {
		b.WriteByte('0' + byte((n-1)>>i&1))
	}
	return b.String()
}

// unit is an open bitstream unit with its length.
func unit(kind byte, payload []byte) []byte {
	return append([]byte{kind<<3 | 2, byte(len(payload))}, payload...)
}

// sequenceOf is a sequence header in full of w × h pixels; tools is what follows the size.
func sequenceOf(w, h int, tools string) []byte {
	return unit(obuSequence, bitString("000 0 0 0 0 00000 000000000000 00000 1111 1111"+sixteen(w)+sixteen(h)+tools))
}

// TestAV1Sizes reads sequence headers and key frames that state a size of their own.
func TestAV1Sizes(t *testing.T) {
	const plain = "0 0000000 0 1 1"                   // no numbers, no order; each frame says what it has
	const ordered = "1 0001 010 0000000 1 11 0 0 110" // numbers of 6 bits, an order of 7 bits, no tools for screens
	own := sixteen(16) + sixteen(24)
	for name, tt := range map[string]struct {
		data []byte
		want av1Sizes
	}{
		"reduced": {imgtest.AV1Claim(40, 30), av1Sizes{image.Pt(40, 30), image.Pt(40, 30)}},
		"a key frame as large as the sequence": {
			append(sequenceOf(640, 480, plain), unit(obuFrame, bitString("0 00 1 0 0 0 0000"))...), av1Sizes{image.Pt(640, 480), image.Pt(640, 480)},
		},
		"a key frame of its own size": {
			append(sequenceOf(640, 480, plain), unit(obuFrame, bitString("0 00 1 0 0 1"+own))...), av1Sizes{image.Pt(640, 480), image.Pt(16, 24)},
		},
		"one with tools for screens": {
			append(sequenceOf(640, 480, plain), unit(obuFrameHeader, bitString("0 00 1 0 1 0 1"+own))...), av1Sizes{image.Pt(640, 480), image.Pt(16, 24)},
		},
		"one with a number and a place in the order": {
			append(sequenceOf(640, 480, ordered), unit(obuFrame, bitString("0 00 1 0 000001 1 0000001"+own))...), av1Sizes{image.Pt(640, 480), image.Pt(16, 24)},
		},
		"a predicted frame": {
			append(sequenceOf(640, 480, plain), unit(obuFrame, bitString("0 01 1 0 0 1"+own))...), av1Sizes{image.Pt(640, 480), image.Pt(640, 480)},
		},
		"two frames": {
			append(append(sequenceOf(640, 480, plain), unit(obuFrame, bitString("0 00 1 0 0 1"+own))...), unit(obuFrame, bitString("0 00 1 0 0 0"))...),
			av1Sizes{image.Pt(640, 480), image.Pt(640, 480)},
		},
	} {
		if got, err := av1Size(tt.data); err != nil || got != tt.want {
			t.Errorf("%s: %v, %v, want %v", name, got, err, tt.want)
		}
	}
}

// TestClaims: an item that states more pixels than are coded is refused when its header is read, with no pixel decoded.
func TestClaims(t *testing.T) {
	small := imgtest.AV1Item(40, 30)
	liar := imgtest.AV1Item(16384, 16384)
	liar.Data = imgtest.AV1Claim(16, 16)
	own := imgtest.AV1Item(640, 480)
	own.Data = append(sequenceOf(640, 480, "0 0000000 0 1 1"), unit(obuFrame, bitString("0 00 1 0 0 1"+sixteen(16)+sixteen(16)))...)
	veil := imgtest.AV1Item(40, 30)
	veil.Data = imgtest.AV1Claim(40, 16)
	pieces := liar
	pieces.Pieces = 5
	turned := liar
	turned.Properties = append(turned.Properties[:len(turned.Properties):len(turned.Properties)],
		imgtest.Aperture(0, 0, 8, 8, 16384, 16384), imgtest.Rotation(1))
	tile := imgtest.AV1Item(4096, 4096)
	tile.Data = imgtest.AV1Claim(64, 64)
	for name, tt := range map[string]struct {
		items []imgtest.HEIFItem
		want  string
	}{
		"a picture":            {[]imgtest.HEIFItem{liar}, "16 × 16 coded pixels in a picture of 16384 × 16384"},
		"its frame alone":      {[]imgtest.HEIFItem{own}, "16 × 16 coded pixels in a picture of 640 × 480"},
		"in pieces":            {[]imgtest.HEIFItem{pieces}, "16 × 16 coded pixels in a picture of 16384 × 16384"},
		"cropped and turned":   {[]imgtest.HEIFItem{turned}, "16 × 16 coded pixels in a picture of 16384 × 16384"},
		"transparency":         {[]imgtest.HEIFItem{small, imgtest.AlphaOf(veil, 1)}, "40 × 16 coded pixels in a picture of 40 × 30"},
		"the tiles of a grid":  {[]imgtest.HEIFItem{imgtest.GridItem(8192, 4096, 1, 2, []uint16{2, 3}), tile, tile}, "64 × 64 coded pixels in a picture of 4096 × 4096"},
		"a picture as it says": {[]imgtest.HEIFItem{small}, ""},
	} {
		f, err := parse(imgtest.HEIF{Items: tt.items}.Bytes())
		if err != nil {
			t.Fatal(name, err)
		}
		_, err = f.Picture()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// TestLaterTileLies: of a grid only the first tile is looked at with the header; the others before they are decoded.
func TestLaterTileLies(t *testing.T) {
	sound, liar := imgtest.AV1Item(64, 64), imgtest.AV1Item(64, 64)
	liar.Data = imgtest.AV1Claim(16, 16)
	f, err := parse(imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.GridItem(128, 64, 1, 2, []uint16{2, 3}), sound, liar}}.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Single(f.Primary, nil); err == nil || !strings.Contains(err.Error(), "16 × 16 coded pixels in a picture of 64 × 64") {
		t.Errorf("the second tile's claim: %v", err)
	}
}

// TestHEVCClaim: libheif too gets only pictures of the size that their items state.
func TestHEVCClaim(t *testing.T) {
	set := []byte("\x42\x01\x01\x03\x70\x00\x00\x03\x00\x90\x00\x00\x03\x00\x00\x03\x00\x78\xa1\x22\x40") // 8 × 8
	config := append(append(make([]byte, 21), 3, 1, 33, 0, 1, 0, byte(len(set))), set...)
	item := imgtest.HEIFItem{Kind: HEVC, Data: []byte{0, 0, 0, 3, 0x26, 1, 0xaf},
		Properties: [][]byte{imgtest.Extent(16384, 16384), imgtest.Essential(imgtest.Box("hvcC", config))}}
	f, err := parse(imgtest.HEIF{Brands: []string{"heic", "mif1"}, Items: []imgtest.HEIFItem{item}}.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Picture(); err == nil || !strings.Contains(err.Error(), "8 × 8 coded pixels in a picture of 16384 × 16384") {
		t.Errorf("an HEVC picture that claims more: %v", err)
	}
}
