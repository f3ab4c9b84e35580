package resize

import (
	"bytes"
	"image"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/heif/isobmff"
)

// TestAVIFCopied: an AVIF that is small enough is not encoded again for the sake of its metadata: the coded bytes stay, and how they are shown.
func TestAVIFCopied(t *testing.T) {
	const w, h = 128, 128
	exif, xmp := exifFile(t, imgtest.Camera{Orientation: 1}.EXIF()), exifFile(t, []byte(xmpPacket))
	profile := imgtest.DisplayP3Profile()
	for _, tt := range swept([]struct {
		name string
		m    image.Image
		args []string
	}{
		{"plain", imgtest.Picture(w, h), nil},
		{"lossy", imgtest.Picture(w, h), []string{"-y", "420", "--min", "20", "--max", "30"}},
		{"12 bits", imgtest.Deep(w, h), []string{"-d", "12"}},
		{"transparency", imgtest.Translucent(w, h), nil},
		{"premultiplied transparency", imgtest.Translucent(w, h), []string{"--premultiply"}},
		{"turned", imgtest.Picture(w, h), []string{"--irot", "1"}},
		{"mirrored, turned and cropped", imgtest.Picture(w, h), []string{"--irot", "1", "--imir", "1", "--crop", "10,20,50,30"}},
		{"tiles", imgtest.Picture(w, h), []string{"--grid", "2x2"}},
		{"tiles and transparency", imgtest.Translucent(w, h), []string{"--grid", "1x2"}},
		{"numbers of P3", imgtest.Picture(w, h), []string{"--cicp", "12/13/6"}},
		{"profile of P3", imgtest.Picture(w, h), []string{"--icc", exifFile(t, profile)}},
	}) {
		t.Run(tt.name, func(t *testing.T) {
			in := imgtest.AVIF(t, imgtest.PNG(t, 0, 0, imgtest.Of(tt.m)), append(tt.args, "--exif", exif, "--xmp", xmp)...)
			before, pixels := decoded(t, in)
			for _, p := range []Metadata{NoLocation, CopyrightOnly, NoMetadata} {
				out, outcome, job := copied(t, in, Recipe{Target: Target{Mode: NoResize}, Metadata: p, Background: white})
				if job.Action != Copy || !outcome.Copied {
					t.Fatalf("%v: action %v, outcome %+v", p, job.Action, outcome)
				}
				checkPromise(t, out, p)
				after, m := decoded(t, out)
				if after != before {
					t.Errorf("%v: header %+v, was %+v", p, after, before)
				}
				imgtest.SameImage(t, m, pixels, 0)
				imgtest.SameImage(t, libavif(t, out), libavif(t, in), 0)
				if !bytes.Equal(codedBytes(t, out), codedBytes(t, in)) {
					t.Errorf("%v: the coded bytes are others", p)
				}
			}
		})
	}
}

// libavif is the picture as the library's own program sees it.
func libavif(t *testing.T, b []byte) image.Image {
	t.Helper()
	_, m := decoded(t, imgtest.PNGOf(t, b, ".avif"))
	return m
}

// codedBytes are the bytes of all coded pictures of an AVIF.
func codedBytes(t *testing.T, b []byte) []byte {
	t.Helper()
	f, err := isobmff.Parse(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, it := range f.Items {
		if it.Kind != isobmff.AV1 && it.Kind != "grid" {
			continue
		}
		data, err := f.Data(it, int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

// TestAVIFSequence: an animated AVIF cannot be rewritten, and is planned as what it is.
func TestAVIFSequence(t *testing.T) {
	job := ImageJob{
		InputPath: filepath.Join("in", "film.avif"), Width: 8, Height: 8, Recipe: &Recipe{Target: Target{Mode: NoResize}, Metadata: NoMetadata}, Format: format.AVIF,
		Source: Source{Header: format.Header{Format: format.AVIF, Width: 8, Height: 8, Orientation: 1, Frames: 3}, Upright: Size{8, 8}},
	}
	job.Geometry = NewGeometry(job.Source.Upright, *job.Recipe)
	if job.SmallEnough() || job.Supported() == nil {
		t.Errorf("small enough: %v, %v", job.SmallEnough(), job.Supported())
	}
	job.Recipe.Metadata = KeepAll
	if !job.SmallEnough() {
		t.Error("with all its metadata it can be copied")
	}
}
