//go:build e2e && linux

package e2e

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
	"sizemill/settings"
)

// stalled is when a window manager reports that a program is not responding.
const stalled = 5 * time.Second

// pulse keeps asking a window's event loop for an answer. Fyne runs events, layout and painting on
// one goroutine, so the slowest answer is the longest time that the window stood still.
type pulse struct {
	stop  chan struct{}
	ended sync.WaitGroup
	took  []time.Duration
	late  bool
}

func (w *window) pulse() *pulse {
	p := &pulse{stop: make(chan struct{})}
	x := dialX(w.d.t, w.d.name)
	p.ended.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for serial := uint32(1); ; serial++ {
			select {
			case <-p.stop:
				return
			case <-tick.C:
			}
			took, ok := x.ping(w.id, serial, stalled)
			p.took = append(p.took, took)
			if !ok {
				p.late = true
				return
			}
		}
	})
	return p
}

// report ends the pulse and logs its times.
func (p *pulse) report(t *testing.T, what string) {
	t.Helper()
	close(p.stop)
	p.ended.Wait()
	t.Logf("%-34s the event loop answered in %s", what+":", spread(p.took))
	if p.late {
		t.Errorf("%s: the window did not answer for %v", what, stalled)
	}
}

// spread sums up times.
func spread(all []time.Duration) string {
	if len(all) == 0 {
		return "no time measured"
	}
	slices.Sort(all)
	at := func(percent int) string { return round(all[min(len(all)*percent/100, len(all)-1)]) }
	return fmt.Sprintf("median %s, 99 %% within %s, longest %s (%d times)", at(50), at(99), round(all[len(all)-1]), len(all))
}

func round(d time.Duration) string { return d.Round(100 * time.Microsecond).String() }

// TestTyping20000 loads 20,000 pictures into the window and measures whether it stays fluid: while
// they are loaded and scrolled, while sizes are typed, each of which makes a new plan, and while
// they are resized. It logs the figures, and fails only if the window stops responding.
func TestTyping20000(t *testing.T) {
	const folders, each = 20, 1000
	d := newDesktop(t)
	d.remember(func(s *settings.Settings) { s.Resize.Recipe.Width, s.Resize.Recipe.Height = 100, 100 })
	photos := filepath.Join(d.home, "Photos")
	one := filepath.Join(d.home, "one.jpg")
	imgtest.WriteTree(t, d.home, map[string][]byte{"one.jpg": imgtest.JPEG(t, 320, 240)})
	for i := range folders {
		dir := filepath.Join(photos, fmt.Sprintf("roll %02d", i))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		for j := range each {
			if err := os.Link(one, filepath.Join(dir, fmt.Sprintf("IMG_%05d.jpg", j))); err != nil {
				t.Fatal(err)
			}
		}
	}

	begun := time.Now()
	w := d.open(photos)
	t.Logf("window after %s", round(time.Since(begun)))
	beat := w.pulse()
	w.ready()
	t.Logf("%d pictures loaded and planned after %s", folders*each, round(time.Since(begun)))
	beat.report(t, "loading")
	w.place(image.Rectangle{Max: windowSize}.Add(image.Pt(40, 40)))
	w.shot("loaded-20000")

	x, y := w.at(firstRow)
	d.xdo("mousemove", x, y)
	top := w.settled()
	beat = w.pulse()
	const notches = 300
	begun = time.Now()
	d.xdo("click", "--repeat", strconv.Itoa(notches), "--delay", "10", "5")
	t.Logf("%d notches of the wheel sent in %s", notches, round(time.Since(begun)))
	beat.report(t, "scrolling")
	if different(top, w.settled()) < 1000 {
		t.Error("the list did not scroll")
	}

	w.click(widthEntry)
	beat = w.pulse()
	t.Logf("%-34s a key is on the screen after %s; of it, xdotool's own start is %s",
		"typing:", spread(w.typing(40)), spread(d.idle(20)))
	beat.report(t, "typing")
	proctest.Eventually(t, proctest.Patience, "the last number typed is remembered", func() bool { return d.remembered().Resize.Recipe.Width == 1 })

	w.ready()
	w.settled()
	beat = w.pulse()
	w.keys("ctrl+Return")
	proctest.Eventually(t, proctest.Patience, "results appear", func() bool { return count(photos+" resized") > 500 })
	d.xdo("mousemove", x, y, "click", "--repeat", "50", "--delay", "10", "5")
	keep(t, "running-20000", w.image())
	beat.report(t, "resizing, and scrolling meanwhile")
	begun = time.Now()
	w.keys("Escape")
	w.ready() // now it is the button that opens the results
	t.Logf("stopped %s after Esc", round(time.Since(begun)))
	w.shot("stopped-20000")
	noTemporaries(t, photos+" resized")
	w.close(proctest.Orderly)
}

// typing replaces the text of the focused entry by a digit, n times, and measures the time from key
// to pixels.
func (w *window) typing(n int) []time.Duration {
	w.d.t.Helper()
	const selected = 80 // pixels: half of a selected digit, twice the blinking cursor
	entry := image.Rectangle{Min: widthEntry, Max: widthEntry}.Inset(-12)
	entry.Min.X -= 20
	press := func(key string) time.Duration {
		before, begun := w.part(entry), time.Now()
		w.d.xdo("key", key)
		var took time.Duration
		proctest.Eventually(w.d.t, proctest.Patience, "the entry shows "+key, func() bool {
			took = time.Since(begun)
			return different(before, w.part(entry)) > selected
		})
		return took
	}
	var all []time.Duration
	for i := range n {
		press("ctrl+a")
		all = append(all, press(strconv.Itoa(1+(n-1-i)%9)))
	}
	return all
}

// idle measures how long xdotool takes to do nothing.
func (d *desktop) idle(n int) []time.Duration {
	var all []time.Duration
	for range n {
		begun := time.Now()
		d.xdo("getmouselocation")
		all = append(all, time.Since(begun))
	}
	return all
}
