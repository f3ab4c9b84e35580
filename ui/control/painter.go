package control

import (
	"time"

	"sizemill/ui/model"
)

// schedulePaint makes changes reach the screen at the next tick. During a batch the clock itself is
// a change; otherwise nothing ticks.
func (c *Controller) schedulePaint() {
	live := c.view.Phase == model.PhaseRunning
	if c.waiting || c.inFlight || !c.dirty && !live {
		return
	}
	c.waiting = true
	c.paintTimer.Reset(paintInterval - time.Since(c.lastPaint)) // at once after a pause
}

func (c *Controller) paintNow() {
	if c.inFlight {
		return // the UI goroutine is behind: it gets the newest state once it is ready
	}
	c.dirty, c.inFlight, c.lastPaint = false, true, time.Now()
	c.List.Snapshot(&c.view, time.Now())
	c.view.Undoing = c.undoing.Load()
	c.hooks.Paint(c.view)
}

// ScreenPainted reports that the last paint is on the screen.
func (c *Controller) ScreenPainted() {
	select {
	case c.painted <- struct{}{}:
	default:
	}
}
