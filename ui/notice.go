package ui

import (
	"context"

	"sizemill/batch"
)

// notice is one message to the user that belongs to neither a plan nor a run.
type notice struct {
	kind   noticeKind
	path   string
	err    error
	others batch.Others // the files that were found in place of pictures
}

type noticeKind int

const (
	noticeNone        noticeKind = iota
	noticeNothing                // nothing in what was opened is a picture
	noticeBusy                   // opening while a batch runs
	noticePaste                  // what was pasted is not a path
	noticeSettings               // settings could not be loaded
	noticeSave                   // settings could not be saved
	noticeWatch                  // path cannot be watched
	noticeWatchRecipe            // the recipe is not valid, so no folder can be added
	noticeOpen                   // the file manager did not open path
)

// tell shows a notice.
func (c *controller) tell(n notice) command {
	return func(context.Context) { c.view.notice = n }
}

// pastedNothing tells that nothing came of what was pasted.
func (c *controller) pastedNothing() { c.do(c.tell(notice{kind: noticePaste})) }

// dismiss takes the notice away, at the user's will.
func (c *controller) dismiss() { c.do(func(context.Context) { c.dismissNotice() }) }

func (c *controller) dismissNotice() {
	if c.view.notice.kind == c.lasting.kind {
		c.lasting = notice{}
	}
	c.clearNotice()
}

// clearNotice takes away what is about earlier things.
func (c *controller) clearNotice() { c.view.notice = c.lasting }

// withdraw takes a notice away that does not hold any more.
func (c *controller) withdraw(kind noticeKind) {
	if c.view.notice.kind == kind {
		c.clearNotice()
	}
}
