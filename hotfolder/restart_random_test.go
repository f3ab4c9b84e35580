package hotfolder

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
	"sizemill/resize"
)

// TestRandomRestarts: whatever arrives, in whatever order, before or between runs, and whatever
// results are deleted before a run checks all pictures, each picture then has one result.
func TestRandomRestarts(t *testing.T) {
	files, results := lookAlikes(t)
	names := slices.Sorted(maps.Keys(files))
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 0))
		f := inbox(t, map[string][]byte{"other.txt": nil})
		f.status.Folder.Options.Recipe.Format = resize.JPEG
		f.status.Folder.Options.Recipe.KeepDates = seed%3 > 0
		if seed%4 == 3 {
			f.status.Folder.Options.Collision = batch.SkipName
		}
		history := ""
		remembered, err := ledger.OpenMemory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		here := map[string]bool{}
		for range 4 {
			s := New(Options{Ledger: remembered})
			s.memory.open(t.Context())
			look := slices.Sorted(maps.Keys(here)) // at what is there, as a run does
			if thrown := 0; len(look) > 0 {
				for _, result := range imgtest.Names(imgtest.ReadTree(t, f.out)) {
					if thrown < 3 && r.IntN(4) == 0 && f.status.Folder.Options.Collision == batch.Number {
						thrown++
						history += " throw " + result
						if err := os.Remove(filepath.Join(f.out, result)); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			for range r.IntN(3) { // arrived while nothing ran
				look = append(look, names[r.IntN(len(names))])
			}
			add := func(name string) {
				if !here[name] {
					here[name] = true
					imgtest.WriteTree(t, f.path, map[string][]byte{name: files[name]})
					date := time.Date(2024, 1, 1, 0, 0, r.IntN(2)*5, 0, time.UTC)
					if err := os.Chtimes(filepath.Join(f.path, name), date, date); err != nil {
						t.Fatal(err)
					}
					history += fmt.Sprintf(" add %s %d", name, date.Second())
				}
			}
			for _, name := range look {
				add(name)
			}
			r.Shuffle(len(look), func(i, j int) { look[i], look[j] = look[j], look[i] })
			for range r.IntN(3) { // arrives later
				look = append(look, names[r.IntN(len(names))])
			}
			for _, name := range look {
				add(name)
				history += " look " + name
				if _, err := arrives(t, s, f, name); err != nil {
					t.Fatal(err)
				}
			}
			s.workers.Close()
			s.memory.close(t.Context())
			history += " |"
			count := map[string]int{}
			if len(here) > 0 {
				for _, b := range imgtest.ReadTree(t, f.out) {
					count[string(b)]++
				}
			}
			for name := range here {
				if n := count[string(results[name])]; n != 1 {
					t.Fatalf("seed %d: %s has %d results:%s\n%q", seed, name, n, history, imgtest.Names(imgtest.ReadTree(t, f.out)))
				}
			}
		}
		if err := remembered.Close(); err != nil {
			t.Error(err)
		}
	}
}

// lookAlikes are pictures whose results have the same name, or one that another's has when it is
// numbered, and the results.
func lookAlikes(t *testing.T) (files, results map[string][]byte) {
	t.Helper()
	files, results = map[string][]byte{}, map[string][]byte{}
	for i, name := range []string{"a.png", "a.bmp", "a.jpg", "a.tiff", "a (2).png", "a (2).jpg", "a (3).bmp"} {
		encode := map[string]func(testing.TB, int, int, ...imgtest.Option) []byte{".png": imgtest.PNG, ".bmp": imgtest.BMP, ".jpg": imgtest.JPEG, ".tiff": imgtest.TIFF}[filepath.Ext(name)]
		files[name] = encode(t, 20+i, 30)
		f := inbox(t, map[string][]byte{name: files[name]})
		f.status.Folder.Options.Recipe.Format = resize.JPEG
		s := New(Options{})
		if _, err := arrives(t, s, f, name); err != nil {
			t.Fatal(err)
		}
		s.workers.Close()
		for _, b := range imgtest.ReadTree(t, f.out) {
			results[name] = b
		}
	}
	return files, results
}
