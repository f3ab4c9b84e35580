package model

import (
	"cmp"
	"slices"

	"sizemill/hotfolder"
)

const (
	// RecentShown is how many of the last pictures a card lists.
	RecentShown = 5
	// failuresShown is how many of them are failures, if there are that many, whatever has been made since.
	failuresShown = 3
)

// KeepFailures is the newest failures of a folder, newest first and each picture once: those of recent, and of those kept
// before what has left recent since. What has been made since is mended and goes.
func KeepFailures(kept, recent []hotfolder.Recent) []hotfolder.Recent {
	seen := make(map[string]bool, len(recent))
	var failures []hotfolder.Recent
	for _, r := range slices.Concat(recent, kept) {
		if !seen[r.Path] && r.Err != nil {
			failures = append(failures, r)
		}
		seen[r.Path] = true
	}
	slices.SortStableFunc(failures, func(a, b hotfolder.Recent) int { return cmp.Compare(b.At.UnixNano(), a.At.UnixNano()) })
	return failures[:min(len(failures), RecentShown)]
}

// CardRecent is what a card lists: failures, and below them the last pictures that were made.
func CardRecent(failures, recent []hotfolder.Recent) []hotfolder.Recent {
	var made []hotfolder.Recent
	for _, r := range recent {
		if r.Err == nil {
			made = append(made, r)
		}
	}
	n := min(len(failures), max(failuresShown, RecentShown-len(made)))
	return slices.Concat(failures[:n], made[:min(len(made), RecentShown-n)])
}
