package resize

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/icc"
	"sizemill/resize/metadata"
)

// able is what a format can hold, stated once more, so that a wrong row of codec's table shows.
type able struct {
	alpha, deep, gray, moves bool
	grayAlpha                bool // one channel of light and one of transparency
	holds                    metadata.Kinds
	off, corner              float64 // how far encoding takes pixels, on average and in the middle of a mark
}

func abilities() map[Format]able {
	return map[Format]able{
		JPEG: {gray: true, holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Text, off: 6.5, corner: 10},
		PNG: {alpha: true, deep: true, gray: true, grayAlpha: true, moves: true, off: 1, corner: 1.5,
			holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Text},
		WebP:        {alpha: true, moves: true, holds: metadata.EXIF | metadata.ICC | metadata.XMP, off: 6, corner: 8},
		TIFF:        {alpha: true, deep: true, gray: true, grayAlpha: true, holds: metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC, off: 1, corner: 1.5},
		GIF:         {alpha: true, moves: true, holds: metadata.XMP | metadata.Text, off: 7, corner: 8},
		BMP:         {off: 1, corner: 1.5},
		format.AVIF: {alpha: true, gray: true, holds: metadata.EXIF | metadata.ICC | metadata.XMP, off: 5, corner: 8},
	}
}

// cell is what has to become of a kind in a format.
type cell struct {
	sourceKind
	to               able
	format           Format
	frames           int
	outDeep, outGray bool
	outAlpha         bool
	recipe           Recipe
	keepsProfile     bool // or what numbers state, as a profile or as numbers
	warnings         []string
}

func newCell(k sourceKind, f Format) cell {
	to := abilities()[f]
	c := cell{sourceKind: k, to: to, format: f, frames: 1}
	c.recipe = Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: f, Quality: 90, Background: white}
	moving := k.moves() && to.moves
	if moving {
		c.frames = len(k.shown)
	}
	c.outDeep = k.deep && to.deep
	c.outAlpha = k.alpha && to.alpha
	c.outGray = k.gray && to.gray && (!c.outAlpha || to.grayAlpha) && !moving
	c.keepsProfile = k.srgb != nil && to.holds&metadata.ICC != 0 && (!k.gray || c.outGray && f != format.AVIF)
	if k.moves() && !moving {
		c.warnings = append(c.warnings, fmt.Sprintf("only the first of %d frames is kept: %v does not support animations", len(k.shown), f))
	}
	if k.deep && !c.outDeep {
		c.warnings = append(c.warnings, "reduced to 8 bits per channel")
	}
	if k.inks {
		c.warnings = append(c.warnings, "converted from CMYK to RGB")
	}
	c.warnings = append(c.warnings, k.warned...)
	if lost := k.holds &^ to.holds; lost != 0 {
		c.warnings = append(c.warnings, lost.String()+" not kept")
	}
	if f == GIF && k.alpha && k.format != GIF {
		c.warnings = append(c.warnings, "half-transparent pixels became fully transparent or opaque")
	}
	return c
}

// TestMatrix makes every kind of source into every format.
func TestMatrix(t *testing.T) {
	for _, k := range swept(append(matrixKinds(), toolKinds()...)) {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			in := k.file(t)
			checkKind(t, k, in)
			for _, spec := range codec.Specs() {
				if spec.Write {
					t.Run(spec.Name, func(t *testing.T) { newCell(k, spec.Format).check(t, in) })
				}
			}
		})
	}
}

