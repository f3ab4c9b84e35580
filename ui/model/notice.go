package model

import (
	"sizemill/batch"
	"sizemill/ledger"
)

// Notice is one message to the user that belongs to neither a plan nor a run.
type Notice struct {
	Kind   NoticeKind
	Path   string
	Err    error
	Others batch.Others // the files that were found in place of pictures
	Batch  ledger.Batch // that was interrupted
	Undone Undone
}

// NoticeKind is what a notice is about.
type NoticeKind int

// The kinds of notices.
const (
	NoticeNone        NoticeKind = iota
	NoticeNothing                // Path, which was opened, holds no picture
	NoticeBusy                   // pictures cannot be opened while a batch runs
	NoticePaste                  // the clipboard holds no path
	NoticeSettings               // the settings could not be loaded
	NoticeSave                   // the settings could not be saved
	NoticeWatch                  // Path cannot be watched
	NoticeWatchRecipe            // the recipe is not valid, so no folder can be added
	NoticeOpen                   // the file manager did not open Path
	NoticeHistory                // the history cannot be used, or begins again
	NoticeUnrecorded             // a run could not be recorded
	NoticeInterrupted            // Batch can be resumed
	NoticeResume                 // a batch could not be resumed
	NoticeUndone                 // a batch was undone, or only a part if there is an Err
)
