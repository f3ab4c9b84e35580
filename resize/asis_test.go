package resize

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
)

// TestAsIsBytes: a source that serves as it is, but for metadata that has to go, counts with the bytes that are left of it.
func TestAsIsBytes(t *testing.T) {
	const w, h, ballast = 60, 40, 50_000
	xmp := imgtest.WithXMP([]byte(strings.NewReplacer(`tiff:Orientation="6" `, "", "Ann", strings.Repeat("Ann ", ballast/4)).Replace(xmpPacket)))
	bare, heavy := imgtest.JPEG(t, w, h), imgtest.JPEG(t, w, h, xmp)
	// Its profile gets a longer name when the file is written anew.
	var rows []byte
	for y := range h { // which a filter would make smaller
		rows = append(rows, 0)
		for x := range w {
			rows = append(rows, uint8(3*x+2*y))
		}
	}
	named := imgtest.RawPNG(t, w, h, 8, 0, imgtest.GrayProfile(2.2), rows)
	for _, tt := range []struct {
		name   string
		in     []byte
		r      Recipe
		most   int64 // of the result, in bytes
		copied bool
	}{
		{"below the limit once the metadata is gone", heavy, Recipe{Metadata: NoMetadata, MaxBytes: int64(len(bare)) + 20}, int64(len(bare)), true},
		{"but asked to be encoded", heavy, Recipe{Metadata: NoMetadata, MaxBytes: int64(len(bare)) + 20, Small: SmallReencode, Quality: 80}, int64(len(bare)) + 20, false},
		{"above the limit with its metadata", heavy, Recipe{MaxBytes: int64(len(heavy)) - 1, Quality: 80}, int64(len(heavy)) - 1, false},
		{"above the limit even without", heavy, Recipe{Metadata: NoMetadata, MaxBytes: int64(len(bare)) * 9 / 10}, int64(len(bare)) * 9 / 10, false},
		{"above the limit because it is written anew", named, Recipe{Metadata: NoMetadata, MaxBytes: int64(len(named))}, int64(len(named)), false},
		{"encoded larger than what is left", heavy, Recipe{Metadata: NoMetadata, Small: SmallReencode, Quality: 100}, int64(len(bare)), true},
		{"encoded smaller than what is left", heavy, Recipe{Metadata: NoMetadata, Small: SmallReencode, Quality: 40}, int64(len(bare)) - 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.r.Mode, tt.r.Background = NoResize, white
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": tt.in})
			job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"), tt.r)
			if job.SmallEnough() && tt.r.Small == SmallCopy {
				job.Action = Copy
			}
			outcome, err := carryOut(t.Context(), job)
			if err != nil {
				t.Fatal(err)
			}
			imgtest.SameNames(t, dir, "in", "out")
			out := imgtest.ReadTree(t, dir)["out"]
			if int64(len(out)) > tt.most || outcome.Bytes != int64(len(out)) || outcome.Copied != tt.copied {
				t.Errorf("%d bytes of at most %d, outcome %+v", len(out), tt.most, outcome)
			}
			got, m := decoded(t, out)
			imgtest.SameSize(t, m, outcome.Width, outcome.Height)
			if before, _ := decoded(t, tt.in); got.Width != before.Width || got.Height != before.Height {
				t.Errorf("%+v", got)
			}
			if tt.copied && !bytes.Equal(out, bare) {
				t.Errorf("the pixels are not those of the source: %d bytes, want %d", len(out), len(bare))
			}
		})
	}
}
