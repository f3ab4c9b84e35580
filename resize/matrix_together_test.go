package resize

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// TestMatrixTogether: results that are made from one decoded picture, by a worker that has seen others, are those that each job makes by
// itself, whatever their order.
func TestMatrixTogether(t *testing.T) {
	var worker Worker
	defer worker.Close()
	for _, k := range swept(swept(matrixKinds())) {
		t.Run(k.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": k.file(t)})
			together := map[string][]ImageJob{}
			for _, spec := range codec.Specs() {
				if !spec.Write || spec.Format == format.AVIF { // which is slow, and keeps nothing
					continue
				}
				for name, r := range map[string]Recipe{
					"half": {Target: Target{Mode: Percent, Percent: 50}, Format: spec.Format, Background: white},
					"fill": {Target: Target{Mode: Fill, Width: 20, Height: 30}, Format: spec.Format, Background: white, Color: ColorSRGB, Sharpen: SharpenLow},
				} {
					for _, where := range []string{"alone", "first", "last"} {
						out := filepath.Join(dir, fmt.Sprintf("%s %s %v", where, name, spec.Name))
						together[where] = append(together[where], newJob(t, filepath.Join(dir, "in"), out, r))
					}
				}
			}
			for _, job := range together["alone"] {
				if _, err := carryOut(t.Context(), job); err != nil {
					t.Fatal(err)
				}
			}
			slices.Reverse(together["last"])
			for _, where := range []string{"first", "last"} {
				for i, r := range worker.DoAll(t.Context(), together[where]) {
					if r.Err != nil {
						t.Errorf("%v: %v", together[where][i].OutputPath, r.Err)
					}
				}
			}
			tree := imgtest.ReadTree(t, dir)
			for _, job := range together["alone"] {
				_, what, _ := strings.Cut(filepath.Base(job.OutputPath), " ")
				alone := tree["alone "+what]
				if k.format == JPEG { // which is decoded at a size that serves all
					alone = tree["first "+what]
				}
				for _, where := range []string{"first ", "last "} {
					if got := tree[where+what]; !slices.Equal(got, alone) {
						t.Errorf("%s%s has %d bytes, alone %d", where, what, len(got), len(alone))
					}
				}
			}
		})
	}
}
