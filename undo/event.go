package undo

import (
	"sizemill/internal/enum"
	"sizemill/ledger"
)

// Action is what was done about one entry.
type Action int

// The actions.
const (
	Removed  Action = iota // the result was removed
	Restored               // the original has its name again
	Gone                   // there was no result any more
	Kept                   // see Event.Reason
)

var actionNames = enum.New[Action]("action", []string{
	Removed: "removed", Restored: "restored", Gone: "gone", Kept: "kept",
})

// String returns the action's name in lower-case English.
func (a Action) String() string { return actionNames.Name(a) }

// MarshalText writes String's name.
func (a Action) MarshalText() ([]byte, error) { return actionNames.Text(a) }

// Reason is why a file was kept.
type Reason int

// The reasons.
const (
	None          Reason = iota // nothing was kept
	Changed                     // it is not as the batch wrote it
	Replaced                    // a later batch has written it again
	Missing                     // it is gone with its folder; or it is gone and its original is not
	Unrecorded                  // the program was killed before it recorded what it wrote
	NoBackup                    // the backup of its original is gone
	DamagedBackup               // the backup of its original has changed
	Failed                      // see Event.Err
)

var reasonNames = enum.New[Reason]("reason", []string{
	None: "", Changed: "changed", Replaced: "replaced", Missing: "missing",
	Unrecorded: "unrecorded", NoBackup: "no backup", DamagedBackup: "damaged backup",
	Failed: "failed",
})

// String returns the reason's name in lower-case English.
func (r Reason) String() string { return reasonNames.Name(r) }

// MarshalText writes String's name.
func (r Reason) MarshalText() ([]byte, error) { return reasonNames.Text(r) }

// Event is what became of one entry. Those of a run arrive one after another from one goroutine.
type Event struct {
	Entry  *ledger.Entry // as it was before
	Action Action
	Reason Reason // of Kept
	By     int64  // of Replaced: the later batch, or 0 if it is not known any more
	Err    error  // of Failed
}

// Summary is what Run did.
type Summary struct {
	Removed, Restored, Gone, Kept int

	Folders []string // that were removed
}

func (s *Summary) count(e *Event) {
	switch e.Action {
	case Removed:
		s.Removed++
	case Restored:
		s.Restored++
	case Gone:
		s.Gone++
	case Kept:
		s.Kept++
	}
}
