package batch

import (
	"errors"
	"testing"

	"sizemill/resize"
	"sizemill/resize/codec/format"
)

// TestSpaceRefusals: a batch is refused only if its results take more than the free space for
// certain, not because of a guess.
func TestSpaceRefusals(t *testing.T) {
	size := resize.Size{Width: 2000, Height: 1000}
	item := func(task Task, from, to resize.Format, bytes, estimate int64) Item {
		job := resize.ImageJob{OutputPath: "/out/a", Width: 1000, Height: 500, Format: to, Source: resize.Source{Header: format.Header{Format: from, Width: size.Width, Height: size.Height}, Upright: size, Bytes: bytes}}
		return Item{Task: task, Job: job, Bytes: estimate}
	}
	for name, tt := range map[string]struct {
		item  Item
		least int64
	}{
		"a photo":               {item(TaskConvert, resize.JPEG, resize.JPEG, 2_000_000, 400_000), 100_000},
		"a photo, to PNG":       {item(TaskConvert, resize.JPEG, resize.PNG, 2_000_000, 900_000), 100_000},
		"of little quality":     {item(TaskConvert, resize.JPEG, resize.JPEG, 2_000_000, 50_000), 30_000},
		"a flat PNG":            {item(TaskConvert, resize.PNG, resize.PNG, 4_000, 900_000), 200},
		"a flat TIFF":           {item(TaskConvert, resize.TIFF, resize.TIFF, 6_000_000, 1_500_000), 0},
		"a flat TIFF, to a BMP": {item(TaskConvert, resize.TIFF, resize.BMP, 6_000_000, 1_500_000), 900_000},
		"a copy":                {item(TaskCopy, resize.TIFF, resize.TIFF, 6_000_000, 6_000_000), 3_000_000},
	} {
		plan := &Plan{Items: []Item{tt.item}, Outputs: []string{"/out"}}
		for free, refused := range map[int64]bool{tt.least: false, tt.least - 1: true} {
			got := spaceRefusals(plan, func(string) (int64, error) { return max(free, 0), nil })
			var full *NoSpaceError
			if want := refused && tt.least > 0; (got["/out"] != nil) != want || want && (!errors.As(got["/out"], &full) || full.Need != tt.least) {
				t.Errorf("%s, with %d bytes free: %v", name, free, got)
			}
		}
	}
}
