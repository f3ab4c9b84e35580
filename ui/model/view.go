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
	RunErr       error // what ended the batch early, such as a full disk
	Stopping     bool  // cancelled, waiting for pictures in progress
	Remaining    int   // pictures left undone
	Failures     int
	Notes        int // pictures made with warnings
	OnlyFailures bool
	RowsVersion  int // changes when rows have to be drawn again
	PlanVersion  int // changes when rows show different pictures
	Notice       Notice
	Watch        []WatchedFolder
	Options      batch.Options // of the form when it was last valid
}

// CanStart reports whether a batch can be started.
func (v View) CanStart() bool {
	planned := !v.Planning && v.PlanErr == nil && len(v.Problems) == 0
	return v.Phase == PhaseReady && planned && v.Counts.Work() > 0
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
