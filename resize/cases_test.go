package resize

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/metadata"
)

// casesFolder holds small files of strangers' programs that once failed. It is kept beside the repository; the tests of each
// package make files of the same kinds themselves.
const casesFolder = "../../shared/cases"

// aCase is a file of that folder with what ImageMagick, libvips and Pillow read from it.
type aCase struct {
	file     string
	format   Format // of the result; the source's where it is FormatSame
	policy   metadata.Policy
	width    int // upright pixels
	height   int
	frames   int
	warnings []string // parts of the warnings, in order
	dpi      float64  // of the result; 0 where the source states none
	err      error
}

func cases() []aCase {
	still := func(file string, w, h int, warnings ...string) aCase {
		return aCase{file: file, width: w, height: h, frames: 1, warnings: warnings}
	}
	with := func(c aCase, change func(*aCase)) aCase {
		change(&c)
		return c
	}
	refused := func(file string, err error) aCase { return aCase{file: file, err: err} }
	return []aCase{
		still("tables_leak/a_opt.jpg", 320, 200),
		still("tables_leak/b_nodht.jpg", 320, 200),
		refused("tables_leak/c_nodqt.jpg", ErrDamaged),
		still("jpeg_samsung_trailer_no_eoi.jpg", 96, 64, "end of the file"), // with its film: the source has fewer bytes than its result
		still("jpeg_no_eoi.jpg", 96, 64, "end of the file"),
		still("jpeg_ultrahdr_gainmap.jpg", 96, 64, "gain map"),
		still("jpeg_xmp_66kB.jpg", 320, 200),
		with(still("jpeg_iptc_empty_last.jpg", 320, 200), func(c *aCase) { c.format, c.policy = TIFF, metadata.NoLocation }),
		with(still("jpeg_jfif_300dpi.jpg", 300, 200), func(c *aCase) { c.dpi = 300 }),
		with(still("png_300dpi.png", 300, 200), func(c *aCase) { c.dpi = 300 }),
		still("png_text_bad_crc.png", 96, 64, "without pixels"),
		still("png_trns_in_rgba.png", 96, 64, "without pixels"),
		still("png_orientation6_in_raw_profile.png", 64, 96),
		refused("png_cgbi_apple.png", ErrUnsupported),
		still("tiff_rgb_plus_1_no_extrasamples.tif", 64, 64),
		still("tiff_next_ifd_loop.tif", 96, 64, "pages"),
		still("tiff_stripbytecounts_0.tif", 96, 64, "length of its pixels"),
		still("tiff_old_style_lzw.tif", 48, 32),
		with(still("gif_animated_no_trailer.gif", 101, 67, "end of the file"), func(c *aCase) { c.frames = 3 }),
		with(still("gif_grows_5x.gif", 200, 60), func(c *aCase) { c.frames = 40 }),
	}
}

// TestCases converts the files of casesFolder and compares size, frames, pixels, resolution and warnings with their right values.
func TestCases(t *testing.T) {
	if _, err := os.Stat(casesFolder); err != nil {
		t.Skipf("the folder of cases is not beside the repository: %v", err)
	}
	if !turbo.Available {
		t.Skip("the right values are those of libjpeg-turbo: Go's decoder refuses more, and upsamples colors in another way")
	}
	var w Worker // one for all, so that what one leaves behind reaches the next
	defer w.Close()
	for _, c := range cases() {
		t.Run(c.file, func(t *testing.T) { c.test(t, &w) })
	}
}

func (c aCase) test(t *testing.T, w *Worker) {
	in := filepath.Join(casesFolder, c.file)
	out := filepath.Join(t.TempDir(), "out")
	recipe := Recipe{Target: Target{Mode: NoResize}, Format: c.format, Metadata: c.policy, Quality: 95, Small: SmallReencode}
	if c.err != nil {
		if err := convertCase(w, in, out, recipe); !errors.Is(err, c.err) {
			t.Fatalf("error %v, want %v", err, c.err)
		}
		return
	}
	outcome, err := doWith(context.Background(), w, newJob(t, in, out, recipe))
	if err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	h, _ := decoded(t, written)
	if h.Width != c.width || h.Height != c.height || h.Frames != c.frames || h.Orientation != 1 {
		t.Errorf("%d × %d pixels in %d frames, orientation %d; want %d × %d in %d", h.Width, h.Height, h.Frames, h.Orientation, c.width, c.height, c.frames)
	}
	if len(outcome.Warnings) != len(c.warnings) {
		t.Errorf("warnings %q, want %q", outcome.Warnings, c.warnings)
	} else {
		for i, part := range c.warnings {
			if !strings.Contains(outcome.Warnings[i], part) {
				t.Errorf("warning %q, want %q", outcome.Warnings[i], part)
			}
		}
	}
	if c.dpi > 0 {
		b, err := codec.ReadMetadata(bytes.NewReader(written), outcome.Bytes, h)
		if got := dpi(b.Resolution); err != nil || got < c.dpi-0.5 || got > c.dpi+0.5 {
			t.Errorf("resolution %+v (%v), want %v dpi", b.Resolution, err, c.dpi)
		}
	}
	c.comparePixels(t, w, in)
}

// comparePixels compares the picture as a PNG with ImageMagick's reading of its source.
func (c aCase) comparePixels(t *testing.T, w *Worker, in string) {
	judge, err := exec.LookPath("convert-im6.q16")
	if err != nil {
		t.Skip("pixels are not compared: ImageMagick is not installed")
	}
	b, err := exec.Command(judge, in+"[0]", "-auto-orient", "-depth", "8", "png32:-").Output()
	if err != nil {
		t.Skipf("pixels are not compared: ImageMagick cannot read it: %v", err)
	}
	want, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	still := newJob(t, in, out, Recipe{Target: Target{Mode: NoResize}, Format: PNG})
	if _, err := doWith(context.Background(), w, still); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if _, got := decoded(t, written); imgtest.MeanDifference(t, got, want) > 4 { // of 255: two ways to upsample these JPEGs' colors differ by 6
		t.Errorf("pixels are off by %.2f of 255 on average", imgtest.MeanDifference(t, got, want))
	}
}

func convertCase(w *Worker, in, out string, r Recipe) error {
	src, err := Probe(context.Background(), in, Limits{})
	if err != nil {
		return err
	}
	g := NewGeometry(src.Upright, r)
	_, err = doWith(context.Background(), w, ImageJob{
		InputPath: in, OutputPath: out, Width: g.Canvas.Width, Height: g.Canvas.Height,
		Recipe: &r, Source: src, Geometry: g, Format: src.Format,
	})
	return err
}

// dpi returns a resolution in pixels per inch, 0 where it has no unit.
func dpi(r metadata.Resolution) float64 {
	switch r.Unit {
	case metadata.Inch:
		return r.X
	case metadata.Centimeter:
		return r.X * 2.54
	}
	return 0
}
