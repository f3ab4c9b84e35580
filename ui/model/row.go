package model

import (
	"sizemill/batch"
)

// Row is one picture as the list shows it.
type Row struct {
	Item     *batch.Item // of the plan; read only
	State    batch.State
	Path     string       // of the result, once done
	Bytes    int64        // of the result, once done
	Err      error        // why the picture failed
	Reason   batch.Reason // why it was left out
	Warnings []string
}

// Failed reports whether the picture could not be planned or made.
func (r Row) Failed() bool { return r.Err != nil }

// Notes returns the warnings about a result, or what it is known to lose while it is not made yet.
func (r Row) Notes() []string {
	work := r.Item.Task == batch.TaskConvert || r.Item.Task == batch.TaskCopy
	pending := r.State == batch.Waiting || r.State == batch.Working
	if work && pending && r.Err == nil {
		return r.Item.Job.Losses()
	}
	return r.Warnings
}
