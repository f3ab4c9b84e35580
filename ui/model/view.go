package model

import (
	"slices"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/ui/form"
)

// Phase is where the Resize view stands.
type Phase int

const (
	PhaseEmpty Phase = iota
	PhaseScanning
	PhaseReady // there are pictures; a plan is there or on its way
	PhaseRunning
	PhaseDone
)

// View is everything that is painted but the list's rows, as one value.
type View struct {
	Phase        Phase
	Inputs       []string
	Scan         batch.ScanProgress
	Form         form.Values
	Problems     []form.Problem // of the form
	Planning     bool           // the counts are those of an earlier form
	PlanErr      error
	Counts       batch.Counts
	Outputs      []string
	Others       batch.Others // files that are not pictures
	Progress     batch.Progress
	Earlier      batch.Summary // of the runs that the current one goes on with: a retry, or the rest of a cancelled batch
	Summary      batch.Summary
	RunErr       error // what kept the batch from running to its end, such as a full disk
	Stopping     bool  // cancelled, waiting for the pictures in work
	Remaining    int   // pictures that were left when the batch was cancelled
	Failures     int
	Notes        int // pictures that were made with something to be said about
	OnlyFailures bool
	RowsVersion  int // changes when rows must be drawn anew
	PlanVersion  int // changes when rows are other pictures than before
	Notice       Notice
	Watch        []hotfolder.Status
	Options      batch.Options // of the form, as far as it is valid

	// By the path of each watched folder; read only.
	WatchFailures map[string][]hotfolder.Recent // the newest failures, see keepFailures
	WatchRefused  map[string]error              // why a folder cannot be watched
}

// CanStart says whether the primary button works.
func (v View) CanStart() bool {
	return v.Phase == PhaseReady && !v.Planning && v.PlanErr == nil && len(v.Problems) == 0 && v.Counts.Work() > 0
}

// Total sums up all runs of the list. What failed is not part of it: it is tried again, and v.failures says how much it is.
func (v View) Total() batch.Summary {
	a, b := v.Earlier, v.Summary
	return batch.Summary{
		Converted: a.Converted + b.Converted, Copied: a.Copied + b.Copied, Skipped: a.Skipped + b.Skipped, Cancelled: b.Cancelled,
		There:   a.There + b.There,
		BytesIn: a.BytesIn + b.BytesIn, BytesOut: a.BytesOut + b.BytesOut, Elapsed: a.Elapsed + b.Elapsed,
		Outputs: slices.Concat(b.Outputs, a.Outputs),
	}
}
