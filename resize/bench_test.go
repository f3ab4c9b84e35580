package resize

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
)

// BenchmarkDo resizes a JPEG of 12 megapixels to 1,600 pixels.
func BenchmarkDo(b *testing.B) {
	// The scene is enlarged, so that making it does not take longer than the benchmark.
	scene := imaging.Resize(imgtest.Picture(400, 300), 4000, 3000, imaging.Linear)
	benchmarkDo(b, imgtest.JPEG(b, 0, 0, imgtest.Of(scene)), Recipe{Target: Target{Mode: Fit, Width: 1600, Height: 1600}, Quality: 85})
}

// BenchmarkDoSmall shows what a picture costs besides its pixels.
func BenchmarkDoSmall(b *testing.B) {
	benchmarkDo(b, imgtest.JPEG(b, 64, 48), Recipe{Target: Target{Mode: Percent, Percent: 50}})
}

func benchmarkDo(b *testing.B, in []byte, r Recipe) {
	dir := b.TempDir()
	imgtest.WriteTree(b, dir, map[string][]byte{"in.jpg": in})
	job := newJob(b, filepath.Join(dir, "in.jpg"), filepath.Join(dir, "out.jpg"), r)
	job.Overwrite = true
	var w Worker
	defer w.Close()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := doWith(context.Background(), &w, job); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProbe(b *testing.B) {
	path := filepath.Join(b.TempDir(), "a.jpg")
	if err := os.WriteFile(path, imgtest.JPEG(b, 600, 400, imgtest.Orientation(6)), 0o666); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Probe(context.Background(), path, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
