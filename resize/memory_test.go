package resize

import (
	"testing"

	"sizemill/resize/codec/format"
)

// TestMemoryBytes compares estimates with measurements: the growth of VmHWM in megabytes while a fresh process carried out the job, on a
// picture of 3456 × 2304 pixels unless the row says otherwise.
func TestMemoryBytes(t *testing.T) {
	const avif, heic = format.AVIF, format.HEIC
	type source struct {
		f           Format
		deep, alpha bool
		bytes       int64
	}
	png, deepPNG, veilPNG := source{PNG, false, false, 8e6}, source{PNG, true, false, 10e6}, source{PNG, true, true, 12e6}
	glassPNG, jpeg := source{PNG, false, true, 9e6}, source{JPEG, false, false, 1.5e6}
	for _, tt := range []struct {
		name     string
		from     source
		to       Format
		percent  float64
		measured float64
	}{
		{"PNG", png, JPEG, 25, 43.8},
		{"PNG, 16 bits", deepPNG, JPEG, 25, 81.5},
		{"PNG, 16 bits, alpha", veilPNG, JPEG, 25, 83.6},
		{"JPEG, baseline", jpeg, JPEG, 25, 5.9},
		{"JPEG, progressive", jpeg, JPEG, 25, 10},
		{"WebP", source{WebP, false, false, 3e5}, JPEG, 25, 35.7},
		{"WebP, lossless, alpha", source{WebP, false, true, 7e6}, JPEG, 25, 80.9},
		{"TIFF", source{TIFF, false, false, 7e6}, JPEG, 25, 37.1},
		{"TIFF, 16 bits, alpha", source{TIFF, true, true, 13e6}, JPEG, 25, 72.8},
		{"TIFF, CMYK", source{TIFF, false, false, 33e6}, JPEG, 25, 71.4},
		{"BMP", source{BMP, false, false, 24e6}, JPEG, 25, 35.2},
		{"AVIF", source{avif, false, false, 2e4}, JPEG, 25, 344.7},
		{"AVIF, 10 bits", source{avif, true, false, 2e4}, JPEG, 25, 576.2},
		{"AVIF, alpha", source{avif, false, true, 2e4}, JPEG, 25, 533},
		{"AVIF, alpha, 10 bits", source{avif, true, true, 2e4}, JPEG, 25, 658.4},
		{"HEIC", source{heic, false, false, 3e6}, JPEG, 25, 91.4},
		{"HEIC, alpha", source{heic, false, true, 3e6}, JPEG, 25, 163.2},
		{"HEIC, 10 bits", source{heic, true, false, 3e6}, JPEG, 25, 193.7},
		{"PNG at its size to JPEG", png, JPEG, 99, 73.6},
		{"PNG at its size to PNG", png, PNG, 99, 104.4},
		{"PNG at its size to WebP", png, WebP, 99, 90.5},
		{"PNG at its size to TIFF", png, TIFF, 99, 91},
		{"PNG at its size to GIF", png, GIF, 99, 95},
		{"PNG at its size to BMP", png, BMP, 99, 73.6},
		{"PNG at its size to AVIF", png, avif, 99, 1378},
		{"PNG at half its size to AVIF", png, avif, 50, 350},
		{"alpha to PNG", glassPNG, PNG, 99, 177.9},
		{"alpha to WebP", glassPNG, WebP, 99, 276.5},
		{"alpha to TIFF", glassPNG, TIFF, 99, 166.9},
		{"alpha to GIF", glassPNG, GIF, 99, 149.2},
		{"alpha to AVIF", glassPNG, avif, 99, 1593},
		{"16 bits to PNG", deepPNG, PNG, 99, 222.2},
		{"16 bits, alpha, to PNG", veilPNG, PNG, 99, 246.2},
		{"16 bits, alpha, to WebP", veilPNG, WebP, 99, 311.1},
		{"16 bits, alpha, to TIFF", veilPNG, TIFF, 99, 267.5},
		{"JPEG at its size to JPEG", jpeg, JPEG, 99, 33.4},
		{"JPEG at its size to PNG", jpeg, PNG, 99, 114.4},
		{"JPEG at its size to WebP", jpeg, WebP, 99, 49.8},
		{"JPEG at its size to TIFF", jpeg, TIFF, 99, 104.3},
		{"JPEG at its size to GIF", jpeg, GIF, 99, 97.1},
		{"JPEG at three times its size to AVIF", jpeg, avif, 173, 3655},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := Source{Header: format.Header{Format: tt.from.f, Width: 3456, Height: 2304, Orientation: 1, Frames: 1, Alpha: tt.from.alpha, Depth: 8}, Upright: Size{3456, 2304}, Bytes: tt.from.bytes}
			if tt.from.deep {
				src.Depth = 16
			}
			r := Recipe{Target: Target{Mode: Percent, Percent: tt.percent}, Enlarge: true}
			checkMemory(t, ImageJob{Source: src, Recipe: &r, Format: tt.to, Geometry: NewGeometry(src.Upright, r)}, tt.measured)
		})
	}
}