// TestDoPoorEXIF: what EXIF tells nothing worth a block in a TIFF, which has the orientation among its own tags, goes into every format.
func TestDoPoorEXIF(t *testing.T) {
	le := binary.LittleEndian
	dots := imgtest.Directory(le, imgtest.Entry(le, 0x0112, 3, 1, 6), imgtest.Entry(le, 282, 5, 1, 62), imgtest.Entry(le, 283, 5, 1, 62), imgtest.Entry(le, 296, 3, 1, 2))
	dots = append(dots, 72, 0, 0, 0, 1, 0, 0, 0)
	for name, exif := range map[string][]byte{
		"orientation": imgtest.EXIF(6), "orientation and dots": dots, "a tag that TIFF has not": imgtest.Directory(le, imgtest.Entry(le, 531, 3, 1, 1)),
	} {
		in := imgtest.JPEG(t, 30, 20, imgtest.WithEXIF(exif))
		for _, f := range []Format{JPEG, PNG, WebP, TIFF, format.AVIF} {
			for _, p := range []Metadata{KeepAll, NoLocation, CopyrightOnly, NoMetadata} {
				got, outcome := doBlocks(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: f, Metadata: p})
				said := f == TIFF && p <= NoLocation && name == "a tag that TIFF has not"
				if (len(outcome.Warnings) > 0) != said || f == TIFF && got.EXIF != nil || f != TIFF && p == KeepAll && got.EXIF == nil {
					t.Errorf("%s, %v, %v: %d bytes, warnings %q", name, f, p, len(got.EXIF), outcome.Warnings)
				}
			}
		}
	}
}

// checkKind: the header tells what the kind is.
func checkKind(t *testing.T, k sourceKind, in []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, in, 0o666); err != nil {
		t.Fatal(err)
	}
	src, err := Probe(t.Context(), path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	depth := 8
	if k.deep {
		depth = 16
	}
	want := Source{
		Header: format.Header{
			Format: k.format, Width: src.Width, Height: src.Height, Orientation: src.Orientation,
			Frames: len(k.shown), Loops: src.Loops, Pages: 1, Colors: src.Colors,
			Alpha: k.alpha || k.moves() && src.Alpha, Gray: k.gray, CMYK: k.inks, Depth: depth, Lossless: k.lossless(),
		},
		Upright: Size{matrixWidth, matrixHeight}, Bytes: int64(len(in)), ModTime: src.ModTime,
	}
	if k.format == format.HEIC { // is coded in blocks as large as its encoder chooses
		want.Hidden = src.Hidden
	}
	if src != want {
		t.Errorf("probed %+v, want %+v", src, want)
	}
}

// check makes the result and looks at all of it.
func (c cell) check(t *testing.T, in []byte) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
	job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), c.recipe)
	outcome, err := carryOut(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameNames(t, dir, "in", "out")
	b, err := os.ReadFile(job.OutputPath)
	if err != nil {
		t.Fatal(err)
	}
	if outcome.Bytes != int64(len(b)) || outcome.Copied || outcome.Salvaged || outcome.Width != matrixWidth/2 || outcome.Height != matrixHeight/2 {
		t.Errorf("outcome %+v of %d bytes", outcome, len(b))
	}
	if !slices.Equal(outcome.Warnings, c.warnings) {
		t.Errorf("warnings %q, want %q", outcome.Warnings, c.warnings)
	}
	h, frames := framesOf(t, b)
	c.checkHeader(t, h)
	blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	c.checkProfile(t, blocks)
	c.checkBlocks(t, blocks)
	for i, m := range frames {
		c.checkPixels(t, i, m)
	}
}

func (c cell) checkHeader(t *testing.T, h format.Header) {
	t.Helper()
	if h.Format != c.format || h.Width != matrixWidth/2 || h.Height != matrixHeight/2 || h.Orientation != 1 || h.Frames != c.frames || h.CMYK {
		t.Errorf("header %+v, want %d frames", h, c.frames)
	}
	if deep := h.Depth > 8; deep != c.outDeep {
		t.Errorf("deep is %v", deep)
	}
	if want := c.format == WebP && c.lossless() && c.recipe.Quality == 0; h.Lossless != want {
		t.Errorf("without loss is %v", h.Lossless)
	}
	if h.Gray != c.outGray {
		t.Errorf("grey is %v", h.Gray)
	}
	if h.Alpha != c.outAlpha && c.frames == 1 { // what does not change from frame to frame is stored as transparent
		t.Errorf("alpha is %v", h.Alpha)
	}
}

