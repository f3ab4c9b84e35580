package model

import (
	"sizemill/batch"
)

// Row is one picture as the list shows it.
type Row struct {
	Item     *batch.Item // of the plan; read only
	State    batch.State
	Path     string       // of the output, once done
	Bytes    int64        // of the output, once done
	Err      error        // of a failed picture
	Reason   batch.Reason // of one that was left out
	Warnings []string
}
