package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"sizemill/batch"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

// asks reports whether a dialog is open.
func (s *stage) asks() bool { return s.win.Canvas().Overlays().Top() != nil }

// closing asks a window to close while a batch runs, and counts how often it closes.
func closing(t *testing.T, run func(context.Context, *batch.Plan, func(batch.Event)) (batch.Summary, error), script func(s *stage, closed *int)) {
	t.Helper()
	onStage(t, 32, func(_ *Deps, e *uitest.Engine) { e.OnRun = run }, func(s *stage) {
		closed := 0
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
		s.w.confirmClose(func() { closed++ })
		uitest.Must(t, closed == 0 && s.asks(), "a running batch is given up without a question")
		script(s, &closed)
	})
}

func TestIdleWindowClosesAtOnce(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		closed := 0
		s.w.confirmClose(func() { closed++ })
		uitest.Must(t, closed == 1 && !s.asks(), "an idle window asks before it closes")
	})
}

func TestStopQuestionAnswers(t *testing.T) {
	tests := []struct {
		name   string
		answer func(s *stage)
		closed int
	}{
		{"Esc goes on", (*stage).escape, 0},
		{"Esc goes on without focus", func(s *stage) {
			s.win.Canvas().Unfocus()
			s.escape()
		}, 0},
		{"Enter goes on", func(s *stage) { s.typed(fyne.KeyReturn) }, 0},
		{"Tab and Enter stop", func(s *stage) {
			s.win.Canvas().FocusNext()
			s.typed(fyne.KeyReturn)
		}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			closing(t, uitest.TenThenWait, func(s *stage, closed *int) {
				s.w.confirmClose(func() { t.Error("asked twice at once") })
				tt.answer(s)
				uitest.Must(t, !s.asks(), "the question is still open")
				uitest.Must(t, s.w.phase == model.PhaseRunning, "phase %d: the batch behind the question was cancelled", s.w.phase)
				if *closed != tt.closed {
					t.Errorf("closed %d times, want %d", *closed, tt.closed)
				}
				s.w.confirmClose(func() { *closed++ })
				uitest.Must(t, s.asks(), "it does not ask again")
			})
		})
	}
}

func TestKeysBehindAQuestionDoNothing(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		s.press(fyne.KeyO) // there is no chooser, so Fyne's dialog opens
		uitest.Must(t, s.asks(), "no dialog")
		s.press(fyne.KeyO)
		if n := len(s.win.Canvas().Overlays().List()); n != 1 {
			t.Errorf("%d dialogs", n)
		}
		s.press(fyne.KeyReturn)
		uitest.Must(t, s.w.phase == model.PhaseReady, "phase %d: started behind a dialog", s.w.phase)
	})
}

func TestPasteBehindAQuestionDoesNothing(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.press(fyne.KeyO) // there is no chooser, so Fyne's dialog opens
		uitest.Must(t, s.asks(), "no dialog")
		clipboard := test.NewClipboard()
		clipboard.SetContent("/photos/Holiday")
		s.w.paste(&fyne.ShortcutPaste{Clipboard: clipboard})
		s.settle()
		uitest.Must(t, s.w.phase == model.PhaseEmpty && len(s.engine.Scanned) == 0, "phase %d: opened behind a dialog", s.w.phase)
	})
}

func TestStopQuestionClosesWithTheBatch(t *testing.T) {
	const takes = 2 * time.Second // longer than the window takes to settle once, and less than twice that
	slow := func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
		select {
		case <-time.After(takes):
			return uitest.RunAll(nil)(ctx, plan, events)
		case <-ctx.Done():
			return batch.Summary{}, ctx.Err()
		}
	}
	closing(t, slow, func(s *stage, closed *int) {
		s.settle()
		uitest.Must(t, s.w.phase == model.PhaseDone, "phase %d", s.w.phase)
		uitest.Must(t, !s.asks(), "the question outlives the batch")
		if *closed != 0 {
			t.Error("the window was closed unasked")
		}
	})
}

func TestEscapeClosesTheToolkitsDialogs(t *testing.T) {
	for name, open := range map[string]func(*stage){
		"folder": func(s *stage) { s.press(fyne.KeyO) },
		"file":   func(s *stage) { s.tap(button(s.win, "Choose pictures…")) },
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, 32, nil, func(s *stage) {
				open(s)
				uitest.Must(t, s.asks(), "no dialog")
				s.escape()
				uitest.Must(t, !s.asks(), "Esc leaves the dialog open")
				uitest.Must(t, len(s.engine.Scanned) == 0 && s.w.phase == model.PhaseEmpty, "something was opened")
				open(s)
				uitest.Must(t, s.asks(), "no dialog the second time")
				test.Tap(dialogButton(s.win, "Cancel"))
				uitest.Must(t, !s.asks() && s.w.asked == nil, "Cancel leaves it open")
			})
		})
	}
}

// dialogButton finds a button by its text in the open dialog.
func dialogButton(win fyne.Window, text string) *widget.Button {
	for _, o := range test.LaidOutObjects(win.Canvas().Overlays().Top()) {
		if b, ok := o.(*widget.Button); ok && b.Text == text {
			return b
		}
	}
	return nil
}
