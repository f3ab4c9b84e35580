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

// saveLoop writes settings until the channel is closed. What could not be written by then is tried once more.
func (c *controller) saveLoop() error {
	var last settings.Settings
	var failed error
	for last = range c.saves {
		if failed = c.deps.Store.Save(last); failed != nil {
			c.do(c.tell(notice{kind: noticeSave, err: failed}))
		}
	}
	if failed != nil {
		failed = c.deps.Store.Save(last)
	}
	return failed
}

// resized remembers the window's size.
func (c *controller) resized(size settings.Window) {
	c.do(func(context.Context) { c.settings.Window = size })
}