// checkProfile: a profile is kept to the byte, or nothing is left of it.
func (c cell) checkProfile(t *testing.T, b metadata.Set) {
	t.Helper()
	want := c.profile
	switch {
	case !c.keepsProfile:
		want = nil
	case c.profile == nil && (c.format == PNG || c.format == format.AVIF && c.points): // numbers stay numbers
		if b.ICC != nil || b.Color == (metadata.Coding{}) {
			t.Errorf("a profile of %d bytes and %+v", len(b.ICC), b.Color)
		}
		return
	case c.profile == nil:
		p, err := icc.Parse(b.ICC)
		if err != nil || p.Space() != map[bool]string{true: "GRAY", false: "RGB "}[c.outGray] {
			t.Errorf("a profile of %d bytes: %v", len(b.ICC), err)
		}
		return
	}
	if !bytes.Equal(b.ICC, want) {
		t.Errorf("a profile of %d bytes, want %d", len(b.ICC), len(want))
	}
	if c.format == PNG && b.Color.CICP.Primaries > 1 || b.Color.Gamma != 0 {
		t.Errorf("colours are stated as %+v", b.Color)
	}
}

func (c cell) checkBlocks(t *testing.T, b metadata.Set) {
	t.Helper()
	kept := c.holds & c.to.holds
	has := func(k metadata.Kinds, there bool) bool {
		if there != (kept&k != 0) {
			t.Errorf("%v is there: %v", k, there)
		}
		return there && kept&k != 0
	}
	if has(metadata.EXIF, len(b.EXIF) > 0) {
		if o, err := metadata.Orientation(b.EXIF); o != 1 || err != nil || !bytes.Contains(b.EXIF, []byte("Testcam")) {
			t.Errorf("orientation %d, %v in EXIF %q", o, err, b.EXIF)
		}
		patched := imgtest.Camera{Orientation: 1, Width: matrixWidth / 2, Height: matrixHeight / 2}.EXIF()
		if c.format != TIFF && c.sourceKind.format != TIFF && !bytes.Equal(b.EXIF, patched) {
			t.Errorf("EXIF\n%q, want\n%q", b.EXIF, patched)
		}
	}
	if has(metadata.XMP, len(b.XMP) > 0) && string(b.XMP) != strings.Replace(xmpPacket, `Orientation="6"`, `Orientation="1"`, 1) {
		t.Errorf("XMP %s", b.XMP)
	}
	if has(metadata.IPTC, len(b.IPTC) > 0) && string(b.IPTC) != matrixIPTC {
		t.Errorf("IPTC %q", b.IPTC)
	}
	if has(metadata.Text, len(b.Text) > 0) && (len(b.Text) != 1 || b.Text[0].Text != matrixComment) {
		t.Errorf("text %q", b.Text)
	}
}

// expected is the picture that frame i has to be near to.
func (c cell) expected(i int) *image.NRGBA {
	m := imaging.Resize(straight(c.shown[i]), matrixWidth/2, matrixHeight/2, imaging.Lanczos)
	if c.srgb != nil && !c.keepsProfile {
		m = c.srgb(m)
	}
	switch {
	case !c.to.alpha:
		m = onWhite(m)
	case c.format == GIF:
		m = thresholded(m)
	}
	return m
}

func (c cell) checkPixels(t *testing.T, i int, got image.Image) {
	t.Helper()
	want := c.expected(i)
	if d := imgtest.MeanDifference(t, got, want); d > c.to.off+c.coarse {
		t.Errorf("frame %d is off by %.2f on average, more than %.2f", i, d, c.to.off+c.coarse)
	}
	const mark = 3 // pixels of a mark that no other pixel has bled into
	w, h := matrixWidth/2-mark, matrixHeight/2-mark
	for _, at := range []image.Point{{0, 0}, {w, 0}, {0, h}, {w, h}} {
		r := image.Rectangle{Min: at, Max: at.Add(image.Pt(mark, mark))}
		g, w := meanColor(got, r), meanColor(want, r)
		for ch := range g {
			if d := g[ch] - w[ch]; max(d, -d) > c.to.corner+c.coarse {
				t.Errorf("frame %d has %.1f at %v, want %.1f", i, g, at, w)
				break
			}
		}
	}
}

// meanColor is the mean of a rectangle of pixels, multiplied by their transparency, of 255.
func meanColor(m image.Image, r image.Rectangle) (mean [4]float64) {
	n := float64(r.Dx() * r.Dy())
	at := m.Bounds().Min
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			red, green, blue, alpha := m.At(at.X+x, at.Y+y).RGBA()
			for i, v := range [4]uint32{red, green, blue, alpha} {
				mean[i] += float64(v) / 257 / n
			}
		}
	}
	return mean
}
