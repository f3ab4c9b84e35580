// Package confine limits what this process can reach to the files and folders of its task.
package confine

import "fmt"

// Access is what a task needs. The paths exist; they may be relative, and links are followed.
type Access struct {
	Read  []string // files and folders, with everything below them
	Write []string // folders, with everything below them; they can be read, too
}

// Confinement is what the system enforces from now on, until the process ends.
type Confinement struct {
	ABI     int  // Landlock's version
	Network bool // whether TCP is denied, too, which is all that Landlock knows of networks
}

// UnavailableError is the reason why this process cannot be confined. Nothing has changed then.
type UnavailableError struct{ Reason string }

func (e *UnavailableError) Error() string { return e.Reason }

// String returns for example "Landlock (ABI 7), without TCP".
func (c Confinement) String() string {
	text := fmt.Sprintf("Landlock (ABI %d)", c.ABI)
	if c.Network {
		text += ", without TCP"
	}
	return text
}
