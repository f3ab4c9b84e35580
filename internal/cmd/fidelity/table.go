package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// score is how close a program's result is to the exact one.
type score struct {
	psnr, ssim float64 // of the pixels' brightness
	color      float64 // PSNR of the pixels' Cb and Cr, the lower one
	coded      float64 // PSNR of the JPEG file
	bytes      int64
}

// table collects the scores of programs, photo by photo.
type table struct {
	programs []program
	photos   []string
	scores   [][]score // by photo, then by program
}

func newTable(programs []program) *table { return &table{programs: programs} }

// add compares what all programs make of a photo.
func (t *table) add(ctx context.Context, photo, temp string, o options) error {
	data, err := os.ReadFile(photo)
	if err != nil {
		return err
	}
	var exact picture
	row := make([]score, len(t.programs))
	for i, p := range t.programs {
		m, err := p.make(ctx, photo, temp, o)
		if err != nil {
			return err
		}
		if exact == nil { // of the size that the first program, Sizemill, gives it
			if exact, err = reference(ctx, data, m.pixels[0].width, m.pixels[0].height); err != nil {
				return fmt.Errorf("%s: %w", photo, err)
			}
		}
		got, want := m.pixels[0], exact[0]
		if got.width != want.width || got.height != want.height || m.coded.width != want.width || m.coded.height != want.height {
			return fmt.Errorf("%s makes %d × %d and %d × %d pixels of %s, not %d × %d", p.name,
				got.width, got.height, m.coded.width, m.coded.height, photo, want.width, want.height)
		}
		row[i] = score{psnr(got, want), ssim(got, want), min(psnr(m.pixels[1], exact[1]), psnr(m.pixels[2], exact[2])), psnr(m.coded, want), m.bytes}
	}
	t.photos = append(t.photos, filepath.Base(photo))
	t.scores = append(t.scores, row)
	return nil
}

// intro is the text before the tables of the document.
const intro = `# Fidelity

Made by "make fidelity DATA=…" from those photos of the benchmark that are stored upright and have no color profile, so that every
program should make the same picture from them.

The exact picture is computed in floating point: every plane of the JPEG file (brightness, and color at its own resolution), decoded at full
size, is resampled directly to the size of the result with a three-lobed Lanczos filter. PSNR (decibels, higher is closer) and SSIM
(1 is equal; Gaussian window of 11 pixels) compare the brightness of a lossless PNG result with it; the color column is the lower of the
PSNRs of Cb and Cr of that result. Rounding to 8 bits alone limits PSNR to 58.9 dB. The last columns are JPEG results at quality %d: their PSNR, most of which is the encoder's loss, and their size.

Photos fitted into %d × %d pixels: %d.

`

// print writes the document in Markdown.
func (t *table) print(w io.Writer, o options) {
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) } // a closed terminal is ignored
	p(intro, o.quality, o.edge, o.edge, len(t.photos))
	p("| program | PSNR, median | PSNR, lowest | SSIM, median | SSIM, lowest | color's PSNR, median | JPEG's PSNR, median | JPEG's bytes / Sizemill's |\n|---|---|---|---|---|---|---|---|\n")
	for i, program := range t.programs {
		psnrs, ssims, coded := t.column(i, func(s score) float64 { return s.psnr }), t.column(i, func(s score) float64 { return s.ssim }),
			t.column(i, func(s score) float64 { return s.coded })
		colors := t.column(i, func(s score) float64 { return s.color })
		var bytes, ours int64
		for _, row := range t.scores {
			bytes, ours = bytes+row[i].bytes, ours+row[0].bytes
		}
		p("| %s | %.1f | %.1f | %.5f | %.5f | %.1f | %.2f | %.3f |\n", program.name, median(psnrs), psnrs[0], median(ssims), ssims[0],
			median(colors), median(coded), float64(bytes)/float64(ours))
	}
	p("\nPSNR of the brightness, photo by photo:\n\n| photo |")
	for _, program := range t.programs {
		p(" %s |", program.name)
	}
	p("\n|---|")
	for range t.programs {
		p("---|")
	}
	p("\n")
	for i, row := range t.scores {
		p("| %s |", t.photos[i])
		for _, s := range row {
			p(" %.1f |", s.psnr)
		}
		p("\n")
	}
}

// column returns one figure of a program for all photos, in ascending order.
func (t *table) column(i int, of func(score) float64) []float64 {
	var all []float64
	for _, row := range t.scores {
		all = append(all, of(row[i]))
	}
	slices.Sort(all)
	return all
}

func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
