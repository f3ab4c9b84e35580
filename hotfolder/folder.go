// Package hotfolder resizes what arrives in watched folders.
package hotfolder

import (
	"encoding/json"
	"time"

	"sizemill/batch"
	"sizemill/internal/enum"
)

// Folder is one watched folder and what is done with the pictures that arrive in it. It is what
// settings remember.
//
// Whether a picture was resized by an earlier run is seen by its result's name and date. Pictures
// whose results have the same name, as a.png and a.jpg have in one format, and which also have the
// same date, count as resized where there are as many such results; where there are fewer, each is
// made again, and what turns out to have the very bytes of a file that is there is not written
// twice. So it is where the disk of the results cannot keep dates. Only a result whose picture was
// moved away passes for that of a picture of the same name and date that arrives in a later run.
type Folder struct {
	Path    string        `json:"path"` // absolute
	Options batch.Options `json:"options"`
	Paused  bool          `json:"paused,omitempty"`
}

// UnmarshalJSON reads what encoding/json writes. Fields that are missing, as in a file edited by
// hand, have their defaults.
func (f *Folder) UnmarshalJSON(text []byte) error {
	type plain Folder // without this method
	p := plain{Options: batch.DefaultOptions()}
	if err := json.Unmarshal(text, &p); err != nil {
		return err
	}
	*f = Folder(p)
	return nil
}

// validate says why f cannot be watched, whatever is on the disk.
func (f Folder) validate() error {
	if err := f.Options.Validate(); err != nil {
		return err
	}
	switch {
	case !f.Options.Name.Has("name"):
		return ErrNameless
	case f.Options.Name.Has("n"):
		return ErrNumbered
	case f.Options.Collision == batch.Overwrite:
		return ErrOverwrite
	}
	return nil
}

// State is what a folder is doing.
type State int

// The states.
const (
	Starting State = iota
	Watching       // hears of new files from the system
	Polling        // events do not work here; looked at every few seconds
	Paused         // what arrives waits
	Gone           // the folder is missing; watched again when it returns
	Broken         // cannot be watched; Reason says why
	Silent         // its disk, or that of its results, does not answer; goes on when it does
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
	Skipped    int // resized before, gone again, or no picture after all
	Failed     int
	Recent     []Recent // newest first, at most RecentMax; not to be changed
}

// same says whether a user would see no difference.
func (s Status) same(t Status) bool {
	return s.State == t.State && s.Reason == t.Reason && s.Settling == t.Settling && s.Unreadable == t.Unreadable && s.Queued == t.Queued &&
		s.Working == t.Working && s.Done == t.Done && s.Skipped == t.Skipped && s.Failed == t.Failed
}

// RecentMax is how many finished pictures a Status remembers.
const RecentMax = 50

// Recent is one finished picture.
type Recent struct {
	Path     string // input
	Output   string // empty where it failed
	Err      error
	Warnings []string
	Bytes    int64 // of the output
	At       time.Time
}
