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

// checkDisplay says why no window can be opened. The toolkit ends the program with a stack trace where the display that the
// environment names is not there. Elsewhere than on Linux and the BSDs there is always one.
func checkDisplay(ctx context.Context) error {
	switch runtime.GOOS {
	case "windows", "darwin":
		return nil
	}
	var sockets []string // "network address"
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
		return errors.New("there is no display to open a window on")
	}
	var d net.Dialer
	for _, s := range sockets {
		network, address, _ := strings.Cut(s, " ")
		if conn, err := d.DialContext(ctx, network, address); err == nil {
			return conn.Close()
		}
	}
	return fmt.Errorf("the display %s does not answer, so no window can be opened", strings.TrimSpace(name+" "+os.Getenv("WAYLAND_DISPLAY")))
}

// xSockets lists where the X server of a DISPLAY such as ":0", "unix:0.0" or "host:10" may listen.
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
