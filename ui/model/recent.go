package model

import (
	"slices"

	"sizemill/hotfolder"
)

const (
	// RecentShown is how many of its last pictures a watched folder lists.
	RecentShown = 5
	// failuresShown of them are failures, if there are that many, whatever has been made since.
	failuresShown = 3
)

// WatchedFolder is a watched folder as the window shows it.
type WatchedFolder struct {
	hotfolder.Status
	Failures []hotfolder.Recent // see KeepFailures
	Refused  error              // why it cannot be watched; nil if it can
}

// KeepFailures returns the newest failures of a folder, newest first and each picture once. They
// are those in recent, and those of kept that have left recent by now. A picture that was made
// after its failure is left out.
func KeepFailures(kept, recent []hotfolder.Recent) []hotfolder.Recent {
	seen := make(map[string]bool, len(recent))
	var failures []hotfolder.Recent
	for _, r := range slices.Concat(recent, kept) {
		if !seen[r.Path] && r.Err != nil {
			failures = append(failures, r)
		}
		seen[r.Path] = true
	}
	slices.SortStableFunc(failures, func(a, b hotfolder.Recent) int { return b.At.Compare(a.At) })
	return failures[:min(len(failures), RecentShown)]
}

// Listed returns the pictures that the folder lists: failures, then the last ones that were made.
func (f WatchedFolder) Listed() []hotfolder.Recent {
	var made []hotfolder.Recent
	for _, r := range f.Recent {
		if r.Err == nil {
			made = append(made, r)
		}
	}
	n := min(len(f.Failures), max(failuresShown, RecentShown-len(made)))
	return slices.Concat(f.Failures[:n], made[:min(len(made), RecentShown-n)])
}
