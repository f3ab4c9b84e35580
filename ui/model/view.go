package model

import (
	"slices"

	"sizemill/batch"
	"sizemill/ui/form"
)

// Phase is the state of the Resize view.
type Phase int

// The phases, in the order in which they usually come.
const (
	PhaseEmpty Phase = iota
	PhaseScanning
	PhaseReady // pictures are loaded; their plan is there or being made
	PhaseRunning
	PhaseDone
)

// View is everything that is painted except the rows of the list.
type View struct {
	Phase        Phase
	Inputs       []string
	Scan         batch.ScanProgress
	Form         form.Values
	Problems     []form.Problem // of the form
	Planning     bool           // the counts are still those of an earlier form
	PlanErr      error
	Counts       batch.Counts
	Outputs      []string
	Others       batch.Others // files that are not pictures
	Progress     batch.Progress
	Earlier      batch.Summary // of the runs before a retry, or before the rest of a cancelled batch
	Summary      batch.Summary
	Batches      []int64        // recorded batches of these runs, oldest first
	Undoing      *Undoing       // while they are taken back
	Resumed      *batch.Options // of an interrupted batch that this list goes on with, or nil
	NoHistory    bool           // nothing can be undone or resumed, and no original replaced
	RunErr       error          // what ended the batch early, such as a full disk
	Stopping     bool           // cancelled, waiting for pictures in progress
	Remaining    int            // pictures left undone
	Failures     int
	Notes        int // pictures made with warnings
	OnlyFailures bool
	RowsVersion  int // changes when rows have to be drawn again
	PlanVersion  int // changes when rows show different pictures
	Notice       Notice
	Watch        []WatchedFolder
	Options      batch.Options // of the form when it was last valid, without Form.InPlace
}

// CanStart reports whether a batch can be started.
func (v View) CanStart() bool {
	planned := !v.Planning && v.PlanErr == nil && len(v.Problems) == 0
	return v.Phase == PhaseReady && planned && v.Counts.Work() > 0
}

// InPlace reports whether results replace their originals.
func (v View) InPlace() bool {
	if v.Resumed != nil {
		return v.Resumed.InPlace
	}
	return v.Form.InPlace
}

// CanUndo reports whether the runs of the list may have written something that can be taken back.
func (v View) CanUndo() bool {
	total := v.Total()
	made := total.Converted+total.Copied > 0 || v.Resumed != nil
	return v.Phase == PhaseDone && len(v.Batches) > 0 && made
}

// CanMakeAgain reports whether there are results that can be made once more.
func (v View) CanMakeAgain() bool {
	planned := !v.Planning && v.PlanErr == nil && len(v.Problems) == 0
	return v.Phase == PhaseReady && planned && v.Counts.There > 0 && !v.InPlace()
}

// Total adds up all runs of the list. It does not count failures, which may be tried again: see
// View.Failures.
func (v View) Total() batch.Summary {
	a, b := v.Earlier, v.Summary
	return batch.Summary{
		Converted: a.Converted + b.Converted, Copied: a.Copied + b.Copied,
		Skipped: a.Skipped + b.Skipped, There: a.There + b.There, Cancelled: b.Cancelled,
		BytesIn: a.BytesIn + b.BytesIn, BytesOut: a.BytesOut + b.BytesOut,
		Elapsed: a.Elapsed + b.Elapsed, Outputs: slices.Concat(b.Outputs, a.Outputs),
	}
}
