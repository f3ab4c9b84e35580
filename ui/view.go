package ui

import (
	"sizemill/batch"
	"sizemill/hotfolder"
)

// phase is where the Resize view stands.
type phase int

const (
	phaseEmpty phase = iota
	phaseScanning
	phaseReady // there are pictures; a plan is there or on its way
	phaseRunning
	phaseDone
)

// view is everything that is painted but the list's rows, as one value.
type view struct {
	phase        phase
	inputs       []string
	scan         batch.ScanProgress
	form         form
	problems     []problem // of the form
	planning     bool      // the counts are those of an earlier form
	planErr      error
	counts       batch.Counts
	outputs      []string
	progress     batch.Progress
	summary      batch.Summary
	runErr       error // what kept the batch from running to its end, such as a full disk
	stopping     bool  // cancelled, waiting for the pictures in work
	remaining    int   // pictures that were left when the batch was cancelled
	failures     int
	onlyFailures bool
	rowsVersion  int // changes when rows must be drawn anew
	planVersion  int // changes when rows are other pictures than before
	notice       notice
	watch        []hotfolder.Status
	options      batch.Options // of the form, as far as it is valid
}

// canStart says whether the primary button works.
func (v view) canStart() bool {
	return v.phase == phaseReady && !v.planning && v.planErr == nil && len(v.problems) == 0 && v.counts.Work() > 0
}

// notice is one message to the user that is no part of a plan or a run.
type notice struct {
	kind noticeKind
	path string
	err  error
	n    int
}

type noticeKind int

const (
	noticeNone        noticeKind = iota
	noticeNothing                // no picture in what was opened; n other files
	noticeBusy                   // opening while a batch runs
	noticeSettings               // settings could not be loaded
	noticeSave                   // settings could not be saved
	noticeWatch                  // path cannot be watched
	noticeWatchRecipe            // the recipe is not valid, so no folder can be added
	noticeOpen                   // the file manager did not open path
)
