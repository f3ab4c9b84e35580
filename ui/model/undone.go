package model

import "sizemill/undo"

// Undoing is how far taking back results has come.
type Undoing struct {
	Done, Total int
}

// Undone is what taking back results has come to.
type Undone struct {
	Removed, Restored int
	Gone              int // results that were not there any more
	Kept              []Kept
}

// Kept is a file that could not be taken back.
type Kept struct {
	Path   string
	Reason undo.Reason
	Err    error // of undo.Failed
}

// Add counts an event.
func (u *Undone) Add(e undo.Event) {
	switch e.Action {
	case undo.Removed:
		u.Removed++
	case undo.Restored:
		u.Restored++
	case undo.Gone:
		u.Gone++
	case undo.Kept:
		u.Kept = append(u.Kept, Kept{e.Entry.Output.Path, e.Reason, e.Err})
	}
}
