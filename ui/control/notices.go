package control

import (
	"context"

	"sizemill/ui/model"
)

// tell shows a notice.
func (c *Controller) tell(n model.Notice) command {
	return func(context.Context) { c.view.Notice = n }
}

// PastedNothing tells that nothing came of what was pasted.
func (c *Controller) PastedNothing() { c.do(c.tell(model.Notice{Kind: model.NoticePaste})) }

// Dismiss takes the notice away, at the user's will.
func (c *Controller) Dismiss() { c.do(func(context.Context) { c.dismissNotice() }) }

func (c *Controller) dismissNotice() {
	if c.view.Notice.Kind == c.lasting.Kind {
		c.lasting = model.Notice{}
	}
	c.clearNotice()
}

// clearNotice takes away what is about earlier things.
func (c *Controller) clearNotice() { c.view.Notice = c.lasting }

// withdraw takes a notice away that does not hold any more.
func (c *Controller) withdraw(kind model.NoticeKind) {
	if c.view.Notice.Kind == kind {
		c.clearNotice()
	}
}
