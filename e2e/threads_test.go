//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
	"sizemill/settings"
)

// TestWrongThread drives a window that is built with Fyne's check of the calling goroutine. The
// usual build leaves the check out, by a tag and by a call in gui.go. So this needs another build
// of Fyne, which takes minutes.
func TestWrongThread(t *testing.T) {
	if os.Getenv("SIZEMILL_THREADCHECK") == "" {
		t.Skip("builds all of Fyne once more; SIZEMILL_THREADCHECK=1 runs it")
	}
	dir := t.TempDir()
	checked := filepath.Join(dir, "sizemill")
	if err := build(t.Context(), checked, "-tags", "hints", "-overlay", unmigrated(t, dir)); err != nil {
		t.Fatal(err)
	}

	d := newDesktop(t)
	in, inbox := filepath.Join(d.home, "Photos"), filepath.Join(d.home, "Inbox")
	tree, _ := dropped(t)
	imgtest.WriteTree(t, in, tree)
	imgtest.WriteTree(t, inbox, map[string][]byte{"first.jpg": tree["beach.jpg"]})
	d.remember(func(s *settings.Settings) {
		s.Resize.Recipe.Width, s.Resize.Recipe.Height = 300, 300
		s.Watch = []hotfolder.Folder{{Path: inbox, Options: batch.DefaultOptions()}}
	})
	p := proctest.Start(t, d.env, nil, checked, in)
	w := d.find(p, "^Sizemill$")
	w.place(image.Rectangle{Max: windowSize}.Add(image.Pt(40, 40)))
	w.ready()
	w.enter(widthEntry, "200")
	w.ready()
	w.keys("ctrl+Return")
	proctest.Eventually(t, proctest.Patience, "the results appear", func() bool { return count(in+" resized") == 12 })
	w.copyReason(1)
	w.click(watchTab)
	proctest.Eventually(t, proctest.Patience, "what is in the watched folder is resized", func() bool { return count(inbox+" resized") == 1 })
	w.settled()
	w.close(proctest.Orderly)
	said := p.Err.String()
	t.Logf("the window has said:\n%s", said)
	if !strings.Contains(said, "fyne.Do threading model") {
		t.Error("Fyne does not say that it checks: this shows nothing")
	}
	if n := strings.Count(said, "*** Error in Fyne call thread"); n > 0 {
		t.Errorf("%d calls from a wrong goroutine", n)
	}
}

// unmigrated writes an overlay for the compiler in which the program does not ask Fyne to leave out
// its check.
func unmigrated(t *testing.T, dir string) string {
	t.Helper()
	original, err := filepath.Abs(filepath.Join(moduleRoot, "gui.go"))
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(original)
	if err != nil {
		t.Fatal(err)
	}
	const migrated = `Migrations: map[string]bool{"fyneDo": true}`
	changed := strings.Replace(string(source), migrated, "Migrations: nil", 1)
	if changed == string(source) {
		t.Fatalf("gui.go does not say %s any more: this test has to follow", migrated)
	}
	replacement, overlay := filepath.Join(dir, "gui.go"), filepath.Join(dir, "overlay.json")
	text, err := json.Marshal(map[string]map[string]string{"Replace": {original: replacement}})
	if err != nil {
		t.Fatal(err)
	}
	imgtest.WriteTree(t, dir, map[string][]byte{"gui.go": []byte(changed), "overlay.json": text})
	return overlay
}
