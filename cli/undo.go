package cli

import "errors"

// undoCmd takes back a batch.
type undoCmd struct {
	JSON bool   `group:"history" name:"json" help:"Print one JSON object per line."`
	ID   *int64 `arg:"" optional:"" name:"id" help:"The batch, as history numbers it; default: the last that resized something."`
}

// Run takes the batch back.
func (c *undoCmd) Run(*Env) error { return errors.ErrUnsupported }
