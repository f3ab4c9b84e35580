//go:build !headless

package main

import (
	"net"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestXSockets(t *testing.T) {
	for display, want := range map[string][]string{
		":0":         {"unix @/tmp/.X11-unix/X0", "unix /tmp/.X11-unix/X0"},
		"unix:12.1":  {"unix @/tmp/.X11-unix/X12", "unix /tmp/.X11-unix/X12"},
		"host:10.0":  {"tcp host:6010"},
		"nonsense":   nil,
		":":          nil,
		":-1":        nil,
		"host:many!": nil,
	} {
		if got := xSockets(display); !slices.Equal(got, want) {
			t.Errorf("xSockets(%q) = %q, want %q", display, got, want)
		}
	}
}

func TestCheckDisplay(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("there is always a display here")
	}
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, "wayland-7"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Setenv("XDG_RUNTIME_DIR", dir)
	for _, c := range []struct{ wayland, display, want string }{
		{"", "", "no display"},
		{"wayland-7", "", ""},
		{"wayland-7", ":4095", ""},
		{"wayland-8", "", "does not respond"},
		{"", ":4095", "does not respond"},
		{filepath.Join(dir, "wayland-7"), "", ""},
	} {
		t.Setenv("WAYLAND_DISPLAY", c.wayland)
		t.Setenv("DISPLAY", c.display)
		err := checkDisplay(t.Context())
		if (err != nil) != (c.want != "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
