package ui

import (
	"context"
	"reflect"

	"sizemill/settings"
)

// save hands the settings over to be written. What is not written yet is replaced: the last one wins.
func (c *controller) save() {
	if len(c.view.problems) == 0 {
		c.settings.Resize = c.view.options
	}
	if reflect.DeepEqual(c.saved, c.settings) {
		return
	}
	c.saved = c.settings
	select {
	case <-c.saves:
	default:
	}
	c.saves <- c.settings // there is room: only this goroutine sends
}

// saveLoop writes settings until the channel is closed.
func (c *controller) saveLoop() {
	for s := range c.saves {
		if err := c.deps.Store.Save(s); err != nil {
			c.do(c.tell(notice{kind: noticeSave, err: err}))
		}
	}
}

// resized remembers the window's size.
func (c *controller) resized(size settings.Window) {
	c.do(func(context.Context) { c.settings.Window = size })
}
