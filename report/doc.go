// Package report writes a recorded batch as CSV, JSON or HTML.
//
// All three say the same of each result: its state, what it was made of, sizes in bytes and pixels
// before and after, the time it took, warnings, which metadata was left out on purpose, and why it
// failed.
//
// File names are bytes and need not be Unicode. CSV and JSON give one that is not valid UTF-8 in
// base64, too. HTML is for people: names with characters that cannot be seen are quoted.
package report

import (
	"sizemill/ledger"
)

// Report is the record of a batch.
type Report struct {
	Batch   ledger.Batch
	State   string // how far the batch has come, in words
	Entries []ledger.Entry
}
