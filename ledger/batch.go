package ledger

import (
	"time"

	"sizemill/internal/enum"
	"sizemill/internal/filedate"
)

// Kind is what made a batch.
type Kind int

// The kinds. Their numbers are stored.
const (
	Resize Kind = iota // one run over files and folders
	Watch              // a watched folder, from its start to its end
)

var kindNames = enum.New[Kind]("kind", []string{Resize: "resize", Watch: "watch"})

// String returns the kind's name in lower-case English.
func (k Kind) String() string { return kindNames.Name(k) }

// MarshalText writes String's name.
func (k Kind) MarshalText() ([]byte, error) { return kindNames.Text(k) }

// Batch is one recorded run.
type Batch struct {
	ID      int64
	Kind    Kind
	Began   time.Time
	Ended   time.Time // zero while it runs, and if it was killed
	Inputs  []string  // absolute paths
	Outputs []string  // folders of results, absolute
	Request []byte    // what package batch needs to resume it
	InPlace bool      // results replace their originals
	Folders []string  // absolute paths of folders that are made for results, parents first
	LeftOut int       // pictures that need no result: it exists, or they are small enough
	Totals
}

// Totals sums up the entries of a batch. Of a batch that has not ended they are counted at the
// moment of the question.
type Totals struct {
	Planned, Made, Copied, Failed, Skipped, Cancelled, Undone int // by state

	BytesIn, BytesOut int64 // of the pictures that were written
	Elapsed           time.Duration
}

// Missing returns the number of results that resuming would try to make.
func (t Totals) Missing() int { return t.Planned + t.Cancelled + t.Failed }

// State is what became of an entry.
type State int

// The states. Their numbers are stored.
const (
	Planned   State = iota // not made yet, or interrupted by the end of the program
	Made                   // resized and encoded
	Copied                 // already small enough: the source's pixels as they were encoded
	Failed                 // see Entry.Error
	Skipped                // turned out to need no result
	Cancelled              // interrupted by the user
	Undone                 // made, and taken back
)

var stateNames = enum.New[State]("state", []string{
	Planned: "planned", Made: "made", Copied: "copied", Failed: "failed", Skipped: "skipped",
	Cancelled: "cancelled", Undone: "undone",
})

// String returns the state's name in lower-case English.
func (s State) String() string { return stateNames.Name(s) }

// MarshalText writes String's name.
func (s State) MarshalText() ([]byte, error) { return stateNames.Text(s) }

// Written reports whether the entry has an output.
func (s State) Written() bool { return s == Made || s == Copied }

// File is a file as it was when it was recorded.
type File struct {
	Path    string // absolute
	Bytes   int64
	ModTime time.Time
}

// Unchanged reports whether a file has the size and the date that were recorded. Disks that keep
// dates in coarse steps may have cut it since.
func (f File) Unchanged(bytes int64, modTime time.Time) bool {
	return bytes == f.Bytes && filedate.Same(modTime, f.ModTime)
}

// Picture is a picture file as it was when it was recorded.
type Picture struct {
	File
	Width, Height int    // upright pixels
	Hash          []byte // SHA-256 of its bytes; nil if they were not read as a whole
}

// Entry is one result of a batch, planned or made.
type Entry struct {
	ID       int64
	Batch    int64
	Source   Picture
	Size     string  // the name of its size, if the batch makes several per picture
	Job      string  // digest of all that decides the output, beside the source
	Recipe   string  // digest of what was asked for, whatever it comes to with this source
	Output   Picture // of Planned only the path
	State    State
	Error    string   // of Failed, with operation and path
	Warnings []string // what could not be kept
	Removed  []string // metadata that was left out on purpose
	Elapsed  time.Duration
	Backup   string // absolute path of the replaced original
}
