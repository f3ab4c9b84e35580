package ui

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"

	"sizemill/batch"
	"sizemill/settings"
	"sizemill/ui/uitest"
	"sizemill/ui/wording"
)

// TestSettingsNoticeStands: the notice stays until the user dismisses it, whatever is opened and
// run.
func TestSettingsNoticeStands(t *testing.T) {
	damaged := &settings.DamagedError{Path: "/s/settings.json", Kept: "/s/settings.json.damaged", Err: errors.New("no JSON")}
	onStage(t, 32, func(d *Deps, _ *uitest.Engine) { d.SettingsErr = damaged }, func(s *stage) {
		shown := func() bool { return s.w.noticeBar.Visible() && s.w.notice.Text == wording.SettingsNotLoaded(damaged) }
		uitest.Must(t, shown(), "says %q", s.w.notice.Text)
		s.drop("/photos/Holiday")
		uitest.Must(t, shown(), "says %q after a drop", s.w.notice.Text)
		s.tap(s.w.resize.bar.start)
		uitest.Must(t, shown(), "says %q after a run", s.w.notice.Text)
		s.w.paste(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
		s.settle()
		uitest.Must(t, !shown(), "nothing is said about what was pasted")
		s.escape()
		uitest.Must(t, shown(), "says %q after another notice", s.w.notice.Text)
		s.escape()
		uitest.Must(t, !s.w.noticeBar.Visible(), "says %q when it was dismissed", s.w.notice.Text)
	})
}

func TestMoreOptionsSaysWhatIsChanged(t *testing.T) {
	replace := settings.Default()
	replace.Resize.Collision, replace.Resize.Recipe.KeepDates = batch.Overwrite, false
	onStage(t, 32, func(d *Deps, _ *uitest.Engine) { d.Settings = replace }, func(s *stage) {
		s.drop("/photos/Holiday")
		f := s.w.resize.form
		if want := "More options · 2 changed"; f.more.Head.Text != want || f.more.Content.Visible() {
			t.Errorf("the heading says %q, want %q", f.more.Head.Text, want)
		}
		f.collision.SetSelectedIndex(int(batch.DefaultOptions().Collision))
		f.dates.SetChecked(true)
		s.settle()
		if want := "More options"; f.more.Head.Text != want {
			t.Errorf("the heading says %q, want %q", f.more.Head.Text, want)
		}
	})
}
