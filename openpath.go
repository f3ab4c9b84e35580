//go:build !headless

package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// openPatience is how long a program may take to pass a folder to the file manager.
const openPatience = 10 * time.Second

// openPath shows a folder in the file manager with open, the toolkit's way. If the program that
// open needs is missing, it uses GLib's, which most desktops have. The error wraps exec.ErrNotFound
// if there is neither.
func openPath(ctx context.Context, path string, open func(*url.URL) error) error {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") { // C:/photos
		slashed = "/" + slashed
	}
	err := open(&url.URL{Scheme: "file", Path: slashed})
	if !errors.Is(err, exec.ErrNotFound) {
		return err
	}
	if _, lookErr := exec.LookPath("gio"); lookErr != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, openPatience)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "gio", "open", path).CombinedOutput(); err != nil {
		return fmt.Errorf("gio open %s: %w: %s", path, err, strings.TrimSpace(string(out)))
	}
	return nil
}
