// Package settings loads and saves preferences and watched folders as one JSON file.
package settings

import (
	"sizemill/batch"
	"sizemill/hotfolder"
)

// Settings is everything that Sizemill remembers between runs.
type Settings struct {
	Version int                `json:"version"`
	Resize  batch.Options      `json:"resize"` // of the Resize view, as last used
	Watch   []hotfolder.Folder `json:"watch,omitempty"`
	Theme   Theme              `json:"theme,omitempty"`
	Window  Window             `json:"window,omitzero"`
	Limits  Limits             `json:"limits,omitzero"`
	// FollowLinks resizes what symbolic links out of chosen and watched folders lead to. It can
	// only be chosen by editing the file.
	FollowLinks bool `json:"followLinks,omitempty"`
}

// Theme is the theme of the window. It can only be chosen by editing the file.
type Theme string

// The themes. An empty one follows the system.
const (
	ThemeSystem Theme = ""
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Window is the size of the main window in Fyne's device-independent units; zero means the default.
type Window struct {
	Width  float32 `json:"width,omitempty"`
	Height float32 `json:"height,omitempty"`
}

// Default returns the settings of a first start.
func Default() Settings { return Settings{Version: Version, Resize: batch.DefaultOptions()} }
