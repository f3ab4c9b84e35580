package cli

import (
	"context"
	"errors"

	"sizemill/ledger"
)

// errNoHistory means that there is no folder for the ledger.
var errNoHistory = errors.New(
	"no history is kept: there is no folder for it; set HOME or XDG_STATE_HOME")

// ledger opens the record of batches, which the caller closes. One that is damaged is replaced by
// an empty one, which a line on stderr reports. Without Env.StateDir the error is errNoHistory.
func (env *Env) ledger(ctx context.Context) (*ledger.Ledger, error) {
	if env.StateDir == "" {
		return nil, errNoHistory
	}
	l, err := ledger.Open(ctx, env.StateDir)
	if damage := (*ledger.DamagedError)(nil); errors.As(err, &damage) {
		env.complain("warning: " + damage.Error())
		err = nil
	}
	return l, err
}
