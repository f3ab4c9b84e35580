// Package settings loads and saves preferences and watched folders as one JSON file.
package settings

import (
	"sizemill/batch"
	"sizemill/hotfolder"
)

// Settings is everything that Sizemill remembers between runs.
type Settings struct {
	Version int                `json:"version"`
	Resize  batch.Options      `json:"resize"` // of the Resize view, as last used; never in place
	Watch   []hotfolder.Folder `json:"watch,omitempty"`
	Theme   Theme              `json:"theme,omitempty"`
	Window  Window             `json:"window,omitzero"`
}

// Theme is the window's look. Nothing in the window sets it: it is chosen by editing the file.
type Theme string

// The themes; empty follows the system.
const (
	ThemeSystem Theme = ""
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Window is the main window's size in Fyne's device-independent units; zero is the default.
type Window struct {
	Width  float32 `json:"width,omitempty"`
	Height float32 `json:"height,omitempty"`
}

// Default is the settings of a first start.
func Default() Settings { return Settings{Version: Version, Resize: batch.DefaultOptions()} }
