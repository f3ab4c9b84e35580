package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/cli"
	"sizemill/hotfolder"
	"sizemill/internal/imgtest"
	"sizemill/settings"
)

// watchOnce runs a watch that ends by itself.
func watchOnce(t *testing.T, env cli.Env, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	env.Args, env.Stdout, env.Stderr = append([]string{"watch", "--once"}, args...), &out, &errs
	code = cli.Run(ctx, env)
	return code, out.String(), errs.String()
}

// TestWatchOnce: it makes what is there and ends, with 1 if a picture failed. Each line has the
// time; JSON objects have it in a field.
func TestWatchOnce(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	env := cli.Env{StateDir: filepath.Join(dir, "state")}
	code, stdout, stderr := watchOnce(t, env, "--fit", "100", in)
	if code != cli.ExitOK || stderr != "" {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	stamp := regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (watching|/.* → /.*|[A-Z]:.* → .*|stopped: 1 result made, 0 failed)`)
	for line := range strings.Lines(stdout) {
		if !stamp.MatchString(line) {
			t.Errorf("line %q", line)
		}
	}
	imgtest.SameNames(t, in+" resized", "a.jpg")

	imgtest.WriteTree(t, in, map[string][]byte{"text.jpg": []byte("only text, and no picture")})
	code, stdout, stderr = watchOnce(t, env, "--fit", "100", "--json", in)
	if code != cli.ExitFailed || stderr != "" {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	var events []string
	for line := range strings.Lines(stdout) {
		var e struct {
			Event, Time  string
			Failed, Done int
			Tries        int
			SetAside     *bool `json:"set_aside"`
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if at, err := time.Parse(time.RFC3339Nano, e.Time); err != nil || time.Since(at) > time.Minute {
			t.Errorf("%q: the time is %v, %v", line, at, err)
		}
		if e.Event == "failed" && (e.SetAside == nil || !*e.SetAside || e.Tries != 1) {
			t.Errorf("%q", line)
		}
		events = append(events, fmt.Sprintf("%s %d", e.Event, e.Failed))
	}
	if !slices.Contains(events, "failed 0") || events[len(events)-1] != "summary 1" {
		t.Errorf("events %q", events)
	}
	if code, _, stderr := watchOnce(t, env, "--wait", in); code != cli.ExitUsage || !strings.Contains(stderr, "--once") {
		t.Errorf("with --wait: exit code %d, %q", code, stderr)
	}
}

// TestWatchRemembered: the folders of the window are watched, each with its own settings, except
// those that are paused.
func TestWatchRemembered(t *testing.T) {
	dir := t.TempDir()
	jpeg := imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, dir, map[string][]byte{"one/a.jpg": jpeg, "two/b.jpg": jpeg, "paused/c.jpg": jpeg})
	env := cli.Env{StateDir: filepath.Join(dir, "state"), Settings: filepath.Join(dir, "config", "settings.json")}
	if code, _, stderr := watchOnce(t, env, "--remembered"); code != cli.ExitOK || !strings.Contains(stderr, "no folder is remembered") {
		t.Errorf("without folders: exit code %d, %q", code, stderr)
	}
	var folders []hotfolder.Folder
	for _, name := range []string{"one", "two", "paused"} {
		opts := batch.DefaultOptions()
		opts.Out = filepath.Join(dir, "out "+name)
		folders = append(folders, hotfolder.Folder{Path: filepath.Join(dir, name), Options: opts, Paused: name == "paused"})
	}
	save := func(folders []hotfolder.Folder) {
		t.Helper()
		if err := settings.NewStore(env.Settings).Update(func(s *settings.Settings) { s.Watch = folders }); err != nil {
			t.Fatal(err)
		}
	}
	save(folders)
	if code, _, stderr := watchOnce(t, env, "--remembered"); code != cli.ExitOK || stderr != "" {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	imgtest.SameNames(t, filepath.Join(dir, "out one"), "a.jpg")
	imgtest.SameNames(t, filepath.Join(dir, "out two"), "b.jpg")
	for _, args := range [][]string{{"--remembered", dir}, {"--remembered", "--fit", "100"}, {}} {
		if code, _, stderr := watchOnce(t, env, args...); code != cli.ExitUsage {
			t.Errorf("%q: exit code %d, %q", args, code, stderr)
		}
	}

	// Folders that are added, changed and removed in the window.
	save(folders[:1])
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out := newLines()
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Run(ctx, cli.Env{
			Args: []string{"watch", "--remembered", "--json"}, Stdout: out, Stderr: &bytes.Buffer{},
			StateDir: env.StateDir, Settings: env.Settings,
		})
	}()
	out.waitFor(t, `"watching"`, "one")
	folders[2].Paused = false
	save(folders[1:])
	out.waitFor(t, `"removed"`, "one")
	out.waitFor(t, `"done"`, "c.jpg")
	imgtest.SameNames(t, filepath.Join(dir, "out paused"), "c.jpg")
	cancel()
	if code := <-ended; code != cli.ExitOK {
		t.Errorf("exit code %d", code)
	}
}

// lines is an output whose lines a test waits for.
type lines chan string

func newLines() lines { return make(lines, 1000) }

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

// waitFor returns when a line has all parts.
func (l lines) waitFor(t *testing.T, parts ...string) {
	t.Helper()
	for deadline := time.After(30 * time.Second); ; {
		select {
		case line := <-l:
			if !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) }) {
				return
			}
		case <-deadline:
			t.Fatalf("no line with %q", parts)
		}
	}
}
