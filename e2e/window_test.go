//go:build e2e && linux

package e2e

import (
	"image"
	"image/color"
	"slices"
	"strconv"
	"time"

	"sizemill/internal/proctest"
)

// window is a program's window on a desktop. Points are in pixels from the top left of its content.
type window struct {
	d       *desktop
	process *proctest.Process
	id      uint32
}

func (w *window) number() string { return strconv.FormatUint(uint64(w.id), 10) }

// place moves the window and gives it a size.
func (w *window) place(r image.Rectangle) {
	w.d.t.Helper()
	w.d.xdo("windowsize", w.number(), strconv.Itoa(r.Dx()), strconv.Itoa(r.Dy()),
		"windowmove", w.number(), strconv.Itoa(r.Min.X), strconv.Itoa(r.Min.Y), "windowactivate", "--sync", w.number())
	proctest.Eventually(w.d.t, proctest.Patience, "the window has its size", func() bool {
		size, err := w.d.x.size(w.id)
		return err == nil && size == r.Size()
	})
	w.settled()
}

// at returns where a point is on the screen.
func (w *window) at(p image.Point) (x, y string) {
	p = p.Add(w.d.x.origin(w.id))
	return strconv.Itoa(p.X), strconv.Itoa(p.Y)
}

func (w *window) click(p image.Point) {
	w.d.t.Helper()
	x, y := w.at(p)
	w.d.xdo("mousemove", x, y, "sleep", "0.1", "click", "1", "sleep", "0.1")
}

// keys presses keys, such as "ctrl+Return", one after the other.
func (w *window) keys(names ...string) {
	w.d.t.Helper()
	w.d.xdo(append([]string{"windowactivate", "--sync", w.number(), "key", "--delay", "30"}, names...)...)
}

// enter replaces an entry's text.
func (w *window) enter(at image.Point, text string) {
	w.d.t.Helper()
	w.click(at)
	w.d.xdo("key", "ctrl+a", "type", "--delay", "30", text)
}

// bounds returns the size of the window's content.
func (w *window) bounds() image.Rectangle {
	size, err := w.d.x.size(w.id)
	if err != nil {
		w.d.t.Fatal(err)
	}
	return image.Rectangle{Max: size}
}

// image returns what the window shows.
func (w *window) image() *image.RGBA { return w.part(w.bounds()) }

func (w *window) part(r image.Rectangle) *image.RGBA {
	w.d.t.Helper()
	m := w.d.x.image(w.id, r)
	if m == nil {
		w.d.t.Fatal("the window cannot be read: it is gone, or not wholly on the screen")
	}
	return m
}

// settled waits until the window has not changed for a while, and returns what it shows.
func (w *window) settled() *image.RGBA {
	w.d.t.Helper()
	const (
		still    = 700 * time.Millisecond
		blinking = 100 // pixels: a text cursor
	)
	last, since := w.image(), time.Now()
	proctest.Eventually(w.d.t, proctest.Patience, "the window comes to rest", func() bool {
		if now := w.image(); different(now, last) > blinking {
			last, since = now, time.Now()
		}
		return time.Since(since) > still
	})
	return last
}

// different counts the pixels that differ.
func different(a, b *image.RGBA) int {
	if a.Rect != b.Rect {
		return max(len(a.Pix), len(b.Pix)) / 4
	}
	n := 0
	for i := 0; i < len(a.Pix); i += 4 {
		if [4]byte(a.Pix[i:]) != [4]byte(b.Pix[i:]) {
			n++
		}
	}
	return n
}

// shot writes a screenshot of the window once it rests, without the marks of the mouse.
func (w *window) shot(name string) {
	w.d.t.Helper()
	w.d.xdo("mousemove", strconv.Itoa(screenWidth-1), strconv.Itoa(screenHeight-1))
	keep(w.d.t, name, w.settled())
}

// The accent colors of the theme, light and dark, with and without focus. Only the primary button
// has much of them.
var accents = []color.RGBA{
	{R: 0x0f, G: 0x76, B: 0x6e, A: 0xff}, {R: 0x2d, G: 0xb8, B: 0xa8, A: 0xff},
	{R: 0x0b, G: 0x5d, B: 0x57, A: 0xff}, {R: 0x70, G: 0xd4, B: 0xc8, A: 0xff},
}

// primary finds the primary button in a part of the window. It returns false if there is none that
// can be pressed.
func (w *window) primary(within image.Rectangle) (image.Point, bool) {
	const least = 1500 // pixels; a tick or a progress bar has fewer
	m := w.part(within)
	var found image.Rectangle
	n := 0
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			if slices.Contains(accents, m.RGBAAt(x, y)) {
				found = found.Union(image.Rect(x, y, x+1, y+1))
				n++
			}
		}
	}
	middle := found.Min.Add(found.Max).Div(2)
	return middle.Add(within.Min), n >= least
}

// corner returns the part of the window with the button that starts a batch or opens its results.
func (w *window) corner() image.Rectangle {
	b := w.bounds()
	return image.Rect(b.Max.X-300, b.Max.Y-60, b.Max.X, b.Max.Y)
}

// ready waits until pictures are loaded and the batch can be started.
func (w *window) ready() {
	w.d.t.Helper()
	proctest.Eventually(w.d.t, proctest.Patience, "the button to start can be pressed", func() bool {
		_, ok := w.primary(w.corner())
		return ok
	})
}

// Where things are in a window of its first size.
var (
	windowSize   = image.Pt(1000, 700)
	widthEntry   = image.Pt(740, 148)
	heightEntry  = image.Pt(880, 148)
	firstRow     = image.Pt(200, 152)
	rowHeight    = 48
	watchTab     = image.Pt(140, 24)
	copyButton   = image.Pt(650, 566)
	pauseButton  = image.Pt(838, 168)
	stopButton   = image.Pt(573, 411)
	removeButton = image.Pt(930, 168)
)

// copyReason selects a row of the list, copies its details and returns them.
func (w *window) copyReason(row int) string {
	w.d.t.Helper()
	w.click(firstRow.Add(image.Pt(0, row*rowHeight)))
	w.settled()
	w.click(copyButton)
	w.settled()
	return w.d.x.clipboard()
}

// close asks the window to close and waits for the end of the program. It presses no keys, because
// Openbox misses some of its shortcuts under load.
func (w *window) close(within time.Duration) {
	w.d.t.Helper()
	w.d.x.closeWindow(w.id)
	if code := w.process.Wait(within); code != 0 {
		w.d.t.Errorf("exit code %d, want 0", code)
	}
}
