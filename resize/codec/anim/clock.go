package anim

import (
	"time"
)

// Clock rounds times to a format's unit and carries the remainder to the next frame.
type Clock struct {
	Unit time.Duration
	Most int           // units that one frame can have
	Slow bool          // viewers show one unit as ten: only times that are no longer become it
	owed time.Duration // what the frames so far were shortened by; negative if lengthened
}

// Units returns the delay of the next frame in units.
func (c *Clock) Units(delay time.Duration) int {
	due := delay + c.owed
	n := int((due + c.Unit/2) / c.Unit)
	if due < 0 {
		n = 0
	}
	if c.Slow && delay > c.Unit {
		n = max(n, 2)
	}
	if n >= c.Most {
		// the excess is lost, not added to other frames
		n, due = c.Most, time.Duration(c.Most)*c.Unit
	}
	// bounded, so that many frames do not pay for viewers' minimum
	c.owed = min(max(due-time.Duration(n)*c.Unit, -c.Unit), c.Unit)
	return n
}
