package resize

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

func TestProbe(t *testing.T) {
	dir := t.TempDir()
	b := imgtest.JPEG(t, 90, 60, imgtest.Orientation(6))
	imgtest.WriteTree(t, dir, map[string][]byte{"photo.txt": b}) // the name does not matter
	path := filepath.Join(dir, "photo.txt")
	date := time.Date(2020, 5, 17, 10, 11, 12, 0, time.UTC)
	if err := os.Chtimes(path, date, date); err != nil {
		t.Fatal(err)
	}
	got, err := Probe(context.Background(), path, Limits{})
	want := Source{Header: format.Header{Format: JPEG, Width: 60, Height: 90, Orientation: 6, Frames: 1, Pages: 1, Depth: 8}, Upright: Size{90, 60}, Bytes: int64(len(b)), ModTime: got.ModTime}
	if err != nil || got != want || !got.ModTime.Equal(date) {
		t.Errorf("Probe = %+v, %v\nwant %+v", got, err, want)
	}
}

// TestProbeCosts: what makes a picture dearer than others of its format is known before it is decoded.
func TestProbeCosts(t *testing.T) {
	passes := imgtest.PNG(t, 90, 60)
	passes[28] = 1 // IHDR's last byte
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"inks": imgtest.CMYKJPEG(90, 60), "passes": passes, "plain": imgtest.PNG(t, 90, 60)})
	for name, want := range map[string][2]bool{"inks": {true, false}, "passes": {false, true}, "plain": {}} {
		got, err := Probe(context.Background(), filepath.Join(dir, name), Limits{})
		if err != nil || [2]bool{got.CMYK, got.Interlaced} != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestProbeErrors(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{
		"text.jpg": []byte("Dear diary"), "cut.jpg": imgtest.JPEG(t, 40, 30)[:100], "bomb.png": imgtest.PNGClaim(65535, 65535),
		"empty.jpg": nil, "folder.jpg/": nil, "photo.jxl": []byte("\xff\x0a\x00\x00"),
	})
	for _, tt := range []struct {
		name, want string
		kind       error
	}{
		{"text.jpg", "read %s: not a picture", ErrUnsupported},
		{"cut.jpg", "read %s: damaged: unexpected end of file", ErrDamaged},
		{"bomb.png", "read %s: too large: 65535 × 65535 pixels; the limit is 500 megapixels; use --max-pixels 4295MP to allow it", ErrTooLarge},
		{"empty.jpg", "read %s: damaged: the file is empty", ErrDamaged},
		{"folder.jpg", "open %s: a folder, not a picture", ErrUnsupported},
		{"photo.jxl", "read %s: JPEG XL pictures are not supported by this build", ErrUnsupported},
		{"missing.jpg", "open %s: no such file or directory", fs.ErrNotExist},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(dir, tt.name)
			_, err := Probe(context.Background(), path, Limits{})
			checkError(t, err, path, tt.kind, tt.want)
			if err := Check(context.Background(), path, Limits{}); !errors.Is(err, tt.kind) {
				t.Errorf("Check: %v", err)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	jpeg := imgtest.JPEG(t, 200, 200)
	imgtest.WriteTree(t, dir, map[string][]byte{
		"whole": jpeg, "cut": jpeg[:len(jpeg)*9/10],
		"animation": imgtest.AnimatedWebP(t, 20, 20, 3), "gif": imgtest.AnimatedGIF(t, 20, 20, 3),
	})
	for _, name := range []string{"whole", "animation", "gif"} {
		if err := Check(context.Background(), filepath.Join(dir, name), Limits{}); err != nil {
			t.Error(err)
		}
	}
	path := filepath.Join(dir, "cut")
	if err := Check(context.Background(), path, Limits{}); !errors.Is(err, ErrDamaged) || !strings.HasPrefix(err.Error(), "decode "+path+": damaged: ") {
		t.Errorf("cut: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Check(ctx, path, Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// checkError compares an error's kind, path and text, in which %s is the path.
func checkError(t *testing.T, err error, path string, kind error, text string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Path != path || !errors.Is(err, kind) {
		t.Fatalf("error is %v, want %v about %s", err, kind, path)
	}
	if want := sprintfPath(text, path); err.Error() != want {
		t.Errorf("error is %q, want %q", err, want)
	}
}
