// Package hotfolder resizes what arrives in watched folders.
package hotfolder

import (
	"encoding/json"
	"time"

	"sizemill/batch"
	"sizemill/internal/enum"
)

// Folder is one watched folder and what is done with the pictures that arrive in it. Settings store
// it.
//
// A picture has one result per size. The ledger knows it: it is made again, under the same name, if
// the picture or the recipe has changed since. Without the ledger a file that says of itself that it
// is the result counts, or else one of the result's name that has the picture's date.
type Folder struct {
	Path    string        `json:"path"` // absolute
	Options batch.Options `json:"options"`
	Paused  bool          `json:"paused,omitempty"`
}

// UnmarshalJSON reads what encoding/json writes. Fields that are missing, as in a file edited by
// hand, get their defaults.
func (f *Folder) UnmarshalJSON(text []byte) error {
	type plain Folder // without this method
	p := plain{Options: batch.DefaultOptions()}
	if err := json.Unmarshal(text, &p); err != nil {
		return err
	}
	*f = Folder(p)
	return nil
}

// validate returns why f cannot be watched, whatever is on the disk.
func (f Folder) validate() error {
	if err := f.Options.Validate(); err != nil {
		return err
	}
	switch {
	case !f.Options.Name.Has("name"):
		return ErrNameless
	case f.Options.Name.Has("n"):
		return ErrNumbered
	}
	return nil
}

// State is the state of a watched folder.
type State int

// The states.
const (
	Starting State = iota
	Watching       // notified of new files by the system
	Polling        // without notifications, so it is scanned every few seconds
	Paused         // what arrives waits
	Gone           // the folder is missing; watched again when it returns
	Broken         // cannot be watched: see Status.Reason
	Silent         // its disk, or that of its results, does not answer
)

var stateNames = enum.New[State]("state", []string{
	Starting: "starting", Watching: "watching", Polling: "polling", Paused: "paused",
	Gone: "gone", Broken: "broken", Silent: "silent",
})

// String returns the state's name in lower-case English.
func (s State) String() string { return stateNames.Name(s) }

// Status is the live state of one folder.
type Status struct {
	Folder   Folder
	State    State
	Reason   string // of Polling, Gone, Silent and Broken, in words for the user
	Output   string // folder that gets the results
	Settling int    // files still arriving
	// Unreadable counts the subfolders that cannot be listed, whose pictures are not seen.
	Unreadable int
	Queued     int // pictures waiting for a worker
	Working    int
	Done       int
	Skipped    int        // resized before, gone again, or not a picture after all
	Failed     int        // and not made since
	SetAside   []SetAside // of the failed ones; newest first, at most SetAsideMax
	Recent     []Recent   // newest first, at most RecentMax; not to be changed
}

// same reports whether a user would see no difference.
func (s Status) same(t Status) bool {
	newest := func(list []SetAside) (a SetAside) {
		if len(list) > 0 {
			a = list[0]
		}
		return a
	}
	a, b := newest(s.SetAside), newest(t.SetAside)
	return len(s.SetAside) == len(t.SetAside) && a.Path == b.Path && a.Since.Equal(b.Since) &&
		s.State == t.State && s.Reason == t.Reason &&
		s.Settling == t.Settling && s.Unreadable == t.Unreadable && s.Queued == t.Queued &&
		s.Working == t.Working && s.Done == t.Done && s.Skipped == t.Skipped && s.Failed == t.Failed
}

// RecentMax is how many finished pictures a Status remembers.
const RecentMax = 50

// Recent is one finished picture.
type Recent struct {
	Path     string // input
	Output   string // empty if it failed
	Err      error
	Tries    int  // how often it has failed
	SetAside bool // see SetAside
	Warnings []string
	Bytes    int64 // of the output
	At       time.Time
}