// TestMemoryBytesUncommon is TestMemoryBytes for kinds that need more than others of their format.
func TestMemoryBytesUncommon(t *testing.T) {
	size := Size{3456, 2304}
	passes := Source{Header: format.Header{Format: PNG, Width: size.Width, Height: size.Height, Depth: 8, Interlaced: true}, Upright: size, Bytes: 16.6e6}
	glass, deep, both := passes, passes, passes
	glass.Alpha, glass.Bytes = true, 19.4e6
	deep.Depth, deep.Bytes = 16, 28.2e6
	both.Alpha, both.Depth, both.Bytes = true, 16, 28.1e6
	inks := Source{Header: format.Header{Format: JPEG, Width: size.Width, Height: size.Height, Depth: 8, CMYK: true}, Upright: size, Bytes: 10.4e6}
	jpeg := Source{Header: format.Header{Format: JPEG, Width: size.Width, Height: size.Height, Depth: 8}, Upright: size, Bytes: 1.7e6}
	arithmetic, halved := jpeg, jpeg // in several scans
	arithmetic.Bytes, arithmetic.Coefficients = 1.2e6, 6*3456*2304
	halved.Bytes, halved.Coefficients = 1e6, 3*3456*2304
	for _, tt := range []struct {
		name     string
		from     Source
		to       Format
		percent  float64
		linear   bool
		measured float64
	}{
		{"interlaced", passes, JPEG, 25, false, 76.5},
		{"interlaced, at half its size", passes, JPEG, 50, false, 82.7},
		{"interlaced, at its size", passes, WebP, 99, false, 143.5},
		{"interlaced, alpha", glass, JPEG, 25, false, 91.4},
		{"interlaced, alpha, at half its size", glass, WebP, 50, false, 129.4},
		{"interlaced, 16 bits", deep, JPEG, 25, false, 148.3},
		{"interlaced, 16 bits, at half its size", deep, PNG, 50, false, 180.9},
		{"interlaced, 16 bits, at its size", deep, PNG, 99, false, 247.7},
		{"interlaced, 16 bits, alpha", both, JPEG, 25, false, 163.9},
		{"inks", inks, JPEG, 25, false, 108},
		{"inks, at half their size", inks, PNG, 50, false, 118.4},
		{"inks, at their size", inks, JPEG, 99, false, 139.3},
		{"inks, at their size, to WebP", inks, WebP, 99, false, 180.8},
		{"light", jpeg, JPEG, 50, true, 39.4},
		{"light, at its size", jpeg, JPEG, 99, true, 109.3},
		{"light, at its size, to PNG", jpeg, PNG, 99, true, 147.4},
		{"arithmetic coding in several scans", arithmetic, JPEG, 25, false, 52.9},
		{"arithmetic coding in several scans, halved colour", halved, JPEG, 25, false, 28.5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.from.Orientation, tt.from.Frames = 1, 1
			r := Recipe{Target: Target{Mode: Percent, Percent: tt.percent}, Linear: tt.linear}
			checkMemory(t, ImageJob{Source: tt.from, Recipe: &r, Format: tt.to, Geometry: NewGeometry(size, r)}, tt.measured)
		})
	}
}

// TestMemoryBytesSalvaged is TestMemoryBytes for pictures of which the last tenth is missing, or damaged.
func TestMemoryBytesSalvaged(t *testing.T) {
	size := Size{3456, 2304}
	for _, tt := range []struct {
		name     string
		from     Source
		measured float64
	}{
		{"JPEG, progressive", Source{Header: format.Header{Format: JPEG, Coefficients: 6 * 3456 * 2304}, Bytes: 1.2e6}, 52.9},
		{"PNG", Source{Header: format.Header{Format: PNG}, Bytes: 18.3e6}, 67.3},
		{"PNG, alpha", Source{Header: format.Header{Format: PNG, Alpha: true}, Bytes: 19.9e6}, 70.5},
		{"PNG, 16 bits", Source{Header: format.Header{Format: PNG, Depth: 16}, Bytes: 22.5e6}, 107.4},
		{"PNG, 16 bits, interlaced", Source{Header: format.Header{Format: PNG, Depth: 16, Interlaced: true}, Bytes: 24.1e6}, 160.2},
		{"WebP, lossless, alpha", Source{Header: format.Header{Format: WebP, Alpha: true, Lossless: true}, Bytes: 5.3e6}, 97},
		{"TIFF", Source{Header: format.Header{Format: TIFF}, Bytes: 8.5e6}, 67.2},
		{"TIFF, 16 bits", Source{Header: format.Header{Format: TIFF, Depth: 16}, Bytes: 11.9e6}, 131.2},
		{"GIF", Source{Header: format.Header{Format: GIF}, Bytes: 5.3e6}, 29.7},
		{"BMP", Source{Header: format.Header{Format: BMP}, Bytes: 19.9e6}, 61.7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Recipe{Target: Target{Mode: Percent, Percent: 25}}
			tt.from.Width, tt.from.Height = size.Width, size.Height
			tt.from.Upright, tt.from.Orientation, tt.from.Frames, tt.from.Depth = size, 1, 1, max(tt.from.Depth, 8)
			checkMemory(t, ImageJob{Source: tt.from, Recipe: &r, Format: tt.from.Format, Geometry: NewGeometry(size, r), Salvage: true}, tt.measured)
		})
	}
}

