// Package chooser asks for folders and pictures with the system's own dialogs.
package chooser

import (
	"context"
	"errors"

	"github.com/ncruces/zenity"
)

// ErrUnavailable reports that this system has no such dialog.
var ErrUnavailable = errors.New("no file dialog available")

// System asks with the dialogs of the running desktop: on Linux and the BSDs those of
// xdg-desktop-portal, or zenity or a program that replaces it; on Windows and macOS the native
// ones.
type System struct {
	// Extensions are of pictures, such as ".jpg". Dialogs that cannot tell pictures by their kind
	// show files with these extensions.
	Extensions []string
}

// ChooseFolder asks for one folder. It blocks until the user has answered or ctx has ended. It
// returns an empty path without an error if the user cancelled.
func (System) ChooseFolder(ctx context.Context, title string) (string, error) {
	paths, err := choose(ctx, request{title: title, folder: true})
	if err != nil || len(paths) == 0 {
		return "", err
	}
	return paths[0], nil
}

// ChoosePictures asks for any number of files, as ChooseFolder does. It returns no path and no
// error if the user cancelled.
func (s System) ChoosePictures(ctx context.Context, title string) ([]string, error) {
	patterns := make([]string, len(s.Extensions))
	for i, ext := range s.Extensions {
		patterns[i] = "*" + ext
	}
	return choose(ctx, request{title: title, patterns: patterns})
}

// request is what is asked for: a folder, or any number of pictures.
type request struct {
	title    string
	folder   bool
	patterns []string // of pictures' names
}

// choose tries the portal first, because it shows the dialog of the user's own desktop.
func choose(ctx context.Context, r request) ([]string, error) {
	paths, err := askPortal(ctx, r)
	if err == nil || ctx.Err() != nil {
		return paths, err
	}
	return askZenity(ctx, r)
}

func askZenity(ctx context.Context, r request) ([]string, error) {
	if !zenity.IsAvailable() {
		return nil, ErrUnavailable
	}
	opts := []zenity.Option{zenity.Context(ctx), zenity.Title(r.title)}
	var paths []string
	var err error
	if r.folder {
		var path string
		path, err = zenity.SelectFile(append(opts, zenity.Directory())...)
		if path != "" {
			paths = []string{path}
		}
	} else {
		filter := zenity.FileFilter{Name: r.title, Patterns: r.patterns, CaseFold: true}
		paths, err = zenity.SelectFileMultiple(append(opts, filter)...)
	}
	if errors.Is(err, zenity.ErrCanceled) {
		return nil, nil
	}
	return paths, err
}
