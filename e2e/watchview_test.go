//go:build e2e && linux

package e2e

import (
	"image"
	"path/filepath"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
	"sizemill/settings"
)

// TestWatchView watches a folder in the window, across restarts: arrivals are resized, and pausing
// and removing work and are remembered.
func TestWatchView(t *testing.T) {
	for _, look := range []settings.Theme{settings.ThemeLight, settings.ThemeDark} {
		t.Run(string(look), func(t *testing.T) {
			d := newDesktop(t)
			in := filepath.Join(d.home, "Inbox")
			opts := batch.DefaultOptions()
			opts.Recipe.Width, opts.Recipe.Height = 200, 200
			jpeg := imgtest.JPEG(t, 600, 400)
			imgtest.WriteTree(t, in, map[string][]byte{"before.jpg": jpeg})
			d.remember(func(s *settings.Settings) { s.Theme = look })

			w := d.open()
			w.place(image.Rectangle{Max: windowSize}.Add(image.Pt(40, 40)))
			w.click(watchTab)
			w.shot("watch-empty-" + string(look))
			w.close(proctest.Orderly)

			d.remember(func(s *settings.Settings) {
				s.Theme = look
				s.Watch = []hotfolder.Folder{{Path: in, Options: opts}}
			})
			results := in + " resized"
			arrive := func(name string, n int) {
				t.Helper()
				imgtest.WriteTree(t, in, map[string][]byte{name: jpeg})
				proctest.Eventually(t, proctest.Patience, name+" is resized", func() bool { return count(results) == n })
				imgtest.SamePicture(t, filepath.Join(results, name), image.Pt(200, 133))
			}
			w = d.open()
			w.place(image.Rectangle{Max: windowSize}.Add(image.Pt(40, 40)))
			w.click(watchTab)
			proctest.Eventually(t, proctest.Patience, "what was there before is resized", func() bool { return count(results) == 1 })
			arrive("first.jpg", 2)
			arrive("trip/second.jpg", 3)
			imgtest.WriteTree(t, in, map[string][]byte{"a text.jpg": []byte("no picture at all, only text")})
			proctest.Pause(t, 3*time.Second) // until the failure is shown
			w.shot("watch-" + string(look))
			w.close(proctest.Orderly)

			w = d.open()
			w.place(image.Rectangle{Max: windowSize}.Add(image.Pt(40, 40)))
			arrive("after a restart.jpg", 4)
			w.click(watchTab)
			w.click(pauseButton)
			proctest.Eventually(t, proctest.Patience, "the pause is remembered", func() bool {
				watch := d.remembered().Watch
				return len(watch) == 1 && watch[0].Paused
			})
			imgtest.WriteTree(t, in, map[string][]byte{"while paused.jpg": jpeg})
			proctest.Pause(t, 4*time.Second)
			if n := count(results); n != 4 {
				t.Errorf("%d results while paused, want 4", n)
			}
			w.shot("watch-paused-" + string(look))
			w.click(pauseButton)
			arrive("while paused.jpg", 5)
			w.click(removeButton)
			proctest.Eventually(t, proctest.Patience, "the folder is forgotten", func() bool { return len(d.remembered().Watch) == 0 })
			imgtest.WriteTree(t, in, map[string][]byte{"too late.jpg": jpeg})
			proctest.Pause(t, 4*time.Second)
			if n := count(results); n != 5 {
				t.Errorf("%d results after the folder was removed, want 5", n)
			}
			w.close(proctest.Orderly)
			noTemporaries(t, d.home)
		})
	}
}
