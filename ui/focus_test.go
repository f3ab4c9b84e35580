package ui

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
	"sizemill/ui/widgets"
)

func TestTabStopsOfTheDetails(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		s.w.resize.list.list.Select(2)
		s.settle()
		tour := s.tour()
		want := []string{"Pictures", "Copy", "Close", "Size"}
		if i := slices.Index(tour, want[0]); i < 0 || i+len(want) > len(tour) || !slices.Equal(tour[i:i+len(want)], want) {
			t.Errorf("got %q, want %q in it", tour, want)
		}
	})
}

func TestEscapeClosesTheDetailsFirst(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *uitest.Engine) { e.OnRun = uitest.TenThenWait }, func(s *stage) {
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
		list := s.w.resize.list
		list.list.Select(2)
		s.settle()
		s.escape()
		uitest.Must(t, !list.details.Visible() && s.w.phase == model.PhaseRunning, "details shown %v, phase %d", list.details.Visible(), s.w.phase)
		list.list.Select(2)
		s.settle()
		s.w.showWatch(true)
		s.escape()
		uitest.Must(t, s.w.phase == model.PhaseDone, "details that are not to be seen keep Esc from stopping the batch")
	})
}

func TestFocusAfterARun(t *testing.T) {
	for _, tt := range []struct {
		name string
		fail bool
		want func(*bottomBar) *widgets.Button
	}{
		{"done", false, func(b *bottomBar) *widgets.Button { return b.open }},
		{"all failed", true, func(b *bottomBar) *widgets.Button { return b.retry }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onStage(t, 32, func(_ *Deps, e *uitest.Engine) {
				if !tt.fail {
					return
				}
				fail := make(map[string]error)
				for _, item := range uitest.Holiday(32)(batch.DefaultOptions()) {
					fail[item.Rel] = uitest.ErrDenied
				}
				e.OnRun = uitest.RunAll(fail)
			}, func(s *stage) {
				s.drop("/photos/Holiday")
				bar := s.w.resize.bar
				s.win.Canvas().Focus(bar.start)
				s.typed(fyne.KeyReturn)
				uitest.Must(t, s.w.phase == model.PhaseDone, "phase %d", s.w.phase)
				if got := s.win.Canvas().Focused(); got != tt.want(bar) {
					t.Errorf("the focus is on %T %v", got, got)
				}
			})
		})
	}
	t.Run("elsewhere meanwhile", func(t *testing.T) {
		onStage(t, 32, func(_ *Deps, e *uitest.Engine) { e.OnRun = uitest.TenThenWait }, func(s *stage) {
			s.drop("/photos/Holiday")
			s.tap(s.w.resize.bar.start)
			s.win.Canvas().Focus(s.w.resize.list.list)
			s.escape()
			uitest.Must(t, s.w.phase == model.PhaseDone, "phase %d", s.w.phase)
			if got := s.win.Canvas().Focused(); got != s.w.resize.list.list {
				t.Errorf("the focus has moved to %T", got)
			}
		})
	})
}

// inSight reports whether all of o is visible in scroll.
func inSight(o, scroll fyne.CanvasObject) bool {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	top := at(o).Y - at(scroll).Y
	return top >= 0 && top+o.Size().Height <= scroll.Size().Height
}

func TestFocusStaysInSight(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		form := s.w.resize.form
		s.win.Canvas().Focus(form.more.Head)
		s.typed(fyne.KeyReturn)
		uitest.Must(t, inSight(form.name, form.scroll), "More options are opened, but not to be seen")
		for _, next := range []func(){s.win.Canvas().FocusNext, s.win.Canvas().FocusPrevious} {
			s.win.Canvas().Focus(s.w.tabResize)
			seen := 0
			for range 40 {
				next()
				at := s.win.Canvas().Focused().(fyne.CanvasObject)
				if !slices.ContainsFunc(form.inputs, func(d fyne.Disableable) bool { return d.(fyne.CanvasObject) == at }) {
					continue
				}
				seen++
				if !inSight(at, form.scroll) {
					t.Errorf("%s is out of sight", at.(fyne.Accessible).AccessibilityLabel())
				}
			}
			uitest.Must(t, seen > 15, "only %d fields were seen", seen)
		}
	})
}

func TestFocusStaysInSightInTheWatchView(t *testing.T) {
	onStage(t, 1, nil, func(s *stage) {
		var status []hotfolder.Status
		for i := range 20 {
			status = append(status, hotfolder.Status{
				Folder: hotfolder.Folder{Path: fmt.Sprint("/in/", i), Options: batch.DefaultOptions()}, State: hotfolder.Watching})
		}
		s.arrived(status...)
		s.w.showWatch(true)
		s.settle()
		for _, next := range []func(){s.win.Canvas().FocusNext, s.win.Canvas().FocusPrevious} {
			seen := 0
			for range 50 {
				next()
				at := s.win.Canvas().Focused().(*widgets.Button)
				if at.Text != "Pause" && at.Text != "Remove" {
					continue
				}
				seen++
				if !inSight(at, s.w.watch.scroll) {
					t.Errorf("a button to %s is out of sight", at.Text)
				}
			}
			uitest.Must(t, seen > 40, "only %d buttons were seen", seen)
		}
	})
}

func TestDropDownsBeginAtWhatIsChosen(t *testing.T) {
	for name, open := range map[string]func(*widgets.Select){
		"mouse":    func(s *widgets.Select) { test.Tap(s) },
		"keyboard": func(s *widgets.Select) { s.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) },
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, 32, nil, func(s *stage) {
				s.drop("/photos/Holiday")
				mode := s.w.resize.form.mode
				mode.SetSelectedIndex(int(resize.Percent))
				s.settle()
				open(mode)
				menu := s.win.Canvas().Focused().(*widget.PopUpMenu)
				menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
				menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
				s.settle()
				if got := resize.Mode(mode.SelectedIndex()); got != resize.LongEdge {
					t.Errorf("one below %v is %v", resize.Percent, got)
				}
			})
		})
	}
}
