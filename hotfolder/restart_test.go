package hotfolder_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
	"sizemill/resize"
)

// session is what happens while the service is stopped, and what its next run makes.
type session struct {
	add     map[string][]byte // arrive in the watched folder
	moved   []string          // away from it
	thrown  []string          // results
	results []string          // all that there are in the end

	recorded bool // without the ledger a result may be made twice
}

// TestRestart: a second run makes what is missing, and nothing twice.
func TestRestart(t *testing.T) {
	jpeg, png, bmp := imgtest.JPEG(t, 400, 300), imgtest.PNG(t, 300, 400), imgtest.BMP(t, 200, 300)
	first := session{add: map[string][]byte{"a.png": png}, results: []string{"a.jpg"}}
	pair := session{add: map[string][]byte{"a.png": png, "a.jpg": jpeg}, results: []string{"a.jpg", "a (2).jpg"}}
	for _, c := range []struct {
		name     string
		set      func(*batch.Options)
		sessions []session
	}{
		{"nothing new", nil, []session{first, {results: first.results}, pair, {results: pair.results}}},
		{"another format of the picture comes later", nil, []session{first, {add: map[string][]byte{"a.jpg": jpeg}, results: pair.results}}},
		{"it comes later, and existing names are skipped", skipNames, []session{first, {add: map[string][]byte{"a.jpg": jpeg}, results: pair.results}}},
		{"it comes later, and results have dates of their own", ownDates, []session{first, {add: map[string][]byte{"a.jpg": jpeg}, results: pair.results}}},
		{"one with a number comes later", nil, []session{pair,
			{add: map[string][]byte{"a (2).png": bmp}, results: []string{"a.jpg", "a (2).jpg", "a (2) (2).jpg"}},
			{results: []string{"a.jpg", "a (2).jpg", "a (2) (2).jpg"}}}},
		{"two formats come later", nil, []session{first,
			{add: map[string][]byte{"a.jpg": jpeg, "a.bmp": bmp}, results: []string{"a.jpg", "a (2).jpg", "a (3).jpg"}},
			{results: []string{"a.jpg", "a (2).jpg", "a (3).jpg"}}}},
		{"several sizes of each", twoSizes, []session{
			{add: map[string][]byte{"a.png": png}, results: []string{"a-web.jpg", "a-thumb.jpg"}},
			{add: map[string][]byte{"a.jpg": jpeg}, results: []string{"a-web.jpg", "a-thumb.jpg", "a-web (2).jpg", "a-thumb (2).jpg"}},
			{results: []string{"a-web.jpg", "a-thumb.jpg", "a-web (2).jpg", "a-thumb (2).jpg"}}}},
		{"the first result is thrown away", nil, []session{pair, {thrown: []string{"a.jpg"}, results: pair.results, recorded: true}}},
		{"the last result is thrown away", nil, []session{pair, {thrown: []string{"a (2).jpg"}, results: pair.results}}},
		{"one size of a picture is thrown away", twoSizes, []session{
			{add: map[string][]byte{"a.png": png}, results: []string{"a-web.jpg", "a-thumb.jpg"}},
			{thrown: []string{"a-web.jpg"}, results: []string{"a-web.jpg", "a-thumb.jpg"}}}},
		{"the other format is small enough, and left out", smallSkipped, []session{
			{add: map[string][]byte{"a.png": png, "a.jpg": imgtest.JPEG(t, 40, 30)}, results: []string{"a.jpg"}},
			{results: []string{"a.jpg"}}}},
		{"the other format is no picture", nil, []session{
			{add: map[string][]byte{"a.png": png, "a.jpg": []byte("text, as it turns out")}, results: []string{"a.jpg"}},
			{results: []string{"a.jpg"}}}},
		{"the other format is damaged", nil, []session{
			{add: map[string][]byte{"a.png": png, "a.jpg": imgtest.Truncated(jpeg, 50)}, results: []string{"a.jpg"}},
			{results: []string{"a.jpg"}}}},
		{"the picture is moved away, and another comes", nil, []session{pair,
			{moved: []string{"a.png"}, results: pair.results}, {results: pair.results}}},
	} {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); restart(t, openLedger(t), c.set, c.sessions) })
		if slices.ContainsFunc(c.sessions, func(s session) bool { return s.recorded }) {
			continue
		}
		t.Run(c.name+", ledger lost", func(t *testing.T) { t.Parallel(); restart(t, nil, c.set, c.sessions) })
	}
}

