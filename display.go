//go:build !headless

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// checkDisplay returns why no window can be opened, or nil. If the display that the environment
// names is missing, the toolkit would end the program with a stack trace. Systems other than Linux
// and the BSDs always have a display.
func checkDisplay(ctx context.Context) error {
	switch runtime.GOOS {
	case "windows", "darwin":
		return nil
	}
	var sockets []string // each "network address"
	if name := os.Getenv("WAYLAND_DISPLAY"); name != "" {
		if !filepath.IsAbs(name) {
			name = filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), name)
		}
		sockets = append(sockets, "unix "+name)
	}
	name := os.Getenv("DISPLAY")
	if name != "" {
		sockets = append(sockets, xSockets(name)...)
	} else if len(sockets) == 0 {
		return errors.New("no display was found to open a window on")
	}
	var d net.Dialer
	for _, s := range sockets {
		network, address, _ := strings.Cut(s, " ")
		if conn, err := d.DialContext(ctx, network, address); err == nil {
			return conn.Close()
		}
	}
	names := strings.TrimSpace(name + " " + os.Getenv("WAYLAND_DISPLAY"))
	return fmt.Errorf("the display %s does not respond, so no window can be opened", names)
}

// xSockets returns where the X server of a DISPLAY such as ":0", "unix:0.0" or "host:10" may
// listen.
func xSockets(display string) []string {
	colon := strings.LastIndexByte(display, ':')
	if colon < 0 {
		return nil
	}
	host, number := display[:colon], display[colon+1:]
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return nil
	}
	if host == "" || host == "unix" {
		path := "/tmp/.X11-unix/X" + number
		return []string{"unix @" + path, "unix " + path}
	}
	return []string{"tcp " + net.JoinHostPort(host, strconv.Itoa(6000+n))}
}
