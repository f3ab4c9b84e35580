package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"syscall"
	"testing"

	"fyne.io/fyne/v2"

	"sizemill/batch"
	"sizemill/settings"
)

func TestNoticeText(t *testing.T) {
	save := func(err error) notice { return notice{kind: noticeSave, err: fmt.Errorf("save settings: %w", err)} }
	load := func(err error) notice { return notice{kind: noticeSettings, err: err} }
	temp := func(err error) error {
		return &fs.PathError{Op: "open", Path: "/home/me/.config/sizemill/.settings-123.tmp", Err: err}
	}
	for _, tt := range []struct {
		name   string
		notice notice
		want   string
	}{
		{"no permission to save", save(temp(syscall.EACCES)),
			"The settings could not be saved. Permission denied: /home/me/.config/sizemill."},
		{"no space to save", save(temp(syscall.ENOSPC)), "The settings could not be saved. The disk is full: /home/me/.config/sizemill."},
		{"locked", save(settings.ErrLocked),
			"The settings could not be saved. Another window has locked the settings file."},
		{"damaged", load(&settings.DamagedError{Path: "/s/settings.json", Kept: "/s/settings.json.damaged", Err: errors.New("unexpected end of JSON input")}),
			"The settings were damaged, so the defaults are used. The old file is kept as /s/settings.json.damaged."},
		{"newer", load(fmt.Errorf("read settings /s/settings.json: %w", settings.ErrNewer)),
			"The settings were written by a newer version of Sizemill, so the defaults are used and changes are not saved."},
		{"no file manager", notice{kind: noticeOpen, path: "/photos/Holiday resized", err: &exec.Error{Name: "xdg-open", Err: exec.ErrNotFound}},
			"No program that opens folders was found. The results are in /photos/Holiday resized."},
		{"a file manager that fails", notice{kind: noticeOpen, path: "/photos", err: errors.New("gio open /photos: exit status 2")},
			"The file manager could not open /photos."},
	} {
		if got := noticeText(tt.notice); got != tt.want {
			t.Errorf("%s: says %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

func TestNoticeAboutWhatIsOverGoes(t *testing.T) {
	t.Run("a batch that has ended", func(t *testing.T) {
		inRig(t, func(r *rig) { r.engine.run = tenThenWait }, func(r *rig) {
			r.open("/photos/Holiday")
			r.c.start()
			r.rest()
			r.open("/photos/More")
			if v := r.phase(phaseRunning); v.notice.kind != noticeBusy {
				t.Errorf("notice %+v", v.notice)
			}
			r.c.stop()
			r.rest()
			if v := r.phase(phaseDone); v.notice.kind != noticeNone {
				t.Errorf("notice %+v after the end", v.notice)
			}
		})
	})
	t.Run("a recipe that is right again", func(t *testing.T) {
		inRig(t, nil, func(r *rig) {
			r.edit(func(f *form) { f.Width = "nonsense" })
			r.c.addWatch("/in")
			r.rest()
			if v := r.last(); v.notice.kind != noticeWatchRecipe {
				t.Errorf("notice %+v", v.notice)
			}
			if v := r.edit(func(f *form) { f.Width = "100" }); v.notice.kind != noticeNone {
				t.Errorf("notice %+v after the correction", v.notice)
			}
		})
	})
	t.Run("settings that are saved at last", func(t *testing.T) {
		store := &fullDisk{refusals: 1}
		inRig(t, func(r *rig) { r.deps.Store = store }, func(r *rig) {
			if v := r.edit(func(f *form) { f.Width = "100" }); v.notice.kind != noticeSave {
				t.Errorf("notice %+v", v.notice)
			}
			if v := r.edit(func(f *form) { f.Width = "101" }); v.notice.kind != noticeNone {
				t.Errorf("notice %+v after the second try", v.notice)
			}
		})
	})
}

// TestSettingsNoticeStands until the user dismisses it, whatever is opened and run.
func TestSettingsNoticeStands(t *testing.T) {
	damaged := &settings.DamagedError{Path: "/s/settings.json", Kept: "/s/settings.json.damaged", Err: errors.New("no JSON")}
	onStage(t, 32, func(d *Deps, _ *fakeEngine) { d.SettingsErr = damaged }, func(s *stage) {
		shown := func() bool { return s.w.noticeBar.Visible() && s.w.notice.Text == loadText(damaged) }
		must(t, shown(), "says %q", s.w.notice.Text)
		s.drop("/photos/Holiday")
		must(t, shown(), "says %q after a drop", s.w.notice.Text)
		s.tap(s.w.resize.bar.start)
		must(t, shown(), "says %q after a run", s.w.notice.Text)
		s.w.paste(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
		s.settle()
		must(t, !shown(), "nothing is said about what was pasted")
		s.escape()
		must(t, shown(), "says %q after another notice", s.w.notice.Text)
		s.escape()
		must(t, !s.w.noticeBar.Visible(), "says %q when it was dismissed", s.w.notice.Text)
	})
}

func TestNameProblems(t *testing.T) {
	for name, want := range map[string]string{
		"{foo}":      "{foo} cannot be used here",
		"{size}":     "{size} cannot be used here", // there is one size only
		"{name":      "A brace is unmatched",
		"":           "A name is missing",
		"a//{name}":  "A name is missing",
		"../{name}":  "The name must stay inside the output folder",
		"/{name}":    "The name must stay inside the output folder",
		"a\x00":      "The name contains characters that file names cannot have",
		"{name}-{n}": "",
	} {
		f := newForm(batch.DefaultOptions())
		f.Name = name
		_, problems := f.options(batch.DefaultOptions())
		got := ""
		if len(problems) > 0 {
			got = problemText(problems[0])
		}
		if got != want {
			t.Errorf("%q: says %q, want %q", name, got, want)
		}
	}
}

func TestMoreOptionsSaysWhatIsChanged(t *testing.T) {
	replace := settings.Default()
	replace.Resize.Collision, replace.Resize.Recipe.KeepDates = batch.Overwrite, false
	onStage(t, 32, func(d *Deps, _ *fakeEngine) { d.Settings = replace }, func(s *stage) {
		s.drop("/photos/Holiday")
		f := s.w.resize.form
		if want := "More options · 2 changed"; f.more.head.Text != want || f.more.content.Visible() {
			t.Errorf("the heading says %q, want %q", f.more.head.Text, want)
		}
		f.collision.SetSelectedIndex(int(batch.DefaultOptions().Collision))
		f.dates.SetChecked(true)
		s.settle()
		if want := "More options"; f.more.head.Text != want {
			t.Errorf("the heading says %q, want %q", f.more.head.Text, want)
		}
	})
}
