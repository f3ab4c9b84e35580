package ui

import (
	"sizemill/ui/control"
)

// Deps is what the window needs from outside. All fields are required.
type Deps struct {
	control.Deps

	// Dispatch runs a function on the UI goroutine, soon and in order, without
	// waiting: fyne.Do.
	Dispatch func(func())
	// Abandon ends the program if the toolkit does not return from its end. Everything else is
	// done by then; err is why the settings could not be saved.
	Abandon func(err error)
	Version string
}
