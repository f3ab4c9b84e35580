//go:build e2e && linux

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"sizemill/settings"

	"sizemill/internal/proctest"
)

// The size of each test's own screen.
const screenWidth, screenHeight = 1600, 900

// desktop is an X display with a window manager, a message bus and a home folder, each made for the
// test.
type desktop struct {
	t    *testing.T
	name string // such as ":5"
	home string
	env  []string
	x    *xconn
}

// newDesktop starts a desktop that ends with the test.
func newDesktop(t *testing.T) *desktop {
	t.Helper()
	d := &desktop{t: t, home: t.TempDir()}
	for _, dir := range []string{".config", ".cache", ".local/share", "run"} {
		if err := os.MkdirAll(filepath.Join(d.home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(d.sweep) // registered first, so that it runs last
	screen := fmt.Sprintf("%dx%dx24", screenWidth, screenHeight)
	d.name = ":" + d.announced(os.Environ(), "Xvfb", "-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp", "-noreset")
	d.env = []string{
		"DISPLAY=" + d.name, "HOME=" + d.home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(),
		"XDG_CONFIG_HOME=" + filepath.Join(d.home, ".config"), "XDG_CACHE_HOME=" + filepath.Join(d.home, ".cache"),
		"XDG_DATA_HOME=" + filepath.Join(d.home, ".local/share"), "XDG_RUNTIME_DIR=" + filepath.Join(d.home, "run"),
		"LANG=en_US.UTF-8", "LC_ALL=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1", "FYNE_SCALE=1", "NO_AT_BRIDGE=1",
	}
	// Without a message bus, programs would start one that outlives the desktop.
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+d.announced(d.env, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=3"))
	d.x = dialX(t, d.name)
	proctest.Start(t, d.env, nil, "openbox", "--sm-disable")
	proctest.Eventually(t, proctest.Patience, "the window manager works", func() bool { return d.x.property(d.x.root, "_NET_SUPPORTING_WM_CHECK") != nil })
	return d
}

// announced starts a server and returns the line that it writes to descriptor 3 when it is ready.
func (d *desktop) announced(env []string, name string, args ...string) string {
	d.t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		d.t.Fatal(err)
	}
	server := proctest.Start(d.t, env, func(c *exec.Cmd) { c.ExtraFiles = []*os.File{w} }, name, args...)
	_ = w.Close()
	line, err := bufio.NewReader(r).ReadString('\n') // ends when the server does
	_ = r.Close()
	if err != nil {
		d.t.Fatalf("%s does not say where it is: %v\n%s", name, err, server.Err)
	}
	return strings.TrimSpace(line)
}

// sweep ends what the programs of this desktop have left running. It recognizes them by the home
// folder in their environment.
func (d *desktop) sweep() {
	left := func() (pids []int) {
		dirs, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, path := range dirs {
			env, err := os.ReadFile(path)
			if err == nil && bytes.Contains(env, []byte("HOME="+d.home+"\x00")) {
				pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
				pids = append(pids, pid)
			}
		}
		return pids
	}
	for _, pid := range left() {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	for range 100 {
		if len(left()) == 0 {
			return
		}
		_ = d.do("sleep", "0.05")
	}
	d.t.Errorf("still running: %v", left())
}

// do runs xdotool, even during the test's cleanup.
func (d *desktop) do(args ...string) error {
	cmd := exec.CommandContext(context.WithoutCancel(d.t.Context()), "xdotool", args...)
	cmd.Env = d.env
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool %q: %w: %s", args, err, text)
	}
	return nil
}

// xdo runs xdotool and fails the test if that fails.
func (d *desktop) xdo(args ...string) {
	d.t.Helper()
	if err := d.do(args...); err != nil {
		d.t.Fatal(err)
	}
}

// find waits for the visible window of a process.
func (d *desktop) find(p *proctest.Process, title string) *window {
	d.t.Helper()
	var id uint32
	proctest.Eventually(d.t, proctest.Patience, "a window called "+title+" opens\n", func() bool {
		if p.Ended() {
			d.t.Fatalf("%s has ended: exit code %d, %s", p.Name, p.Cmd.ProcessState.ExitCode(), p.Err)
		}
		cmd := exec.CommandContext(d.t.Context(), "xdotool", "search", "--onlyvisible", "--name", title)
		cmd.Env = d.env
		text, err := cmd.Output()
		if err != nil {
			return false
		}
		for _, field := range strings.Fields(string(text)) {
			n, err := strconv.ParseUint(field, 10, 32)
			if pid := d.x.property(uint32(n), "_NET_WM_PID"); err == nil && pid != nil && int(le.Uint32(pid)) == p.Cmd.Process.Pid {
				id = uint32(n)
			}
		}
		return id != 0
	})
	return &window{d: d, process: p, id: id}
}

// emptyPreferences is what Fyne 2.8.1 prints at some first starts: it makes its preferences file,
// sees it change, and reads it before writing it.
var emptyPreferences = regexp.MustCompile(`.* Fyne error:  Preferences load error:\n(.*   Cause: EOF\n)?(.*   At: .*/app/preferences\.go:\d+\n)?`)

// open starts Sizemill with paths and waits for its window.
func (d *desktop) open(paths ...string) *window {
	d.t.Helper()
	w := d.find(proctest.Start(d.t, d.env, nil, program, paths...), "^Sizemill$")
	d.t.Cleanup(func() {
		if text := emptyPreferences.ReplaceAllString(w.process.Err.String(), ""); text != "" {
			d.t.Errorf("the window has said on stderr:\n%s", text)
		}
	})
	return w
}

// remember writes the settings for the next window.
func (d *desktop) remember(change func(*settings.Settings)) {
	d.t.Helper()
	if err := settings.NewStore(d.settingsPath()).Update(change); err != nil {
		d.t.Fatal(err)
	}
}

// remembered reads the settings that the last window left.
func (d *desktop) remembered() settings.Settings {
	d.t.Helper()
	s, err := settings.NewStore(d.settingsPath()).Load()
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d *desktop) settingsPath() string {
	return filepath.Join(d.home, ".config", "sizemill", "settings.json")
}

// shot writes a screenshot of the whole screen.
func (d *desktop) shot(name string) {
	d.t.Helper()
	keep(d.t, name, d.x.image(d.x.root, image.Rect(0, 0, screenWidth, screenHeight)))
}

// keep writes a screenshot to the folder for them, and logs its path.
func keep(t *testing.T, name string, m *image.RGBA) {
	t.Helper()
	dir := os.Getenv("SIZEMILL_SCREENSHOTS")
	if dir == "" {
		dir = filepath.Join(moduleRoot, "dist", "screenshots")
	}
	path, err := filepath.Abs(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, m); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, buf.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Logf("screenshot: %s", path)
}
