package cli

import (
	"context"
	"errors"
	"path/filepath"

	"sizemill/ledger"
)

// errNoHistory means that there is no folder for the ledger.
var errNoHistory = errors.New(
	"no history is kept: the folder for it is not known; set HOME or XDG_STATE_HOME")

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

// errNoBatch means that there is no record to look at.
var errNoBatch = errors.New("no batch has been recorded")

// past opens the ledger for a command that looks back. It is errNoBatch if there is none, and none
// is made then.
func (env *Env) past(ctx context.Context) (*ledger.Ledger, error) {
	if env.StateDir != "" && !ledger.Exists(env.StateDir) {
		return nil, errNoBatch
	}
	return env.ledger(ctx)
}

// historyFlags are what is remembered.
type historyFlags struct {
	Again     bool `group:"run" help:"Make results again that exist already, in place of what was made."`
	NoHistory bool `group:"run" help:"Neither look at the history nor record this batch: it cannot be resumed or undone."`
}

// recorder opens the ledger for a command that works without it, too. A line on stderr reports what
// cannot be done then. The caller calls end, and l may be nil.
func (f *historyFlags) recorder(ctx context.Context, env *Env) (l *ledger.Ledger, end func()) {
	if f.NoHistory || env.StateDir == "" {
		return nil, func() {}
	}
	l, err := env.ledger(ctx)
	if err != nil {
		if ctx.Err() == nil {
			env.unrecorded(err)
		}
		return nil, func() {}
	}
	return l, func() {
		if err := l.Close(); err != nil {
			env.unrecorded(err)
		}
	}
}

// reader opens the ledger for a command that writes nothing, not even an empty ledger.
func (f *historyFlags) reader(ctx context.Context, env *Env) (l *ledger.Ledger, end func()) {
	if f.NoHistory || !ledger.Exists(env.StateDir) {
		return nil, func() {}
	}
	return f.recorder(ctx, env)
}

// unrecorded reports why the history is incomplete.
func (env *Env) unrecorded(err error) {
	env.complain("warning: " + err.Error() + ": this batch cannot be resumed or undone")
}

// backups returns the folder that keeps replaced originals, or nothing if there is none.
func (env *Env) backups() string {
	if env.StateDir == "" {
		return ""
	}
	return filepath.Join(env.StateDir, "backups")
}
