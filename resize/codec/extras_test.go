package codec_test

import (
	"bytes"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// TestExtras: what a file holds beside its picture is seen in its header, and a copy with other metadata has it no more.
func TestExtras(t *testing.T) {
	aux := func(urn string) imgtest.HEIFItem {
		it := imgtest.AV1Item(16, 16, imgtest.FullBox("auxC", 0, 0, []byte(urn+"\x00")))
		it.Refs = map[string][]uint16{"auxl": {1}}
		return it
	}
	avif := func(tail []byte, more ...imgtest.HEIFItem) []byte {
		return imgtest.HEIF{Items: append([]imgtest.HEIFItem{imgtest.AV1Item(16, 16)}, more...), Tail: tail}.Bytes()
	}
	thumb := imgtest.AV1Item(8, 8)
	thumb.Refs = map[string][]uint16{"thmb": {1}}
	c2pa := imgtest.Box("uuid", []byte("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"), []byte("manifest"))
	png, webp := imgtest.PNG(t, 16, 16), imgtest.WebP(t, 16, 16, imgtest.WithEXIF(imgtest.EXIF(1)))
	chunk := append([]byte("C2PA\x04\x00\x00\x00"), "jumb"...)
	webp = append(webp, chunk...)
	webp[4] += byte(len(chunk))
	for name, tt := range map[string]struct {
		b    []byte
		want format.Extras
	}{
		"a plain AVIF":                  {avif(nil, thumb, imgtest.AlphaOf(imgtest.AV1Item(16, 16), 1)), 0},
		"Apple's gain map":              {avif(nil, aux("urn:com:apple:photo:2020:aux:hdrgainmap")), format.GainMap},
		"a tone map":                    {avif(nil, imgtest.HEIFItem{Kind: "tmap", Data: []byte("x")}), format.GainMap},
		"a depth map":                   {avif(nil, aux("urn:mpeg:mpegB:cicp:systems:auxiliary:depth")), format.DepthMap},
		"HEVC's depth map":              {avif(nil, aux("urn:mpeg:hevc:2015:auxid:2")), format.DepthMap},
		"two pictures":                  {avif(nil, imgtest.AV1Item(16, 16)), format.MorePictures},
		"content credentials":           {avif(c2pa), format.Provenance},
		"content credentials in JUMBF":  {avif(imgtest.Box("jumb", []byte("x"))), format.Provenance},
		"another box":                   {avif(imgtest.Box("uuid", make([]byte, 20))), 0},
		"a short box":                   {avif(imgtest.Box("uuid", []byte("x"))), 0},
		"a PNG":                         {png, 0},
		"content credentials of a PNG":  {imgtest.Insert(png, 33, imgtest.Chunk("caBX", []byte("jumb"))), format.Provenance},
		"content credentials of a WebP": {webp, format.Provenance},
	} {
		h, err := codectest.ReadHeader(tt.b)
		if err != nil || h.Extras != tt.want {
			t.Errorf("%s: %q, %v, want %q", name, h.Extras.Names(), err, tt.want.Names())
			continue
		}
		var copied bytes.Buffer
		if err := codec.Rewrite(t.Context(), &copied, bytes.NewReader(tt.b), int64(len(tt.b)), h, metadata.Set{}); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if h, err := codectest.ReadHeader(copied.Bytes()); err != nil || h.Extras != 0 {
			t.Errorf("%s, copied: %q, %v", name, h.Extras.Names(), err)
		}
	}
}
