package resize

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sizemill/internal/atomicfile"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// TestUnkeptMetadata: a block that does not come back as it was written costs the block and a warning, not the picture; one that breaks
// the policy never gets through.
func TestUnkeptMetadata(t *testing.T) {
	location := []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><d xmlns:e="http://ns.adobe.com/exif/1.0/" e:GPSLatitude="48"/></x:xmpmeta>`)
	in := imgtest.JPEG(t, 60, 90, imgtest.WithEXIF(imgtest.Camera{Orientation: 1}.EXIF()), imgtest.WithXMP([]byte(xmpPacket)))
	for _, tt := range []struct {
		name     string
		policy   metadata.Policy
		maxBytes int64
		spoil    func(*metadata.Set)
		warning  string // empty: the picture fails
	}{
		{"XMP that changes", metadata.KeepAll, 0, func(b *metadata.Set) {
			if b.XMP != nil {
				b.XMP = append(bytes.Clone(b.XMP), ' ')
			}
		}, "XMP not kept"},
		{"EXIF that is lost", metadata.KeepAll, 0, func(b *metadata.Set) { b.EXIF = nil }, "EXIF not kept"},
		{"two blocks", metadata.KeepAll, 0, func(b *metadata.Set) { b.EXIF, b.XMP = nil, nil }, "EXIF and XMP not kept"},
		{"one after the other", metadata.KeepAll, 0, func(b *metadata.Set) {
			if b.EXIF == nil {
				b.XMP = nil
			}
			b.EXIF = nil
		}, "EXIF and XMP not kept"},
		{"within a number of bytes", metadata.KeepAll, 20_000, func(b *metadata.Set) { b.EXIF = nil }, "EXIF not kept"},
		{"a place that the writer lets through", metadata.NoLocation, 0, func(b *metadata.Set) {
			if b.XMP != nil {
				b.XMP = location
			}
		}, "XMP not kept"},
		{"a place that always gets through", metadata.NoLocation, 0, func(b *metadata.Set) { b.XMP = location }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
			job := newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, "out"),
				Recipe{Target: Target{Mode: Percent, Percent: 50}, Metadata: tt.policy, MaxBytes: tt.maxBytes})
			var w Worker
			defer w.Close()
			src, err := openSource(job.InputPath)
			if err != nil {
				t.Fatal(err)
			}
			defer src.close()
			r := &run{worker: &w, picture: &picture{worker: &w, src: src, jobs: []*ImageJob{&job}}, to: disk{&w}, job: &job}
			err = r.take(t.Context(), readHeader, checkJob, readMetadata, decode, planColors,
				render, func(context.Context, *run) error {
					r.rendered.encoder = spoiler{r.rendered.encoder, tt.spoil}
					return nil
				},
				keepMetadata, fitBytes, encode, verify, preferSource, commit)
			r.discard()
			outcome := r.outcome
			switch {
			case tt.warning == "":
				if _, missing := os.Lstat(job.OutputPath); !errors.Is(err, ErrMismatch) || missing == nil {
					t.Errorf("%v, a result: %v", err, missing == nil)
				}
			case err != nil || !slices.Equal(outcome.Warnings, []string{tt.warning}):
				t.Errorf("%v, warnings %q", err, outcome.Warnings)
			default:
				b, err := os.ReadFile(job.OutputPath)
				if err != nil {
					t.Fatal(err)
				}
				if _, m := decoded(t, b); m.Bounds().Dx() != 30 || m.Bounds().Dy() != 45 {
					t.Errorf("a picture of %v", m.Bounds())
				}
				if tt.policy == metadata.NoLocation && bytes.Contains(b, []byte("GPSLatitude")) {
					t.Error("a place got through")
				}
			}
			if left, _ := filepath.Glob(filepath.Join(dir, atomicfile.Pattern)); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// spoiler writes other metadata than it is given.
type spoiler struct {
	encoder
	spoil func(*metadata.Set)
}

func (s spoiler) encode(ctx context.Context, w io.Writer, o format.Options) error {
	s.spoil(&o.Metadata)
	return s.encoder.encode(ctx, w, o)
}
