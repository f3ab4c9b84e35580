package hotfolder

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"

	"sizemill/internal/imgtest"
)

func TestArrivedKeepsToTheMemory(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	synctest.Test(t, func(t *testing.T) {
		const memory = 1 << 20
		s := New(Options{Memory: memory})
		release, err := s.budget.Acquire(t.Context(), memory-400*300*4)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		checked := make(chan error, 1)
		check := func() { checked <- s.arrived(ctx, filepath.Join(dir, "a.jpg")) }
		go check()
		synctest.Wait() // for memory: the pixels alone would fit, with the file they do not
		select {
		case err := <-checked:
			t.Fatalf("decoded beyond the memory: %v", err)
		default:
		}
		release()
		if err := <-checked; err != nil {
			t.Errorf("with enough memory: %v", err)
		}
		if release, err = s.budget.Acquire(t.Context(), memory); err != nil {
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
}
