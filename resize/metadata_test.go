package resize

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/icc"
	"sizemill/resize/metadata"
)

const xmpPacket = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
	`<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6" tiff:Artist="Ann"/></rdf:RDF></x:xmpmeta>`

// TestDoMetadata carries metadata across every pair of formats that hold it.
func TestDoMetadata(t *testing.T) {
	camera := imgtest.Camera{Orientation: 6, Width: 90, Height: 60, Thumbnail: imgtest.JPEG(t, 16, 12)}
	after := imgtest.Camera{Orientation: 1, Width: 40, Height: 60}
	want := metadata.Set{
		EXIF: after.EXIF(), ICC: imgtest.Profile("RGB ", 150_000), // three segments in a JPEG
		XMP: []byte(strings.Replace(xmpPacket, `Orientation="6"`, `Orientation="1"`, 1)),
	}
	options := []imgtest.Option{
		imgtest.Orientation(6), imgtest.WithEXIF(camera.EXIF()), imgtest.WithICC(want.ICC), imgtest.WithXMP([]byte(xmpPacket)),
	}
	r := Recipe{Target: Target{Mode: Stretch, Width: 40, Height: 60}}
	for name, in := range map[string][]byte{
		"JPEG": imgtest.JPEG(t, 60, 90, options...), "PNG": imgtest.PNG(t, 60, 90, options...), "WebP": imgtest.WebP(t, 60, 90, options...),
	} {
		for _, spec := range codec.Specs() {
			if !spec.Write {
				continue
			}
			t.Run(fmt.Sprintf("%s to %s", name, spec.Name), func(t *testing.T) {
				r.Format = spec.Format
				got, outcome := doBlocks(t, in, r)
				holds := codec.Holds(spec.Format)
				var lost metadata.Kinds
				for _, k := range []struct {
					kind      metadata.Kinds
					got, want []byte
				}{{metadata.EXIF, got.EXIF, want.EXIF}, {metadata.ICC, got.ICC, want.ICC}, {metadata.XMP, got.XMP, want.XMP}} {
					if holds&k.kind == 0 {
						if k.kind != metadata.ICC { // whose pixels have become sRGB
							lost |= k.kind
						}
						k.want = nil
					}
					if spec.Format == TIFF && k.kind == metadata.EXIF { // a TIFF holds it in directories of its own; codec's tests look closely
						if len(k.got) != len(k.want) || !bytes.Contains(k.got, []byte("Testcam")) {
							t.Errorf("EXIF of %d bytes, want %d", len(k.got), len(k.want))
						}
						continue
					}
					if !bytes.Equal(k.got, k.want) {
						t.Errorf("%v has %d bytes, want %d:\n%.200x\n%.200x", k.kind, len(k.got), len(k.want), k.got, k.want)
					}
				}
				var warnings []string
				if lost != 0 {
					warnings = []string{lost.String() + " not kept"}
				}
				if !slices.Equal(outcome.Warnings, warnings) {
					t.Errorf("warnings %q, want %q", outcome.Warnings, warnings)
				}
			})
		}
	}
}

// doBlocks resizes and reads the result's metadata.
func doBlocks(t *testing.T, in []byte, r Recipe) (metadata.Set, Outcome) {
	t.Helper()
	b, outcome := doBytes(t, in, r)
	h, _ := decoded(t, b)
	blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	return blocks, outcome
}

func doBytes(t *testing.T, in []byte, r Recipe) ([]byte, Outcome) {
	t.Helper()
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), r)
	outcome, err := carryOut(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(job.OutputPath)
	if err != nil {
		t.Fatal(err)
	}
	return b, outcome
}

