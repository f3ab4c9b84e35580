// Command fidelity compares photos that Sizemill and other programs have resized with an exact
// computation, and prints docs/fidelity.md: fidelity -ours ./sizemill -data DATA.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fidelity:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	ours, data    string
	edge, quality int
	photos        int
}

func run(ctx context.Context) error {
	var o options
	flag.StringVar(&o.ours, "ours", "./sizemill", "Sizemill's program")
	flag.StringVar(&o.data, "data", "", "folder whose camera/ holds JPEG photos")
	flag.IntVar(&o.edge, "edge", 1600, "pixels of the box that photos are fitted into")
	flag.IntVar(&o.quality, "quality", 85, "JPEG quality")
	flag.IntVar(&o.photos, "photos", 12, "how many photos are compared, evenly spread over the folder's")
	flag.Parse()
	all, err := suitable(filepath.Join(o.data, "camera"), o.edge)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errors.New("no upright photos without a color profile in " + filepath.Join(o.data, "camera"))
	}
	chosen := spread(all, o.photos)
	there, missing := programs(o.ours, o.data)
	for _, name := range missing {
		fmt.Fprintf(os.Stderr, "fidelity: %s is not there and is left out\n", name)
	}
	temp, err := os.MkdirTemp("", "fidelity")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }() // a temporary folder
	t := newTable(there)
	for _, photo := range chosen {
		if err := t.add(ctx, photo, temp, o); err != nil {
			return err
		}
	}
	t.print(os.Stdout, o)
	return nil
}

// suitable lists the photos that every program should turn into the same picture: upright as
// stored, without a profile, larger than the result.
func suitable(dir string, edge int) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.jpg"))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(paths, func(path string) bool {
		data, err := os.ReadFile(path)
		if err != nil {
			return true
		}
		r, size := bytes.NewReader(data), int64(len(data))
		h, err := codec.ReadHeader(r, size, format.Limits{})
		if err != nil || h.Orientation != 1 || h.Gray || max(h.Width, h.Height) <= edge {
			return true
		}
		blocks, err := codec.ReadMetadata(r, size, h)
		return err != nil || blocks.ICC != nil
	}), nil
}

// spread returns n of the paths, evenly spaced.
func spread(paths []string, n int) []string {
	if n >= len(paths) {
		return paths
	}
	chosen := make([]string, n)
	for i := range chosen {
		chosen[i] = paths[i*len(paths)/n]
	}
	return chosen
}

// made is a program's result of a photo.
type made struct {
	pixels picture // of a lossless result
	coded  plane   // brightness of a JPEG result
	bytes  int64   // of the JPEG result
}

// make runs a program to make a PNG and a JPEG file of a photo, and reads their brightness.
func (p program) make(ctx context.Context, photo, temp string, o options) (made, error) {
	var m made
	stem := filepath.Base(photo[:len(photo)-len(filepath.Ext(photo))])
	lossless, lossy := filepath.Join(temp, stem+".png"), filepath.Join(temp, stem+".jpg")
	for _, out := range []string{lossless, lossy} {
		if err := p.run(ctx, photo, out, o.edge, o.quality); err != nil {
			return m, err
		}
	}
	f, err := os.Open(lossless)
	if err != nil {
		return m, err
	}
	pixels, err := png.Decode(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return m, fmt.Errorf("%s: %w", lossless, err)
	}
	m.pixels = ycc(pixels)
	data, err := os.ReadFile(lossy)
	if err != nil {
		return m, err
	}
	m.bytes = int64(len(data))
	if m.coded, err = codedLuma(ctx, data); err != nil {
		return m, fmt.Errorf("%s: %w", lossy, err)
	}
	return m, errors.Join(os.Remove(lossless), os.Remove(lossy))
}

// codedLuma returns the brightness that a JPEG file holds.
func codedLuma(ctx context.Context, data []byte) (plane, error) {
	var d turbo.Decoder
	defer d.Close()
	full, err := d.Decode(ctx, data, turbo.DecodeOptions{})
	if err != nil {
		return plane{}, err
	}
	p := plane{pix: make([]float64, full.Width*full.Height), width: full.Width, height: full.Height}
	for y := range p.height {
		for x, v := range full.Plane[0].Pix[y*full.Plane[0].Stride:][:p.width] {
			p.pix[y*p.width+x] = float64(v)
		}
	}
	return p, nil
}
