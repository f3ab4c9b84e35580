package main

import (
	"context"
	"math"

	"sizemill/resize/codec/jpeg/turbo"
)

// plane is a rectangle of samples in floating point, 0 to 255.
type plane struct {
	pix           []float64
	width, height int
}

// picture is brightness and color at one size: Y, Cb, Cr of JFIF. A gray picture has one plane.
type picture []plane

// reference returns the picture in a JPEG file, decoded at full size and resampled with an exact
// Lanczos filter of three lobes, each plane directly to width × height pixels. Values are not
// rounded, but clamped to the range of 8 bits.
func reference(ctx context.Context, data []byte, width, height int) (picture, error) {
	var d turbo.Decoder
	defer d.Close()
	full, err := d.Decode(ctx, data, turbo.DecodeOptions{})
	if err != nil {
		return nil, err
	}
	var p picture
	for i := range full.Plane {
		q := &full.Plane[i]
		x := lanczos(float64(full.Width)/q.StepX, q.Width, width)
		y := lanczos(float64(full.Height)/q.StepY, q.Height, height)
		p = append(p, resample(q, x, y))
	}
	return p, nil
}

// weights are those of the source samples from first on.
type weights struct {
	first  int
	weight []float64
}

// lanczos returns the weights of dst samples that cover length of src samples.
func lanczos(length float64, src, dst int) []weights {
	const lobes = 3
	step := length / float64(dst)
	scale := max(step, 1)
	all := make([]weights, dst)
	for j := range all {
		center := (float64(j)+0.5)*step - 0.5
		first := max(int(math.Ceil(center-lobes*scale)), 0)
		last := min(int(math.Floor(center+lobes*scale)), src-1)
		w := weights{first: first, weight: make([]float64, last-first+1)}
		sum := 0.0
		for i := range w.weight {
			w.weight[i] = sinc((float64(first+i)-center)/scale) * sinc((float64(first+i)-center)/scale/lobes)
			sum += w.weight[i]
		}
		for i := range w.weight {
			w.weight[i] /= sum
		}
		all[j] = w
	}
	return all
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

func resample(q *turbo.Plane, x, y []weights) plane {
	across := make([]float64, len(x)*q.Height)
	for row := range q.Height {
		from := q.Pix[row*q.Stride:][:q.Width]
		for j, w := range x {
			sum := 0.0
			for i, v := range w.weight {
				sum += v * float64(from[w.first+i])
			}
			across[row*len(x)+j] = sum
		}
	}
	out := plane{pix: make([]float64, len(x)*len(y)), width: len(x), height: len(y)}
	for j, w := range y {
		row := out.pix[j*len(x):][:len(x)]
		for i, v := range w.weight {
			for k, s := range across[(w.first+i)*len(x):][:len(x)] {
				row[k] += v * s
			}
		}
		for k := range row {
			row[k] = min(max(row[k], 0), 255)
		}
	}
	return out
}
