package control

import (
	"context"

	"sizemill/hotfolder"
	"sizemill/settings"
)

// Deps is what a controller needs from outside. Fields not said to be optional are required.
type Deps struct {
	Engine       Engine
	Settings     settings.Settings       // as loaded
	SettingsErr  error                   // why the settings file could not be used; optional
	Store        Store                   // where changed settings go
	Watch        Watch                   // the running service of watched folders
	WatchChanged <-chan struct{}         // receives a value when Watch.Status changes; optional
	Past         Past                    // without one nothing is undone or resumed; optional
	PastErr      error                   // why there is none, or why it begins again; optional
	PastFailed   <-chan error            // receives why watched folders cannot use it; optional
	Chooser      Chooser                 // the system's dialogs; optional: else the toolkit's are used
	OpenPath     func(path string) error // opens a folder in the file manager
}

// Store keeps settings, which other windows change, too: Update applies a change to what they are
// now. It is called from a single goroutine, which is not the UI's.
type Store interface {
	Update(change func(*settings.Settings)) error
}

// Watch is the part of hotfolder.Service that the window uses. Controller.Run adds the folders of
// Deps.Settings.
type Watch interface {
	Add(hotfolder.Folder) error
	Remove(path string)
	SetPaused(path string, paused bool)
	Retry(path string)
	Status() []hotfolder.Status
}

// Chooser asks with the system's own dialogs. Its methods are called off the UI goroutine and block
// until the user has answered or ctx has ended. An empty answer without an error means that the
// user cancelled; an error means that this system has no such dialog.
type Chooser interface {
	ChooseFolder(ctx context.Context, title string) (string, error)
	ChoosePictures(ctx context.Context, title string) ([]string, error)
}
