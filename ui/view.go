package ui

import (
	"slices"

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
	others       batch.Others // files that are not pictures
	progress     batch.Progress
	earlier      batch.Summary // of the runs that the current one goes on with: a retry, or the rest of a cancelled batch
	summary      batch.Summary
	runErr       error // what kept the batch from running to its end, such as a full disk
	stopping     bool  // cancelled, waiting for the pictures in work
	remaining    int   // pictures that were left when the batch was cancelled
	failures     int
	notes        int // pictures that were made with something to be said about
	onlyFailures bool
	rowsVersion  int // changes when rows must be drawn anew
	planVersion  int // changes when rows are other pictures than before
	notice       notice
	watch        []hotfolder.Status
	options      batch.Options // of the form, as far as it is valid

	// By the path of each watched folder; read only.
	watchFailures map[string][]hotfolder.Recent // the newest failures, see keepFailures
	watchRefused  map[string]error              // why a folder cannot be watched
}

// canStart says whether the primary button works.
func (v view) canStart() bool {
	return v.phase == phaseReady && !v.planning && v.planErr == nil && len(v.problems) == 0 && v.counts.Work() > 0
}

// total sums up all runs of the list. What failed is not part of it: it is tried again, and v.failures says how much it is.
func (v view) total() batch.Summary {
	a, b := v.earlier, v.summary
	return batch.Summary{
		Converted: a.Converted + b.Converted, Copied: a.Copied + b.Copied, Skipped: a.Skipped + b.Skipped, Cancelled: b.Cancelled,
		There:   a.There + b.There,
		BytesIn: a.BytesIn + b.BytesIn, BytesOut: a.BytesOut + b.BytesOut, Elapsed: a.Elapsed + b.Elapsed,
		Outputs: slices.Concat(b.Outputs, a.Outputs),
	}
}
