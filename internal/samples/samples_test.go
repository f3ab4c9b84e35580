package samples

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestWrite(t *testing.T) {
	const shrink = 10 // of the full sizes below: painting all of them is slow under the race detector
	dir := t.TempDir()
	paths, err := writeAll(dir, samples(shrink))
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name          string
		width, height int // as stored, at full size
		decode        func(io.Reader) (image.Image, error)
	}{
		{"sunrise 12 megapixels.jpg", 4000, 3000, jpeg.Decode},
		{"upright forest.jpg", 2000, 3000, jpeg.Decode},
		{"turned by the camera.jpg", 3000, 2000, jpeg.Decode},
		{"wide panorama.jpg", 5000, 1250, jpeg.Decode},
		{"already small.jpg", 640, 480, jpeg.Decode},
		{"holiday/lake in the evening.jpg", 3000, 2000, jpeg.Decode},
		{"transparent flower.png", 1600, 1600, png.Decode},
		{"64 colors.gif", 900, 600, gif.Decode},
	}
	if len(paths) != len(rows) {
		t.Fatalf("%d paths, want %d: %q", len(paths), len(rows), paths)
	}
	for i, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if want := filepath.Join(dir, filepath.FromSlash(row.name)); paths[i] != want {
				t.Errorf("path is %q, want %q", paths[i], want)
			}
			data, err := os.ReadFile(paths[i])
			if err != nil {
				t.Fatal(err)
			}
			img, err := row.decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if b := img.Bounds(); b.Dx() != row.width/shrink || b.Dy() != row.height/shrink {
				t.Errorf("is %d by %d, want a tenth of %d by %d", b.Dx(), b.Dy(), row.width, row.height)
			}
		})
	}
}

func TestSamplesAreTheSameEachTime(t *testing.T) {
	for _, s := range samples(10) {
		first, err := s.make()
		if err != nil {
			t.Fatal(err)
		}
		second, err := s.make()
		if err != nil {
			t.Fatal(err)
		}
		if sha256.Sum256(first) != sha256.Sum256(second) {
			t.Errorf("%s differs from one drawing to the next", s.name)
		}
	}
}

func TestTurnedPhotoCarriesOrientationAndLiesOnItsSide(t *testing.T) {
	data, err := turnedPhoto(noon, 60, 90, 95)()
	if err != nil {
		t.Fatal(err)
	}
	want := []byte("\xff\xd8\xff\xe1\x00\x22Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00")
	if !bytes.HasPrefix(data, want) {
		t.Errorf("begins with %x, want %x", data[:len(want)], want)
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 90 || b.Dy() != 60 {
		t.Fatalf("stored as %v", b)
	}
	// Turned clockwise for showing, the stored left edge becomes the top: blue sky there, green
	// meadow on the right.
	r, _, b, _ := img.At(2, 30).RGBA()
	if b <= r {
		t.Errorf("the stored left edge is no sky: red %d, blue %d", r>>8, b>>8)
	}
	_, g, b, _ := img.At(87, 30).RGBA()
	if g <= b {
		t.Errorf("the stored right edge is no meadow: green %d, blue %d", g>>8, b>>8)
	}
}

func TestTurnLeftIsAQuarterTurn(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 3, 2))
	for i := range src.Pix {
		src.Pix[i] = uint8(i)
	}
	dst := turnLeft(src)
	if dst.Rect != image.Rect(0, 0, 2, 3) {
		t.Fatalf("bounds are %v", dst.Rect)
	}
	for y := range 2 {
		for x := range 3 {
			if dst.RGBAAt(y, 2-x) != src.RGBAAt(x, y) {
				t.Errorf("pixel %d,%d is not where it belongs", x, y)
			}
		}
	}
}

func TestFlowerHasEveryKindOfAlpha(t *testing.T) {
	var seen [256]bool
	img := paintFlower(400)
	for i := 3; i < len(img.Pix); i += 4 {
		seen[img.Pix[i]] = true
	}
	if !seen[0] || !seen[255] || !seen[60] {
		t.Error("want nothing, shadow and flower")
	}
}

func TestWriteNamesTheFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	paths, err := Write(filepath.Join(file, "under"))
	if err == nil || len(paths) != 0 {
		t.Errorf("got %d paths and error %v", len(paths), err)
	}
}

func BenchmarkScene(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sunrise.paint(800, 600)
	}
}
