package control

import (
	"context"

	"sizemill/ui/model"
)

// tell returns a command that shows n.
func (c *Controller) tell(n model.Notice) command {
	return func(context.Context) { c.view.Notice = n }
}

// PastedNothing tells the user that the clipboard held no path.
func (c *Controller) PastedNothing() { c.do(c.tell(model.Notice{Kind: model.NoticePaste})) }

// Dismiss hides the notice.
func (c *Controller) Dismiss() { c.do(func(context.Context) { c.dismissNotice() }) }

func (c *Controller) dismissNotice() {
	if c.view.Notice.Kind == c.lasting.Kind {
		c.lasting = model.Notice{}
	}
	c.clearNotice()
}

// clearNotice hides a notice about something earlier.
func (c *Controller) clearNotice() { c.view.Notice = c.lasting }

// withdraw hides a notice that is no longer true.
func (c *Controller) withdraw(kind model.NoticeKind) {
	if c.view.Notice.Kind == kind {
		c.clearNotice()
	}
}