// TestSourceMemoryBytes is TestMemoryBytes for Check.
func TestSourceMemoryBytes(t *testing.T) {
	size := Size{3456, 2304}
	for _, tt := range []struct {
		name     string
		from     Source
		measured float64
	}{
		{"JPEG", Source{Header: format.Header{Format: JPEG}, Bytes: 1.4e6}, 2.5},
		{"JPEG, arithmetic coding in several scans", Source{Header: format.Header{Format: JPEG, Coefficients: 6 * 3456 * 2304}, Bytes: 1.2e6}, 49.7},
		{"PNG", Source{Header: format.Header{Format: PNG}, Bytes: 18.3e6}, 51.3},
		{"PNG, 16 bits", Source{Header: format.Header{Format: PNG, Depth: 16}, Bytes: 22.5e6}, 87.5},
		{"PNG, 16 bits, interlaced", Source{Header: format.Header{Format: PNG, Depth: 16, Interlaced: true}, Bytes: 24.1e6}, 139},
		{"WebP", Source{Header: format.Header{Format: WebP}, Bytes: 4.5e5}, 33.9},
		{"WebP, lossless, alpha", Source{Header: format.Header{Format: WebP, Alpha: true, Lossless: true}, Bytes: 5.3e6}, 76.3},
		{"TIFF, 16 bits", Source{Header: format.Header{Format: TIFF, Depth: 16}, Bytes: 11.9e6}, 66.6},
		{"GIF", Source{Header: format.Header{Format: GIF}, Bytes: 6.2e6}, 8.6},
		{"BMP", Source{Header: format.Header{Format: BMP}, Bytes: 23.4e6}, 31.8},
		{"AVIF", Source{Header: format.Header{Format: format.AVIF}, Bytes: 2.5e5}, 301.1},
		{"AVIF that shows a corner", Source{Header: format.Header{Format: format.AVIF, Frames: 1, Width: 100, Height: 100, Hidden: 3456*2304 - 100*100}, Upright: Size{100, 100}, Bytes: 2.5e5}, 301.1},
		{"GIF, animated", Source{Header: format.Header{Format: GIF, Frames: 30, Width: 1200, Height: 800}, Upright: Size{1200, 800}, Bytes: 6.3e6}, 10.8},
		{"WebP, animated", Source{Header: format.Header{Format: WebP, Frames: 30, Width: 1200, Height: 800}, Upright: Size{1200, 800}, Bytes: 5e5}, 20.5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.from.Frames == 0 {
				tt.from.Width, tt.from.Height = size.Width, size.Height
				tt.from.Upright, tt.from.Frames = size, 1
			}
			tt.from.Orientation, tt.from.Depth = 1, max(tt.from.Depth, 8)
			enough(t, tt.from.MemoryBytes(), tt.measured)
		})
	}
}

// checkMemory: an estimate is enough, and at most three and a half times of it; of small needs, whatever.
func checkMemory(t *testing.T, job ImageJob, measured float64) {
	t.Helper()
	enough(t, job.MemoryBytes(), measured)
}

func enough(t *testing.T, estimate int64, measured float64) {
	t.Helper()
	got := float64(estimate) / 1e6
	if got < 0.95*measured || got > 3.5*measured && got > 150 {
		t.Errorf("%.1f MB are estimated, %.1f were measured", got, measured)
	}
}

// TestMemoryBytesMoving is TestMemoryBytes for animations.
func TestMemoryBytesMoving(t *testing.T) {
	small, large := Size{1200, 800}, Size{2400, 1600}
	for _, tt := range []struct {
		name     string
		size     Size
		from, to Format
		bytes    int64
		percent  float64
		measured float64
	}{
		{"PNG to PNG", small, PNG, PNG, 1e6, 99, 82.2},
		{"PNG to WebP", small, PNG, WebP, 1e6, 99, 52.6},
		{"PNG to GIF", small, PNG, GIF, 1e6, 99, 67.4},
		{"WebP to WebP", small, WebP, WebP, 8e5, 99, 54.3},
		{"GIF to GIF", large, GIF, GIF, 10e6, 99, 222.6},
		{"GIF to WebP", large, GIF, WebP, 10e6, 99, 219.8},
		{"GIF to PNG", large, GIF, PNG, 10e6, 99, 237.5},
		{"GIF to a small GIF", large, GIF, GIF, 10e6, 30, 89.8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := Source{Header: format.Header{Format: tt.from, Width: tt.size.Width, Height: tt.size.Height, Orientation: 1, Frames: 10, Depth: 8}, Upright: tt.size, Bytes: tt.bytes}
			r := Recipe{Target: Target{Mode: Percent, Percent: tt.percent}}
			checkMemory(t, ImageJob{Source: src, Recipe: &r, Format: tt.to, Geometry: NewGeometry(src.Upright, r)}, tt.measured)
		})
	}
}