// TestDoBadMetadata: no metadata, however broken, fails a picture.
func TestDoBadMetadata(t *testing.T) {
	const dropped = "unreadable metadata was dropped"
	jpeg := func(opts ...imgtest.Option) []byte { return imgtest.JPEG(t, 30, 20, opts...) }
	halfProfile := bytes.Replace(jpeg(imgtest.WithICC(imgtest.Profile("RGB ", 100_000))), []byte("ICC_PROFILE\x00\x02\x02"), []byte("ICC_PROFILE\x00\x07\x02"), 1)
	for _, tt := range []struct {
		name    string
		in      []byte
		r       Recipe
		warning string
	}{
		{"EXIF of text", jpeg(imgtest.WithEXIF([]byte("no EXIF at all"))), Recipe{Target: Target{Mode: NoResize}}, dropped},
		{"EXIF that is cut", jpeg(imgtest.WithEXIF(imgtest.Camera{Orientation: 1}.EXIF()[:40])), Recipe{Target: Target{Mode: NoResize}}, dropped},
		{"XMP that is not understood", jpeg(imgtest.WithXMP([]byte("<d tiff:Orientation='6'"))), Recipe{Target: Target{Mode: NoResize}}, dropped},
		{"profile that is none", jpeg(imgtest.WithICC([]byte("not a profile"))), Recipe{Target: Target{Mode: NoResize}}, "a broken color profile was dropped"},
		{"profile with a part missing", halfProfile, Recipe{Target: Target{Mode: NoResize}}, dropped},
		{"profile of PNG that is not compressed", imgtest.Insert(imgtest.PNG(t, 9, 9), 33, imgtest.Chunk("iCCP", []byte("x\x00\x00junk"))),
			Recipe{Target: Target{Mode: NoResize}}, dropped},
		{"grey profile of a picture in colour", jpeg(imgtest.WithICC(imgtest.Profile("GRAY", 500))), Recipe{Target: Target{Mode: NoResize}}, "a color profile that does not match the pixels was dropped"},
		{"CMYK profile", imgtest.Insert(imgtest.CMYKJPEG(20, 20), 2, imgtest.Segment(0xE2, append([]byte("ICC_PROFILE\x00\x01\x01"), imgtest.Profile("CMYK", 500)...))),
			Recipe{Target: Target{Mode: NoResize}}, "a broken color profile was dropped"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, outcome := doBlocks(t, tt.in, tt.r)
			if got.EXIF != nil || got.ICC != nil || got.XMP != nil {
				t.Errorf("kept %+v", got)
			}
			if !slices.Contains(outcome.Warnings, tt.warning) {
				t.Errorf("warnings %q, want %q", outcome.Warnings, tt.warning)
			}
		})
	}
}

func TestDoGrayProfile(t *testing.T) {
	profile := imgtest.Profile("GRAY", 500)
	in := imgtest.JPEG(t, 9, 9, imgtest.Of(imgtest.Gray(9, 9)), imgtest.WithICC(profile))
	for _, f := range []Format{JPEG, PNG, TIFF} {
		if got, _ := doBlocks(t, in, Recipe{Target: Target{Mode: NoResize}, Format: f}); !bytes.Equal(got.ICC, profile) {
			t.Errorf("%v: profile of %d bytes", f, len(got.ICC))
		}
	}
}

// TestDoCMYK: ink becomes light.
func TestDoCMYK(t *testing.T) {
	b, outcome := doBytes(t, imgtest.CMYKJPEG(20, 20), Recipe{Target: Target{Mode: NoResize}, Format: PNG})
	if !slices.Contains(outcome.Warnings, "converted from CMYK to RGB") {
		t.Errorf("warnings %q", outcome.Warnings)
	}
	_, m := decoded(t, b)
	want := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	inks := image.NewCMYK(image.Rect(0, 0, 1, 1))
	inks.SetCMYK(0, 0, color.CMYK{C: 0x40, M: 0x80, Y: 0xC0, K: 0x20})
	printed, err := icc.DefaultCMYK().ToSRGB(inks)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 400 {
		copy(want.Pix[4*i:], printed.(*image.NRGBA).Pix)
	}
	imgtest.SameImage(t, m, want, 2)
}

// TestExiftool has results of every format with metadata judged by the tool that knows it best.
func TestExiftool(t *testing.T) {
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not installed: ", err)
	}
	camera := imgtest.Camera{Orientation: 6, Width: 90, Height: 60, Thumbnail: imgtest.JPEG(t, 16, 12)}
	in := imgtest.JPEG(t, 60, 90, imgtest.Orientation(6), imgtest.WithEXIF(camera.EXIF()), imgtest.WithXMP([]byte(xmpPacket)))
	for _, f := range []Format{JPEG, PNG, WebP} {
		b, _ := doBytes(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: f})
		path := filepath.Join(t.TempDir(), "result")
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(tool, "-a", "-G1", "-s", "-n", "-validate", "-warning", "-error",
			"-ImageWidth", "-Orientation", "-ExifImageWidth", "-Make", "-GPSLatitude", "-ThumbnailImage", "-Artist", path).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", f, err, out)
		}
		got := strings.Join(strings.Fields(string(out)), " ")
		for _, want := range []string{
			"ImageWidth : 30", "[IFD0] Orientation : 1", "[XMP-tiff] Orientation : 1", "[ExifIFD] ExifImageWidth : 30",
			"[IFD0] Make : Testcam", "[XMP-tiff] Artist : Ann", "GPSLatitude : 48.2083",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%v: no %q in\n%s", f, want, out)
			}
		}
		if strings.Contains(got, "Thumbnail") || strings.Contains(got, "Error") {
			t.Errorf("%v:\n%s", f, out)
		}
	}
}
