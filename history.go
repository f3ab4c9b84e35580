//go:build !headless

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/ledger"
	"sizemill/ui/control"
)

// history is the record of batches, as the window uses it. Without a ledger it works all the same.
type history struct {
	ledger  *ledger.Ledger // nil if it cannot be used
	backups string         // folder of the backups of originals
	err     error          // why there is no ledger, or why it begins again
	failed  chan error     // receives why watched folders cannot use it
}

// openHistory opens the ledger. That takes milliseconds: an open ledger never keeps others waiting.
func openHistory(ctx context.Context) *history {
	h := &history{failed: make(chan error, 1)}
	dir, err := ledger.DefaultFolder()
	if err != nil {
		h.err = err
		return h
	}
	h.backups = filepath.Join(dir, "backups")
	h.ledger, h.err = ledger.Open(ctx, dir)
	return h
}

// close closes the ledger when nothing writes any more.
func (h *history) close() {
	if h.ledger == nil {
		return
	}
	if err := h.ledger.Close(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "sizemill: warning:", err)
	}
}

// record makes watched folders use the ledger.
func (h *history) record(options *hotfolder.Options) {
	options.Ledger = h.ledger
	options.Unrecorded = func(err error) {
		select {
		case h.failed <- err:
		default:
		}
	}
}

// engine returns the engine of the Resize view, whose runs are recorded.
func (h *history) engine(scanning batch.ScanOptions, runner batch.Runner) control.BatchEngine {
	scanning.Ledger, runner.Ledger, runner.Backups = h.ledger, h.ledger, h.backups
	return control.BatchEngine{Scanning: scanning, Runner: runner}
}

// past returns what the controller asks about earlier batches, or nil.
func (h *history) past(scanning batch.ScanOptions) control.Past {
	if h.ledger == nil {
		return nil
	}
	return control.History{Ledger: h.ledger, Scanning: scanning}
}
