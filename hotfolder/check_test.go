package hotfolder

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"

	"sizemill/internal/imgtest"
	"sizemill/resize"
)

// TestArrivedKeepsToTheMemory: a picture is checked when there is enough memory to decode its
// format, and waits otherwise.
func TestArrivedKeepsToTheMemory(t *testing.T) {
	dir := t.TempDir()
	files := map[string][]byte{
		"a.jpg": imgtest.JPEG(t, 400, 300), "a.png": imgtest.PNG(t, 400, 300), "a.webp": imgtest.WebP(t, 400, 300), "a.tif": imgtest.TIFF(t, 400, 300),
		"a.gif": imgtest.AnimatedGIF(t, 40, 30, 3),
	}
	imgtest.WriteTree(t, dir, files)
	for name := range files {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(dir, name)
			src, err := resize.Probe(t.Context(), path, resize.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			need := src.MemoryBytes()
			synctest.Test(t, func(t *testing.T) {
				s, f := New(Options{Memory: 2 * need}), inbox(t, nil)
				release, err := s.budget.Acquire(t.Context(), need+1)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				checked := make(chan error, 1)
				check := func() { checked <- s.arrived(ctx, f, path) }
				go check()
				synctest.Wait() // for one byte
				select {
				case err := <-checked:
					t.Fatalf("decoded beyond the memory: %v", err)
				default:
				}
				release()
				if err := <-checked; err != nil {
					t.Errorf("with enough memory: %v", err)
				}
				if release, err = s.budget.Acquire(t.Context(), 2*need); err != nil {
					t.Fatal(err)
				}
				go check()
				synctest.Wait()
				cancel()
				if err := <-checked; !errors.Is(err, context.Canceled) {
					t.Errorf("cancelled while it waits: %v", err)
				}
				release()
			})
		})
	}
}