// restart runs sessions one after the other.
func restart(t *testing.T, l *ledger.Ledger, set func(*batch.Options), sessions []session) {
	t.Helper()
	in := filepath.Join(t.TempDir(), "in")
	f := folder(in)
	f.Options.Recipe.Format = resize.JPEG
	if set != nil {
		set(&f.Options)
	}
	there := map[string][]byte{}
	for i, s := range sessions {
		for _, name := range s.moved {
			remove(t, filepath.Join(in, name))
			delete(there, name)
		}
		for _, name := range s.thrown {
			remove(t, filepath.Join(in+" resized", name))
		}
		arrive(t, in, s.add)
		maps.Copy(there, s.add)
		b, stop := startWith(t, hotfolder.Options{Ledger: l}, f)
		b.until("all looked at", func(s hotfolder.Status) bool { return s.Done+s.Skipped+s.Failed == len(there) })
		stop()
		if got := slices.Sorted(maps.Keys(imgtest.ReadTree(t, in+" resized"))); !slices.Equal(got, slices.Sorted(slices.Values(s.results))) {
			t.Fatalf("after run %d there is %q, want %q", i+1, got, s.results)
		}
	}
}

func skipNames(o *batch.Options)    { o.Collision = batch.SkipName }
func ownDates(o *batch.Options)     { o.Recipe.KeepDates = false }
func smallSkipped(o *batch.Options) { o.Recipe.Small = resize.SmallSkip }

func twoSizes(o *batch.Options) {
	o.Sizes = []batch.NamedSize{{Name: "web", Target: resize.Target{Mode: resize.Fit, Width: 120, Height: 120}}, {Name: "thumb", Target: resize.Target{Mode: resize.Fill, Width: 50, Height: 50}}}
}

// arrive puts files into a folder, all with the same date from the first moment.
func arrive(t *testing.T, folder string, files map[string][]byte) {
	t.Helper()
	date := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, files)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name := range files {
		if err := os.Chtimes(filepath.Join(dir, name), date, date); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// TestMadeAnew: a picture that was edited, and one whose recipe has changed, has one result, under
// the same name, that is current.
func TestMadeAnew(t *testing.T) {
	for _, name := range []string{"recorded", "ledger lost"} {
		t.Run(name, func(t *testing.T) {
			in := filepath.Join(t.TempDir(), "in")
			result := filepath.Join(in+" resized", "a.jpg")
			var l *ledger.Ledger
			if name == "recorded" {
				l = openLedger(t)
			}
			f := folder(in)
			imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
			b, stop := startWith(t, hotfolder.Options{Ledger: l}, f)
			b.next(1)
			for i := range 3 { // while it runs
				imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 300, 180+30*i)})
				b.next(1)
				checkHeight(t, result, (180+30*i)/3)
			}
			stop()
			for i := range 3 { // between runs
				imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 300, 120+30*i)})
				b, stop = startWith(t, hotfolder.Options{Ledger: l}, f)
				b.next(1)
				stop()
				checkHeight(t, result, (120+30*i)/3)
			}
			f.Options.Recipe.Width, f.Options.Recipe.Height = 75, 80
			for run := range 2 {
				b, stop = startWith(t, hotfolder.Options{Ledger: l}, f)
				b.until("looked at", func(s hotfolder.Status) bool { return s.Done == 1-run && s.Skipped == run })
				stop()
				checkHeight(t, result, 48)
			}
			imgtest.SameNames(t, in+" resized", "a.jpg")
		})
	}
}

func checkHeight(t *testing.T, path string, want int) {
	t.Helper()
	src, err := resize.Probe(t.Context(), path, resize.Limits{})
	if err != nil || src.Upright.Height != want {
		t.Errorf("%s has a height of %d, want %d: %v", path, src.Upright.Height, want, err)
	}
}
