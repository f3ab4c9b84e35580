package cli

import "errors"

// reportCmd prints what a batch did.
type reportCmd struct {
	ID *int64 `arg:"" optional:"" name:"id" help:"The batch, as history numbers it; default: the newest."`
}

// Run prints the report.
func (c *reportCmd) Run(*Env) error { return errors.ErrUnsupported }
