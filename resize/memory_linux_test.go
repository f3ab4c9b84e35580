package resize

import (
	"bytes"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/turbo"
)

// TestMemoryOfScans: pictures whose coefficients are all held at once keep within what is estimated for them, 72 MB of it for these.
func TestMemoryOfScans(t *testing.T) {
	if !turbo.Available {
		t.Skip("this build does not write JPEG files in several scans")
	}
	dir := t.TempDir()
	progressive := fullColour(t, 4000, 3000, turbo.EncodeOptions{Quality: 90, Progressive: true})
	imgtest.WriteTree(t, dir, map[string][]byte{"in.jpg": progressive, "cut.jpg": imgtest.Truncated(progressive, 90)})
	imgtest.Tool(t, dir, "jpegtran", "-arithmetic", "-progressive", "-outfile", "arithmetic.jpg", "in.jpg")
	for name, salvage := range map[string]bool{"arithmetic.jpg": false, "cut.jpg": true} {
		t.Run(name, func(t *testing.T) {
			job := newJob(t, filepath.Join(dir, name), filepath.Join(dir, "out "+name), Recipe{Mode: Fit, Width: 400, Height: 400})
			job.Salvage = salvage
			most := int(job.MemoryBytes())
			peak := imgtest.Peak(t, func() {
				if _, err := Do(t.Context(), job); err != nil {
					t.Error(err)
				}
			})
			if peak > most || peak < most/3 {
				t.Errorf("%d bytes were taken at once, %d were estimated", peak, most)
			}
		})
	}
}

// fullColour is a plain JPEG with as many samples of colour as of light.
func fullColour(t *testing.T, w, h int, o turbo.EncodeOptions) []byte {
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
