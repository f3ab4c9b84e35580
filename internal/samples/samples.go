// Package samples draws the sample pictures that a newcomer tries the program with.
package samples

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// sample is one picture: its name below the folder, with slashes, and the function that encodes it.
type sample struct {
	name string
	make func() ([]byte, error)
}

// jpegQuality is the default setting of a good camera.
const jpegQuality = 90

// samples returns pictures of the sizes that people have, with every side divided by shrink. Each
// shows one thing that resizing must get right, and its name says which.
func samples(shrink int) []sample {
	return []sample{
		{"sunrise 12 megapixels.jpg", photo(sunrise, 4000/shrink, 3000/shrink, jpegQuality)},
		{"upright forest.jpg", photo(forest, 2000/shrink, 3000/shrink, jpegQuality)},
		{"turned by the camera.jpg", turnedPhoto(autumn, 2000/shrink, 3000/shrink, jpegQuality)},
		{"wide panorama.jpg", photo(dusk, 5000/shrink, 1250/shrink, jpegQuality)},
		{"already small.jpg", photo(noon, 640/shrink, 480/shrink, jpegQuality)},
		{"holiday/lake in the evening.jpg", photo(lake, 3000/shrink, 2000/shrink, jpegQuality)},
		{"transparent flower.png", flowerPNG(1600 / shrink)},
		{"64 colors.gif", posterGIF(sunrise, 900/shrink, 600/shrink)},
	}
}

// Write draws eight pictures into dir, which it creates if missing, and returns their paths. The
// pictures are the same on every call. One of them is in a subfolder. Together they take some
// megabytes, and a second or two on two cores. Files of the same names are replaced. On an error
// Write returns the paths that were written.
func Write(dir string) ([]string, error) { return writeAll(dir, samples(1)) }

func writeAll(dir string, list []sample) ([]string, error) {
	errs := make([]error, len(list))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, s := range list {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			errs[i] = s.write(dir)
		})
	}
	wg.Wait()
	var paths []string
	for i, s := range list {
		if errs[i] == nil {
			paths = append(paths, filepath.Join(dir, filepath.FromSlash(s.name)))
		}
	}
	return paths, errors.Join(errs...)
}

func (s sample) write(dir string) error {
	path := filepath.Join(dir, filepath.FromSlash(s.name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	data, err := s.make()
	if err != nil {
		return fmt.Errorf("draw %s: %w", s.name, err)
	}
	return os.WriteFile(path, data, 0o644)
}

func photo(s scene, width, height, quality int) func() ([]byte, error) {
	return func() ([]byte, error) { return encodeJPEG(s.paint(width, height), quality) }
}

// turnedPhoto returns what a camera held upright stores: the rows of the sensor, and EXIF
// orientation 6, which turns them clockwise. Width and height are those of the upright picture.
func turnedPhoto(s scene, width, height, quality int) func() ([]byte, error) {
	return func() ([]byte, error) {
		data, err := encodeJPEG(turnLeft(s.paint(width, height)), quality)
		if err != nil {
			return nil, err
		}
		return withOrientation(data, 6), nil
	}
}

func flowerPNG(size int) func() ([]byte, error) {
	return func() ([]byte, error) {
		var out bytes.Buffer
		enc := png.Encoder{CompressionLevel: png.BestSpeed}
		err := enc.Encode(&out, paintFlower(size))
		return out.Bytes(), err
	}
}

func posterGIF(s scene, width, height int) func() ([]byte, error) {
	return func() ([]byte, error) {
		full := s.paint(width, height)
		few := image.NewPaletted(full.Bounds(), spreadPalette(full, 64))
		draw.FloydSteinberg.Draw(few, few.Bounds(), full, image.Point{})
		var out bytes.Buffer
		err := gif.EncodeAll(&out, &gif.GIF{Image: []*image.Paletted{few}, Delay: []int{0}})
		return out.Bytes(), err
	}
}

func encodeJPEG(img image.Image, quality int) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// turnLeft rotates a picture a quarter turn counter-clockwise.
func turnLeft(src *image.RGBA) *image.RGBA {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewRGBA(image.Rect(0, 0, h, w))
	for y := range w {
		row := dst.Pix[y*dst.Stride:]
		for x := range h {
			at := src.PixOffset(w-1-y, x)
			copy(row[4*x:4*x+4], src.Pix[at:at+4])
		}
	}
	return dst
}

// spreadPalette returns n colors of a picture that are far from each other: it repeatedly adds the
// pixel of a coarse grid that is farthest from all colors chosen so far.
func spreadPalette(img *image.RGBA, n int) color.Palette {
	const grid = 48
	b := img.Bounds()
	var pixels []color.RGBA
	for y := range grid {
		for x := range grid {
			pixels = append(pixels, img.RGBAAt(b.Min.X+x*b.Dx()/grid, b.Min.Y+y*b.Dy()/grid))
		}
	}
	distance := make([]int, len(pixels))
	for i := range distance {
		distance[i] = 1 << 30
	}
	var chosen color.Palette
	next := 0
	for len(chosen) < n {
		pick := pixels[next]
		chosen = append(chosen, pick)
		far := -1
		for i, p := range pixels {
			dr, dg, db := int(p.R)-int(pick.R), int(p.G)-int(pick.G), int(p.B)-int(pick.B)
			distance[i] = min(distance[i], dr*dr+dg*dg+db*db)
			if distance[i] > far {
				far, next = distance[i], i
			}
		}
	}
	return chosen
}
