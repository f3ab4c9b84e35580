//go:build e2e && linux

package e2e

import (
	"image"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
	"sizemill/settings"
)

// fileManager opens a folder in Thunar.
func (d *desktop) fileManager(folder string) *window {
	d.t.Helper()
	return d.find(proctest.Start(d.t, d.env, nil, "thunar", folder), filepath.Base(folder))
}

// onlyItem finds the only item in a file manager's window by what changes when it is selected.
func (w *window) onlyItem() image.Point {
	w.d.t.Helper()
	w.keys("Escape")
	before := w.settled()
	w.keys("ctrl+a")
	after := w.settled()
	const bars = 40 // the status bar at the bottom changes too
	var changed image.Rectangle
	for y := range before.Rect.Dy() - bars {
		for x := range before.Rect.Dx() {
			if before.RGBAAt(x, y) != after.RGBAAt(x, y) {
				changed = changed.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if changed.Empty() {
		w.d.shot("drop-no-item")
		w.d.t.Fatal("the file manager shows nothing that can be selected")
	}
	return changed.Min.Add(changed.Max).Div(2)
}

// drag drags from a point of one window to a point of another, as slowly as a hand.
func (d *desktop) drag(from *window, start image.Point, to *window, end image.Point) {
	d.t.Helper()
	const steps = 20
	fromX, fromY := from.at(start)
	toX, toY := to.at(end)
	step := func(a, b string) string {
		m, _ := strconv.Atoi(a)
		n, _ := strconv.Atoi(b)
		return strconv.Itoa((n - m) / steps)
	}
	d.xdo("mousemove", fromX, fromY, "sleep", "0.2", "click", "1", "sleep", "0.5", "mousedown", "1", "sleep", "0.2")
	for range steps {
		d.xdo("mousemove_relative", "--", step(fromX, toX), step(fromY, toY), "sleep", "0.05")
	}
	d.xdo("sleep", "0.3", "mouseup", "1")
}

// dropped is the tree that is dropped, with the sizes of its pictures fitted into 300 × 300.
func dropped(t *testing.T) (tree map[string][]byte, sizes map[string]image.Point) {
	jpeg := imgtest.JPEG(t, 600, 400)
	tree = map[string][]byte{
		"beach.jpg":            jpeg,
		"tower upright.jpg":    imgtest.JPEG(t, 400, 800),
		"camera turned.jpg":    imgtest.JPEG(t, 400, 600, imgtest.Orientation(6)),
		"logo.png":             imgtest.PNG(t, 500, 500),
		"scan.tif":             imgtest.TIFF(t, 600, 450),
		"old.bmp":              imgtest.BMP(t, 320, 640),
		"web.webp":             imgtest.WebP(t, 900, 300),
		"badge.gif":            imgtest.GIF(t, 400, 200),
		"small already.jpg":    imgtest.JPEG(t, 120, 90),
		"trip/day 1/lake.jpg":  imgtest.JPEG(t, 800, 600),
		"trip/day 2/Größe.jpg": imgtest.JPEG(t, 310, 300),
		"trip/beach.jpg":       imgtest.JPEG(t, 640, 400),
		"trip/cut off.jpg":     imgtest.Truncated(jpeg, 50),
		"a text.jpg":           []byte("This is no picture, whatever its name says.\n"),
		"notes.txt":            []byte("Not to be touched.\n"),
	}
	return tree, map[string]image.Point{
		"beach.jpg": {300, 200}, "tower upright.jpg": {150, 300}, "camera turned.jpg": {200, 300}, "logo.png": {300, 300},
		"scan.tif": {300, 225}, "old.bmp": {150, 300}, "web.webp": {300, 100}, "badge.gif": {300, 150},
		"small already.jpg": {120, 90}, "trip/day 1/lake.jpg": {300, 225}, "trip/day 2/Größe.jpg": {300, 290},
		"trip/beach.jpg": {300, 188},
	}
}

// TestDrop does the main job as a person would: it drags a folder from the file manager, types a
// size, starts the batch from the keyboard and reads the failures.
func TestDrop(t *testing.T) {
	tree, sizes := dropped(t)
	for _, look := range []settings.Theme{settings.ThemeLight, settings.ThemeDark} {
		t.Run(string(look), func(t *testing.T) {
			d := newDesktop(t)
			d.remember(func(s *settings.Settings) { s.Theme = look })
			album := filepath.Join(d.home, "Album")
			photos := filepath.Join(album, "Photos")
			imgtest.WriteTree(t, photos, tree)

			w := d.open()
			w.place(image.Rectangle{Max: windowSize}.Add(image.Pt(580, 60)))
			w.shot("empty-" + string(look))
			thunar := d.fileManager(album)
			thunar.place(image.Rect(10, 60, 550, 660))

			item := thunar.onlyItem()
			d.drag(thunar, item, w, windowSize.Div(2))
			w.ready()
			w.settled()
			d.shot("dropped-" + string(look))
			w.enter(widthEntry, "300")
			w.enter(heightEntry, "300")
			proctest.Eventually(t, proctest.Patience, "the size typed is remembered", func() bool {
				r := d.remembered().Resize.Recipe
				return r.Width == 300 && r.Height == 300
			})
			w.ready()
			w.shot("loaded-" + string(look))

			w.keys("ctrl+Return")
			results := filepath.Join(album, "Photos resized")
			proctest.Eventually(t, proctest.Patience, "the results appear", func() bool { return count(results) == len(sizes) })
			w.settled()
			w.shot("done-" + string(look))

			imgtest.SameTree(t, photos, tree)
			imgtest.SameNames(t, results, names(sizes)...)
			for name, size := range sizes {
				imgtest.SamePicture(t, filepath.Join(results, name), size)
			}
			for row, want := range map[int][]string{
				0: {"Not supported", filepath.Join(photos, "a text.jpg")},
				1: {"Damaged", filepath.Join(photos, "trip", "cut off.jpg")},
			} {
				said := w.copyReason(row)
				t.Logf("row %d says: %q", row+1, said)
				for _, text := range want {
					if !strings.Contains(said, text) {
						t.Errorf("row %d says %q, want %q", row+1, said, text)
					}
				}
			}
			w.shot("reason-" + string(look))
			w.close(proctest.Orderly)
		})
	}
}

func names[V any](m map[string]V) []string {
	var all []string
	for name := range m {
		all = append(all, name)
	}
	return all
}
