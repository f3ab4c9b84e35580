package resize

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

// TestPreview: the bytes of a preview are those of the file that the same job makes, and no file is made.
func TestPreview(t *testing.T) {
	moving := imgtest.Moving(80, 60, 3)
	for _, tt := range []struct {
		name   string
		in     []byte
		recipe Recipe
	}{
		{"planes", imgtest.JPEG(t, 120, 90), Recipe{Target: Target{Mode: Percent, Percent: 50}}},
		{"pixels", imgtest.PNG(t, 120, 90), Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: WebP}},
		{"frames", moving.GIF(t), Recipe{Target: Target{Mode: Percent, Percent: 50}}},
		{"few bytes", imgtest.JPEG(t, 400, 300), Recipe{Target: Target{Mode: NoResize}, MaxBytes: 4000}},
		{"the source itself", imgtest.JPEG(t, 120, 90), Recipe{Target: Target{Mode: NoResize}}},
		{"the source without metadata", imgtest.JPEG(t, 120, 90, imgtest.WithEXIF(imgtest.EXIF(1))), Recipe{Target: Target{Mode: NoResize}, Metadata: metadata.Nothing}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": tt.in, "taken": []byte("another file")})
			job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "taken"), tt.recipe)
			if job.SmallEnough() {
				job.Action = Copy
			}
			var w Workers
			defer w.Close()
			data, outcome, err := w.Preview(t.Context(), job)
			if err != nil {
				t.Fatal(err)
			}
			imgtest.SameNames(t, dir, "in", "taken")
			job.OutputPath = filepath.Join(dir, "out")
			want, err := carryOut(t.Context(), job)
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(want.Path)
			if err != nil {
				t.Fatal(err)
			}
			want.Path, want.Hash, want.ModTime = "", nil, time.Time{} // no file is made
			if !bytes.Equal(data, b) || !reflect.DeepEqual(outcome, want) {
				t.Errorf("%d bytes, %+v, want %d bytes, %+v", len(data), outcome, len(b), want)
			}
		})
	}
}

// TestPreviewFails: errors are those of the job.
func TestPreviewFails(t *testing.T) {
	dir := t.TempDir()
	b := imgtest.JPEG(t, 120, 90)
	imgtest.WriteTree(t, dir, map[string][]byte{"in": b})
	job := newJob(t, filepath.Join(dir, "in"), "", Recipe{Target: Target{Mode: Percent, Percent: 50}})
	imgtest.WriteTree(t, dir, map[string][]byte{"in": b[:len(b)/2]})
	var w Workers
	defer w.Close()
	if data, _, err := w.Preview(t.Context(), job); !errors.Is(err, ErrDamaged) || data != nil {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}
