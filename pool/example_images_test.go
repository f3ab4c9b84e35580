package pool_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/disintegration/imaging"

	"sizemill/pool"
)

// Image jobs: decode, resize, encode, on all cores. One truncated picture stops no other.
func Example_images() {
	type job struct {
		name string
		file []byte
	}
	resize := func(_ context.Context, j job) ([]byte, error) {
		picture, err := png.Decode(bytes.NewReader(j.file))
		if err != nil {
			return nil, fmt.Errorf("decode %s: %w", j.name, err)
		}
		var out bytes.Buffer
		if err := png.Encode(&out, imaging.Fit(picture, 64, 64, imaging.Lanczos)); err != nil {
			return nil, fmt.Errorf("encode %s: %w", j.name, err)
		}
		return out.Bytes(), nil
	}
	paint := func(width, height int) []byte {
		var file bytes.Buffer
		if err := png.Encode(&file, imaging.New(width, height, color.NRGBA{R: 200, A: 255})); err != nil {
			fmt.Println(err)
		}
		return file.Bytes()
	}
	jobs := []job{
		{"wide.png", paint(320, 160)},
		{"broken.png", paint(320, 160)[:40]},
		{"tall.png", paint(150, 300)},
		{"square.png", paint(200, 200)},
	}

	ctx := context.Background()
	p := pool.New(ctx, pool.Options{Workers: pool.CPUBound()}, resize)
	defer p.Discard()
	go func() {
		defer p.Close()
		for _, j := range jobs {
			if p.Submit(ctx, j) != nil {
				return
			}
		}
	}()

	outcome := map[string]string{} // results come as they finish, so they are put in order here
	for r := range p.Results() {
		if r.Err != nil {
			outcome[r.Job.name] = r.Err.Error()
			continue
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(r.Value))
		if err != nil {
			fmt.Println(err)
		}
		outcome[r.Job.name] = fmt.Sprintf("%s: %d×%d", r.Job.name, size.Width, size.Height)
	}
	for _, j := range jobs {
		fmt.Println(outcome[j.name])
	}
	// Output:
	// wide.png: 64×32
	// decode broken.png: unexpected EOF
	// tall.png: 32×64
	// square.png: 64×64
}
