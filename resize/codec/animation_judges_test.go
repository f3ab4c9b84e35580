package codec_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gen2brain/webp"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

// imageMagick is the name of its converter, or skips the test.
func imageMagick(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"magick", "convert-im6.q16", "convert"} { // Windows has a convert of its own
		if out, err := exec.Command(name, "-version").Output(); err == nil && strings.Contains(string(out), "ImageMagick") {
			return name
		}
	}
	t.Skip("ImageMagick is not installed: it shows whether other programs read our GIFs as we do")
	return ""
}

func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: it shows whether other programs read our files as we do", name)
	}
	return path
}

func run(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, problem.Bytes())
	}
	return out
}

// written is every animation in format f: as the tests make it, and as the Animator does that begin begins.
func written(t *testing.T, f format.Format, begin way) map[string][]byte {
	files := map[string][]byte{}
	for name, a := range animations(40, 34) {
		a.Each(t, func(format string, b []byte) {
			if format == f.String() {
				files[name] = b
			}
		})
		delay := func(i int) time.Duration { return a.Cels[i].Delay }
		files["our "+name] = animated(t, begin, a.Loops, a.Shown(), delay)
	}
	files["our film"] = animated(t, begin, 3, film(160, 121, 12), always(40*time.Millisecond))
	return files
}

// TestImageMagickAgrees: it shows the same frames of a GIF, for the same times and as often.
func TestImageMagickAgrees(t *testing.T) {
	convert := imageMagick(t)
	for name, b := range written(t, format.GIF, by(format.GIF, format.Options{})) {
		ours, h, err := codectest.Frames(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		path := filepath.Join(t.TempDir(), "a.gif")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		pix := run(t, "", convert, path, "-coalesce", "-depth", "8", "rgba:-")
		size := 4 * h.Width * h.Height
		if len(pix) != size*len(ours.Images) {
			t.Errorf("%s: %d bytes of pixels for %d frames of %d", name, len(pix), len(ours.Images), size)
			continue
		}
		for i, m := range ours.Images {
			theirs := &image.NRGBA{Pix: pix[i*size : (i+1)*size], Stride: 4 * h.Width, Rect: m.Rect}
			imgtest.SameImage(t, theirs, m, 0)
		}
		told := strings.Fields(string(run(t, "", convert, path, "-format", "%T ", "info:")))
		for i, d := range ours.Delays {
			if want := fmt.Sprint(int(d / (10 * time.Millisecond))); told[i] != want {
				t.Errorf("%s frame %d: delay %s, ours is %s", name, i, told[i], want)
			}
		}
	}
}

// TestLibwebpAgrees: it shows the same frames of a WebP, for the same times.
func TestLibwebpAgrees(t *testing.T) {
	for _, begin := range []way{by(format.WebP, format.Options{}), by(format.WebP, format.Options{Lossless: true}), by(format.WebP, format.Options{Quality: 20})} {
		for name, b := range written(t, format.WebP, begin) {
			ours, h, err := codectest.Frames(b)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if h.Frames == 1 {
				continue // it gives still pictures subsampled
			}
			theirs, err := webp.DecodeAll(bytes.NewReader(b))
			if err != nil || len(theirs.Image) != len(ours.Images) {
				t.Errorf("%s: %v, or the number of frames differs", name, err)
				continue
			}
			for i, m := range ours.Images {
				imgtest.SameImage(t, theirs.Image[i], m, 3)
				if d := time.Duration(theirs.Delay[i]) * time.Millisecond; d != ours.Delays[i] {
					t.Errorf("%s frame %d: delay %v, ours is %v", name, i, d, ours.Delays[i])
				}
			}
		}
	}
}

// TestWebpinfo: what we write keeps to the rules.
func TestWebpinfo(t *testing.T) {
	webpinfo := tool(t, "webpinfo")
	dir := t.TempDir()
	for _, begin := range []way{by(format.WebP, format.Options{}), by(format.WebP, format.Options{Lossless: true})} {
		for name, b := range written(t, format.WebP, begin) {
			if !strings.HasPrefix(name, "our ") {
				continue
			}
			path := filepath.Join(dir, "a.webp")
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if out := run(t, "", webpinfo, "-diag", path); bytes.Contains(out, []byte("Warning")) || !bytes.Contains(out, []byte("No error detected")) {
				t.Errorf("%s: %s", name, out)
			}
		}
	}
}

// TestApngdisAgrees: it shows the same frames of an animated PNG.
func TestApngdisAgrees(t *testing.T) {
	apngdis := tool(t, "apngdis")
	for name, b := range written(t, format.PNG, by(format.PNG, format.Options{})) {
		ours, h, err := codectest.Frames(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if h.Frames == 1 {
			continue
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.png"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, dir, apngdis, "a.png", "frame")
		paths, err := filepath.Glob(filepath.Join(dir, "frame*.png"))
		if err != nil || len(paths) < h.Frames {
			t.Errorf("%s: %d frames of %d, %v", name, len(paths), h.Frames, err)
			continue
		}
		for i, path := range paths[len(paths)-h.Frames:] { // a still picture apart from the animation comes first
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			m, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			imgtest.SameImage(t, m, ours.Images[i], 2)
		}
	}
}
