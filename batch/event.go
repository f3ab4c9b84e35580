package batch

import (
	"time"

	"sizemill/resize"
)

// State is the state of one picture of a running batch.
type State int

// The states. A picture's last state is one of Done, Failed, Skipped and Cancelled.
const (
	Waiting State = iota
	Working
	Done
	Failed
	Skipped
	Cancelled
)

// Event is a change of one picture's state. Events of a run arrive one after another from one
// goroutine.
type Event struct {
	Index   int // into Plan.Items
	State   State
	Outcome resize.Outcome // of Done
	Reason  Reason         // of Skipped
	Err     error          // of Failed
	Elapsed time.Duration  // of Done and Failed: the time in the worker
}

// Progress is a snapshot of a running batch.
type Progress struct {
	Total, Working, Done, Failed, Skipped, Cancelled int

	Elapsed   time.Duration
	PerSecond float64       // pictures finished per second, over the last seconds
	Left      time.Duration // estimated time left; negative while unknown
	Fraction  float64       // of the work, 0–1, weighted by pixels
}

// Finished returns the number of pictures in a last state.
func (p Progress) Finished() int { return p.Done + p.Failed + p.Skipped + p.Cancelled }

// Failure is a picture that failed and why.
type Failure struct {
	Path string
	Err  error
}

// Warning reports what could not be kept in a picture that was written.
type Warning struct {
	Path string
	Text string // lower-case English
}

// Summary is what a batch did.
type Summary struct {
	Converted, Copied, Failed, Skipped, Cancelled int

	Salvaged          int   // of the converted, how many lack a part
	There             int   // of the skipped: results that existed already
	Links             int   // of the skipped: links to pictures of the batch
	BytesIn, BytesOut int64 // of the pictures that were written
	Elapsed           time.Duration
	Failures          []Failure // in plan order
	Warnings          []Warning // of pictures that were written, in plan order
	Outputs           []string  // folders that hold results
	Others            Others    // files of the input folders that are not pictures
	Batch             int64     // its number in the ledger; 0 if it is not recorded
	Unrecorded        error     // why the record is incomplete: the run cannot be resumed or undone
}
