package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// iconSizes are the bitmap sizes that desktops look for; they scale the SVG to all others.
var iconSizes = []int{16, 22, 24, 32, 48, 64, 128, 256, 512}

// iconPNG paints SVG text as a square PNG of size pixels, with the painter that Fyne uses for the
// icon of the window.
func iconPNG(svg []byte, size int) ([]byte, error) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg), oksvg.StrictErrorMode)
	if err != nil {
		return nil, fmt.Errorf("read the icon: %w", err)
	}
	icon.SetTarget(0, 0, float64(size), float64(size))
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, img, img.Bounds())), 1)
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode the icon at %d px: %w", size, err)
	}
	return out.Bytes(), nil
}
