package watch

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Makes, moves, swaps and removes files and folders as fast as the disk allows. In the end every
// file must have been reported with its content. No walk helps: events, and the scans they cause,
// have to suffice.
func TestRandomTreeChanges(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			g := &gardener{t: t, root: t.TempDir(), rnd: rand.New(rand.NewPCG(seed, 2)), checked: map[string]string{}, seen: map[string]string{}}
			w, err := New(g.root, Options{Settle: 5 * time.Millisecond, Poll: time.Hour, Check: g.check})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("not seen: %q; %d folders", g.unseen(), g.folders())
				}
			})
			r := &rig{t: t, root: g.root, w: w, changed: make(chan struct{})}
			r.run(g.ready)
			r.untilState(Watching)
			for i := range 400 {
				g.change(i)
			}
			r.until("all files with their last content, all folders", func(_ map[string]int, s Status) bool {
				return g.unseen() == "" && s.Folders == g.folders()
			})
			r.stop()
		})
	}
}

type gardener struct {
	t    *testing.T
	root string
	rnd  *rand.Rand

	mu      sync.Mutex
	checked map[string]string // content by path, as Check found it
	seen    map[string]string // the same, of the files that were reported
}

// check is the Watcher's Check. It records the content, which belongs to the state that will be
// reported: by the time of the report, another file may have the path for a moment, and give it
// back to one that was reported before.
func (g *gardener) check(ctx context.Context, path string) error {
	g.mu.Lock() // before reading: a check of a file that was there earlier may come late
	defer g.mu.Unlock()
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	g.checked[path] = string(data)
	return endsWhole(ctx, path)
}

func (g *gardener) ready(path string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen[path] = g.checked[path]
}

// change does one random thing, if it is possible.
func (g *gardener) change(i int) {
	a, b := g.pick(), g.pick()
	switch g.rnd.IntN(8) {
	case 0, 1:
		_ = os.MkdirAll(a, 0o700)
	case 2, 3, 4:
		_ = os.WriteFile(filepath.Join(a, fmt.Sprint("f", g.rnd.IntN(5))), fmt.Appendf(nil, "%d END", i), 0o600)
	case 5, 6:
		_ = os.Rename(a, b)
	case 7:
		if g.rnd.IntN(3) == 0 {
			_ = os.RemoveAll(a)
		}
	}
}

// pick returns a path one to three names below the root.
func (g *gardener) pick() string {
	path := g.root
	for range 1 + g.rnd.IntN(3) {
		path = filepath.Join(path, string(rune('a'+g.rnd.IntN(3))))
	}
	return path
}

// unseen returns a file whose content was not reported, or "".
func (g *gardener) unseen() (path string) {
	g.walk(func(p string, d fs.DirEntry) {
		if d.IsDir() {
			return
		}
		data, err := os.ReadFile(p)
		if err != nil {
			g.t.Error(err)
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.seen[p] != string(data) {
			path = p
		}
	})
	return path
}

func (g *gardener) folders() (n int) {
	g.walk(func(_ string, d fs.DirEntry) {
		if d.IsDir() {
			n++
		}
	})
	return n
}

func (g *gardener) walk(visit func(string, fs.DirEntry)) {
	err := filepath.WalkDir(g.root, func(p string, d fs.DirEntry, err error) error {
		if err == nil {
			visit(p, d)
		}
		return err
	})
	if err != nil {
		g.t.Error(err)
	}
}
