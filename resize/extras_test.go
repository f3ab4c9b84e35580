package resize

import (
	"slices"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

// TestLosses: what a result will lack is known before it is made, and is what the result's warnings say then.
func TestLosses(t *testing.T) {
	c2pa := imgtest.Insert(imgtest.PNG(t, 20, 10), 33, imgtest.Chunk("caBX", []byte("jumb")))
	page := imgtest.TIFF(t, 20, 10)
	for _, tt := range []struct {
		name string
		in   []byte
		r    Recipe
		want []string
	}{
		{"nothing", page, Recipe{Target: Target{Mode: Percent, Percent: 50}}, nil},
		{"content credentials", c2pa, Recipe{Target: Target{Mode: Percent, Percent: 50}}, []string{"content credentials (C2PA) not kept"}},
		{"frames into a format without", imgtest.AnimatedGIF(t, 20, 10, 3), Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: JPEG},
			[]string{"only the first of 3 frames is kept: JPEG does not support animations"}},
		{"frames that stay", imgtest.AnimatedGIF(t, 20, 10, 3), Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: WebP}, nil},
	} {
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in": tt.in})
		job := newJob(t, dir+"/in", dir+"/out", tt.r)
		outcome, err := carryOut(t.Context(), job)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := job.Losses(); !slices.Equal(got, tt.want) || !slices.Equal(outcome.Warnings, tt.want) {
			t.Errorf("%s: losses %q, warnings %q, want %q", tt.name, got, outcome.Warnings, tt.want)
		}
		job.Action = Copy
		if got := job.Losses(); got != nil {
			t.Errorf("%s: a copy of every byte loses %q", tt.name, got)
		}
	}
	pages := ImageJob{Recipe: &Recipe{}, Format: PNG, Source: Source{Header: format.Header{Format: TIFF, Frames: 1, Pages: 4}}}
	if got := pages.Losses(); !slices.Equal(got, []string{"only the first of 4 pages is kept"}) {
		t.Errorf("pages: %q", got)
	}
}
