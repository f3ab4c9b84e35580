package resize

import (
	"bytes"
	"path/filepath"
	"runtime"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
)

// TestMemoryOfScans: pictures whose coefficients are all held at once keep within what is estimated for them, 72 MB of it for these.
func TestMemoryOfScans(t *testing.T) {
	if !turbo.Available {
		t.Skip("this build does not write JPEG files in several scans")
	}
	dir := t.TempDir()
	progressive := fullColor(t, 4000, 3000, turbo.EncodeOptions{Quality: 90, Progressive: true})
	imgtest.WriteTree(t, dir, map[string][]byte{"in.jpg": progressive, "cut.jpg": imgtest.Truncated(progressive, 90)})
	imgtest.Tool(t, dir, "jpegtran", "-arithmetic", "-progressive", "-outfile", "arithmetic.jpg", "in.jpg")
	for name, salvage := range map[string]bool{"arithmetic.jpg": false, "cut.jpg": true} {
		t.Run(name, func(t *testing.T) {
			job := newJob(t, filepath.Join(dir, name), filepath.Join(dir, "out "+name), Recipe{Target: Target{Mode: Fit, Width: 400, Height: 400}})
			job.Salvage = salvage
			most := int(job.MemoryBytes())
			peak := imgtest.Peak(t, func() {
				if _, err := carryOut(t.Context(), job); err != nil {
					t.Error(err)
				}
			})
			if peak > most {
				t.Errorf("%d bytes were taken at once, %d were estimated", peak, most)
			}
		})
	}
}

// TestWorkersGiveBackPlanes: what a panorama took is free when its Worker is idle, wherever it was taken.
func TestWorkersGiveBackPlanes(t *testing.T) {
	if !turbo.Available {
		t.Skip("in this build nothing of a decoder is kept")
	}
	dir := t.TempDir()
	// Most of it are the decoder's planes: 69 MB of light and 34 of color. The result's own are 48 MB.
	imgtest.WriteTree(t, dir, map[string][]byte{"in.jpg": fullColor(t, 8300, 8300, turbo.EncodeOptions{Quality: 50})})
	var w Workers
	defer w.Close()
	before := heap()
	job := newJob(t, filepath.Join(dir, "in.jpg"), filepath.Join(dir, "out.jpg"), Recipe{Target: Target{Mode: Fit, Width: 5600, Height: 5600}})
	if _, err := doWith(t.Context(), &w, job); err != nil {
		t.Fatal(err)
	}
	if kept := heap() - before; kept > keepBytes {
		t.Errorf("%d bytes are kept", kept)
	}
}

// heap is the memory that Go's heap holds on to, in bytes.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// fullColor is a plain JPEG with as many samples of color as of light.
func fullColor(t *testing.T, w, h int, o turbo.EncodeOptions) []byte {
	t.Helper()
	p := turbo.Planes{Width: w, Height: h, Space: turbo.YCbCr}
	pix := bytes.Repeat([]byte{100}, w*h)
	for range 3 {
		p.Plane = append(p.Plane, turbo.Plane{Pix: pix, Stride: w, Width: w, Height: h, Sampling: turbo.Sampling{H: 1, V: 1}})
	}
	var e turbo.Encoder
	defer e.Close()
	var b bytes.Buffer
	if err := e.Encode(t.Context(), &b, &p, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
