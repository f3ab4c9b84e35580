package model

import (
	"sizemill/batch"
)

// Notice is one message to the user that belongs to neither a plan nor a run.
type Notice struct {
	Kind   NoticeKind
	Path   string
	Err    error
	Others batch.Others // the files that were found in place of pictures
}

type NoticeKind int

const (
	NoticeNone        NoticeKind = iota
	NoticeNothing                // nothing in what was opened is a picture
	NoticeBusy                   // opening while a batch runs
	NoticePaste                  // what was pasted is not a path
	NoticeSettings               // settings could not be loaded
	NoticeSave                   // settings could not be saved
	NoticeWatch                  // path cannot be watched
	NoticeWatchRecipe            // the recipe is not valid, so no folder can be added
	NoticeOpen                   // the file manager did not open path
)
