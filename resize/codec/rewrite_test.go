package codec_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// rewritable are files of the formats that can be rewritten.
func rewritable(t testing.TB) map[string][]byte {
	files := map[string][]byte{
		"turned JPEG":   imgtest.JPEG(t, 30, 20, imgtest.Orientation(6)),
		"animated WebP": imgtest.AnimatedWebP(t, 30, 20, 3),
		"animated GIF":  imgtest.AnimatedGIF(t, 30, 20, 3),
		"animated PNG":  imgtest.APNG(t, 30, 20, 3),
		"old GIF":       bytes.Replace(imgtest.GIF(t, 30, 20), []byte("GIF89a"), []byte("GIF87a"), 1),
	}
	for name, b := range samples(t) {
		if h, err := codectest.ReadHeader(b); err == nil && codec.CanRewrite(h.Format) {
			files[name] = b
		}
	}
	return files
}

// TestRewrite: the picture is the same, and its metadata are those that were given.
func TestRewrite(t *testing.T) {
	for name, in := range rewritable(t) {
		t.Run(name, func(t *testing.T) {
			h, err := codectest.ReadHeader(in)
			if err != nil {
				t.Fatal(err)
			}
			before, err := codectest.Decode(in)
			frames := bytes.Index(in, []byte("ANIM")) // of an animated WebP, which Decode may not know
			if err != nil && frames < 0 {
				t.Fatal(err)
			}
			blocks, _ := codec.Fit(everything(), h.Format)
			bare, err := codectest.Rewrite(in, metadata.Set{})
			if err != nil {
				t.Fatal(err)
			}
			full, err := codectest.Rewrite(in, blocks)
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range [][]byte{bare, full} {
				after, err := codectest.ReadHeader(file)
				after.Orientation, h.Orientation = 1, 1
				if err != nil || after != h {
					t.Errorf("header %+v, %v\nwant %+v", after, err, h)
				}
				if frames >= 0 {
					if !bytes.Contains(file, in[frames:]) {
						t.Error("the frames are others")
					}
				} else if m, err := codectest.Decode(file); err != nil || !reflect.DeepEqual(m, before) {
					t.Errorf("the pixels are others (%v)", err)
				}
			}
			had, err := codectest.ReadBlocks(t, in)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := codectest.ReadBlocks(t, bare); err != nil || !reflect.DeepEqual(got, metadata.Set{Color: had.Color}) {
				t.Errorf("left %+v, %v", got, err)
			}
			got, err := codectest.ReadBlocks(t, full)
			if h.Format == format.JPEG {
				got.XMP, blocks.XMP = nil, nil // two packets, joined: TestBlocksRoundTrip looks at that
			}
			if err != nil || !reflect.DeepEqual(got, blocks) {
				t.Errorf("%v\n%.300q\nwant\n%.300q", err, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", blocks))
			}
			if again, err := codectest.Rewrite(full, metadata.Set{}); err != nil || h.Format != format.WebP && !bytes.Equal(again[6:], bare[6:]) {
				t.Errorf("there and back again gives %d bytes, not %d: %v", len(again), len(bare), err) // behind GIF's version
			}
		})
	}
}

// TestRewriteLeavesOut: what nobody can vouch for is not copied, and what the picture needs is.
func TestRewriteLeavesOut(t *testing.T) {
	const secret = "48.2083 16.3731"
	jpeg := imgtest.JPEG(t, 20, 10)
	jfif := append([]byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x05\x01"), secret...) // a thumbnail of 5 × 1 pixels
	scan := bytes.Index(jpeg, []byte{0xFF, 0xDA})
	chunk := func(kind, data string) []byte { return imgtest.Chunk(kind, []byte(data)) }
	png := imgtest.PNG(t, 20, 10)
	webp := imgtest.WebP(t, 20, 10)
	webpSecret := append(append(bytes.Clone(webp), "SECR\x0f\x00\x00\x00"...), secret+"\x00"...)
	binary.LittleEndian.PutUint32(webpSecret[4:], uint32(len(webpSecret)-8))
	gif := imgtest.GIF(t, 20, 10)
	gifEnd := len(gif) - 1
	extension := func(name, data string) []byte {
		return []byte("\x21\xff\x0b" + name + string(rune(len(data))) + data + "\x00")
	}
	for _, tt := range []struct {
		name  string
		in    []byte
		needs string
	}{
		{"JPEG: behind the picture", append(bytes.Clone(jpeg), secret...), ""},
		{"JPEG: second pictures", imgtest.Insert(append(bytes.Clone(jpeg), imgtest.JPEG(t, 9, 9, imgtest.WithXMP([]byte(secret)))...), 2,
			imgtest.Segment(0xE2, []byte("MPF\x00"+secret))), ""},
		{"JPEG: JFIF's thumbnail", imgtest.Insert(jpeg, 2, imgtest.Segment(0xE0, jfif)), "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff"},
		{"JPEG: an extended thumbnail", imgtest.Insert(jpeg, 2, imgtest.Segment(0xE0, []byte("JFXX\x00\x10"+secret))), ""},
		{"JPEG: before the scan", imgtest.Insert(jpeg, scan, imgtest.Segment(0xFE, []byte(secret))), ""},
		{"JPEG: behind the scan", imgtest.Insert(jpeg, len(jpeg)-2, imgtest.Segment(0xEB, []byte(secret))), ""},
		{"JPEG: with fill bytes", imgtest.Insert(jpeg, 2, append([]byte{0xFF, 0xFF}, imgtest.Segment(0xEB, []byte(secret))...)), ""},
		{"JPEG: Adobe's colours", imgtest.Insert(imgtest.CMYKJPEG(20, 10), 2, imgtest.Segment(0xEE, []byte(secret))), "Adobe\x00\x64"},
		{"PNG: unknown chunk", imgtest.Insert(png, 33, chunk("seCr", secret)), ""},
		{"PNG: behind the end", append(bytes.Clone(png), secret...), ""},
		{"PNG: colours", imgtest.Insert(png, 33, append(chunk("gAMA", "\x00\x00\xb1\x8f"), chunk("tEXt", "a\x00"+secret)...)), "gAMA\x00\x00\xb1\x8f"},
		{"PNG: behind a text", imgtest.Insert(png, 33, append(chunk("zTXt", secret), chunk("cICP", "\x01\x0d\x00\x01")...)), "cICP"},
		{"PNG: in a chunk out of place", imgtest.Insert(png, len(png)-12, append(chunk("cHRM", secret), chunk("PLTE", secret)...)), ""},
		{"PNG: between pixels", imgtest.Insert(png, len(png)-12, append(chunk("tEXt", "a\x00"+secret), chunk("IDAT", "")...)), ""},
		{"WebP: unknown chunk", webpSecret, "VP8L"},
		{"WebP: behind the end", append(bytes.Clone(webp), secret...), ""},
		{"GIF: unknown extension", imgtest.Insert(gif, gifEnd, extension("SECRETSTUFF", secret)), ""},
		{"GIF: behind the end", append(bytes.Clone(gif), secret...), ""},
		{"GIF: the loop", imgtest.Insert(gif, gifEnd, append(extension("NETSCAPE2.0", "\x01\x05\x00"), extension("XMP DataXMP", secret)...)),
			"NETSCAPE2.0\x03\x01\x05\x00\x00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, err := codectest.Decode(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			out, err := codectest.Rewrite(tt.in, metadata.Set{})
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(out, []byte(secret)) {
				t.Error("the secret is still there")
			}
			if !bytes.Contains(out, []byte(tt.needs)) {
				t.Errorf("%q is lost", tt.needs)
			}
			if m, err := codectest.Decode(out); err != nil || !reflect.DeepEqual(m, before) {
				t.Errorf("the pixels are others (%v)", err)
			}
		})
	}
}

// TestRewriteErrors: they are the writer's, the medium's, or the file's.
func TestRewriteErrors(t *testing.T) {
	broken := errors.New("no space left")
	for name, in := range rewritable(t) {
		h, err := codectest.ReadHeader(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, after := range []int{0, 1, len(in) / 2} {
			if err := codec.Rewrite(t.Context(), &brokenWriter{after, broken}, bytes.NewReader(in), int64(len(in)), h, metadata.Set{}); err != broken {
				t.Errorf("%s, broken after %d bytes: %v", name, after, err)
			}
		}
		if err := codec.Rewrite(t.Context(), io.Discard, failingReader{bytes.NewReader(in), int64(len(in) - 2), broken}, int64(len(in)), h, metadata.Set{}); err != broken {
			t.Errorf("%s, unreadable at its end: %v", name, err)
		}
		for n := 0; n < len(in)-1; n += 1 + len(in)/500 { // a file that has lost its end since its header was read
			err := codec.Rewrite(t.Context(), io.Discard, bytes.NewReader(in[:n]), int64(n), h, metadata.Set{})
			if err == nil && n < len(in)-max(16, codectest.Unneeded(in)) || err != nil && !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrUnsupported) {
				t.Errorf("%s, cut at %d of %d: %v", name, n, len(in), err)
				break
			}
		}
	}
	for _, f := range []format.Format{format.TIFF, format.BMP} {
		if codec.CanRewrite(f) || !errors.Is(codec.Rewrite(t.Context(), io.Discard, bytes.NewReader(nil), 0, format.Header{Format: f}, metadata.Set{}), fault.ErrUnsupported) {
			t.Errorf("%v is rewritten", f)
		}
	}
}

// FuzzRewrite reads, applies a policy, writes, and reads again.
func FuzzRewrite(f *testing.F) {
	files := rewritable(f)
	for i, name := range slices.Sorted(maps.Keys(files)) {
		f.Add(files[name], uint8(i))
	}
	camera := imgtest.Camera{Orientation: 6, Thumbnail: []byte{1, 2, 3}}.EXIF()
	for i, b := range [][]byte{
		codectest.WithSegments(f, 0xE1, codectest.EXIFHead+string(camera), 0xE1, codectest.XMPHead+"<a/>", 0xED, codectest.ShopHead+codectest.Resource(0x0404, "", codectest.IPTCBlock), 0xFE, "hello"),
		imgtest.Insert(imgtest.PNG(f, 9, 9, imgtest.WithEXIF(camera)), 33, append(codectest.ZText(f, "Raw profile type iptc", codectest.RawProfile("iptc", codectest.IPTCBlock)),
			imgtest.Chunk("tIME", []byte("\x07\xea\x01\x1f\x0a\x0b\x0c"))...)),
		imgtest.WebP(f, 9, 9, imgtest.WithEXIF(camera), imgtest.WithXMP([]byte("<a/>"))),
	} {
		f.Add(b, uint8(i+1))
	}
	f.Fuzz(func(t *testing.T, b []byte, policy uint8) {
		h, err := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{Pixels: 1 << 16, Frames: 100})
		if err != nil || !codec.CanRewrite(h.Format) {
			return
		}
		p := metadata.Policy(policy % 4)
		blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
		if err != nil && !errors.Is(err, format.ErrMetadata) {
			t.Fatal(err)
		}
		blocks, _ = metadata.Apply(blocks, p, metadata.Upright{})
		blocks, _ = codec.Fit(blocks, h.Format)
		out, err := codectest.Rewrite(b, blocks)
		if err != nil {
			if !errors.Is(err, fault.ErrDamaged) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		after, err := codectest.ReadHeader(out)
		if p == metadata.KeepAll && h.Orientation != after.Orientation { // a block that only we could read
			after.Orientation = h.Orientation
		}
		if err != nil || after != h {
			t.Fatalf("%v, header %+v, want %+v", err, after, h)
		}
		got, err := codectest.ReadBlocks(t, out)
		if err != nil && p != metadata.KeepAll {
			t.Fatal(err)
		}
		if v := metadata.Violations(got, p); v != nil {
			t.Fatalf("%v: %q", p, v)
		}
		before, err := codectest.Decode(b)
		if err != nil {
			return
		}
		if m, err := codectest.Decode(out); err != nil || !reflect.DeepEqual(m, before) {
			t.Fatalf("the pixels are others (%v)", err)
		}
	})
}
