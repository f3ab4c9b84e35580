package anim

import (
	"time"
)

// Clock rounds times to a format's unit and carries what is left over to the next frame.
type Clock struct {
	Unit time.Duration
	Most int           // units that a frame can have
	Slow bool          // one unit is shown as ten: only times that are no longer may become it
	owed time.Duration // what the frames so far were cut short; negative where they were prolonged
}

// Units is the delay of the next frame.
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
		n, due = c.Most, time.Duration(c.Most)*c.Unit // what one frame cannot hold is lost, not added to others
	}
	c.owed = min(max(due-time.Duration(n)*c.Unit, -c.Unit), c.Unit) // nor shall many pay for what browsers do with short ones
	return n
}
