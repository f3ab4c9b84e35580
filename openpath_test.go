//go:build !headless

package main

import (
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

func TestOpenPath(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("scripts are the programs of this test")
	}
	const folder = "/photos/Holiday resized"
	missing := &exec.Error{Name: "xdg-open", Err: exec.ErrNotFound}
	broken := errors.New("no")
	for _, tt := range []struct {
		name   string
		open   error  // the toolkit's
		gio    string // script; empty for none
		want   error
		opened string // by gio
	}{
		{"by the toolkit", nil, "exit 1", nil, ""},
		{"the toolkit fails", broken, "exit 0", broken, ""},
		{"by gio", missing, `printf %s "$2" > "$(dirname "$0")/opened"`, nil, folder},
		{"by nothing", missing, "", exec.ErrNotFound, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if tt.gio != "" {
				script := "#!/bin/sh\nPATH=/usr/bin:/bin\n" + tt.gio + "\n"
				if err := os.WriteFile(filepath.Join(dir, "gio"), []byte(script), 0o700); err != nil { //nolint:gosec // it is run
					t.Fatal(err)
				}
			}
			t.Setenv("PATH", dir)
			err := openPath(t.Context(), folder, func(u *url.URL) error {
				if u.Path != folder {
					t.Errorf("opens %s", u)
				}
				return tt.open
			})
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			opened, _ := os.ReadFile(filepath.Join(dir, "opened"))
			if string(opened) != tt.opened {
				t.Errorf("gio has opened %q, want %q", opened, tt.opened)
			}
		})
	}
}
