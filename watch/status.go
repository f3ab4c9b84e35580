package watch

// State is how a Watcher learns of new files.
type State string

const (
	// Stopped is the state before and after Run.
	Stopped State = "stopped"
	// Starting lasts until the folder has been walked for the first time.
	Starting State = "starting"
	// Watching learns of changes from the system.
	Watching State = "watching"
	// Polling walks the folder at intervals; Status.Reason says why.
	Polling State = "polling"
	// Gone means that the folder cannot be read at present; Status.Reason says why. The Watcher
	// looks for it until it returns.
	Gone State = "gone"
)

// Status is a snapshot of a Watcher.
type Status struct {
	State State
	// Reason explains Polling and Gone in a plain sentence, and is otherwise empty.
	Reason string
	// Settling counts the files that have appeared or changed and are not yet reported.
	Settling int
	// Folders counts the watched folders, including the root.
	Folders int
	// Unreadable counts the folders that could not be listed in the last walk.
	Unreadable int
}
