package control

import (
	"context"
	"slices"

	"sizemill/ui/model"
)

// tell returns a command that shows n.
func (c *Controller) tell(n model.Notice) command {
	return func(context.Context) { c.view.Notice = n }
}

// PastedNothing tells the user that the clipboard held no path.
func (c *Controller) PastedNothing() { c.do(c.tell(model.Notice{Kind: model.NoticePaste})) }

// announce shows n, which stands until it is dismissed, after those that were announced before.
func (c *Controller) announce(n model.Notice) {
	c.lasting = append(c.lasting, n)
	if c.view.Notice.Kind == model.NoticeNone {
		c.clearNotice()
	}
}

// Dismiss hides the notice. One about an interrupted batch does not come back at the next start.
func (c *Controller) Dismiss() {
	c.do(func(ctx context.Context) {
		if n := c.view.Notice; n.Kind == model.NoticeInterrupted {
			c.decline(ctx, n.Batch.ID)
		}
		c.dismissNotice()
	})
}

func (c *Controller) dismissNotice() { c.withdraw(c.view.Notice.Kind) }

// clearNotice hides a notice about something earlier.
func (c *Controller) clearNotice() {
	c.view.Notice = model.Notice{}
	if len(c.lasting) > 0 {
		c.view.Notice = c.lasting[0]
	}
}

// withdraw hides a notice that is no longer true.
func (c *Controller) withdraw(kind model.NoticeKind) {
	c.lasting = slices.DeleteFunc(c.lasting, func(n model.Notice) bool { return n.Kind == kind })
	if c.view.Notice.Kind == kind {
		c.clearNotice()
	}
}
