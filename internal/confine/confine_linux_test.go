package confine_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"

	abi "github.com/landlock-lsm/go-landlock/landlock/syscall"

	"sizemill/internal/confine"
)

// task makes the test binary a process that confines itself and tries what the test asks for,
// because a process cannot be set free again.
const task = "SIZEMILL_TEST_CONFINED"

func TestMain(m *testing.M) {
	if dir := os.Getenv(task); dir != "" {
		if err := json.NewEncoder(os.Stdout).Encode(confined(dir)); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// report is what a confined process found out.
type report struct {
	Confinement confine.Confinement
	Err         string            // of confine.Restrict
	Denied      map[string]bool   // by attempt
	Failed      map[string]string // by attempt: any other error
	Threads     int               // threads that could read what is outside
}

// confined confines this process to dir/in and dir/out, and makes all attempts.
func confined(dir string) report {
	r := report{Denied: map[string]bool{}, Failed: map[string]string{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.Err = err.Error()
		return r
	}
	defer func() { _ = listener.Close() }()
	r.Confinement, err = confine.Restrict(confine.Access{
		Read: []string{filepath.Join(dir, "in"), filepath.Join(dir, "single.jpg")}, Write: []string{filepath.Join(dir, "out")},
	})
	if err != nil {
		r.Err = err.Error()
		return r
	}
	for _, a := range attempts(dir, listener.Addr().String()) {
		err := a.try()
		switch {
		case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EXDEV):
			r.Denied[a.name] = true
		case err != nil:
			r.Failed[a.name] = err.Error()
		}
	}
	r.Threads = leaks(filepath.Join(dir, "outside.jpg"))
	return r
}

// leaks counts the threads that can read path.
func leaks(path string) int {
	const threads = 16
	leaked := 0
	var mu sync.Mutex
	var all, started sync.WaitGroup
	started.Add(threads)
	for range threads {
		all.Go(func() {
			runtime.LockOSThread()
			started.Done()
			started.Wait() // so that each has a thread to itself
			if _, err := os.ReadFile(path); err == nil {
				mu.Lock()
				defer mu.Unlock()
				leaked++
			}
		})
	}
	all.Wait()
	return leaked
}

// attempt is one thing to try, and whether it is denied from a version of Landlock on.
type attempt struct {
	name   string
	denied bool
	from   int
	try    func() error
}

func attempts(dir, address string) []attempt {
	at := func(names ...string) string { return filepath.Join(append([]string{dir}, names...)...) }
	read := func(names ...string) func() error {
		return func() error { _, err := os.ReadFile(at(names...)); return err }
	}
	write := func(names ...string) func() error {
		return func() error { return os.WriteFile(at(names...), []byte("new"), 0o600) }
	}
	return []attempt{
		{"read an input", false, 1, read("in", "a.jpg")},
		{"read an input file", false, 1, read("single.jpg")},
		{"list an input", false, 1, func() error { _, err := os.ReadDir(at("in")); return err }},
		{"read a folder that appears below", false, 1, func() error { _, err := os.ReadDir(at("in", "sub")); return err }},
		{"write into an input", true, 1, write("in", "b.jpg")},
		{"write over an input", true, 1, func() error {
			f, err := os.OpenFile(at("in", "a.jpg"), os.O_WRONLY, 0)
			if err == nil {
				err = f.Close()
			}
			return err
		}},
		{"cut an input off", true, 3, func() error { return os.Truncate(at("in", "a.jpg"), 0) }},
		{"remove an input", true, 1, func() error { return os.Remove(at("in", "a.jpg")) }},
		{"read beside the inputs", true, 1, read("outside.jpg")},
		{"list beside the inputs", true, 1, func() error { _, err := os.ReadDir(dir); return err }},
		{"follow a link out of the input", true, 1, read("in", "link.jpg")},
		{"read the user's names", true, 1, func() error { _, err := os.ReadFile("/etc/passwd"); return err }},
		{"write an output", false, 1, write("out", "a.jpg")},
		{"make a folder", false, 1, func() error { return os.Mkdir(at("out", "x"), 0o700) }},
		{"write into it", false, 1, write("out", "x", "a.jpg")},
		{"rename an output", false, 1, func() error { return os.Rename(at("out", "a.jpg"), at("out", "b.jpg")) }},
		{"move an output between folders", false, 2, func() error { return os.Rename(at("out", "b.jpg"), at("out", "x", "b.jpg")) }},
		{"remove an output", false, 1, func() error { return os.Remove(at("out", "x", "a.jpg")) }},
		{"write beside the outputs", true, 1, write("outside2.jpg")},
		{"write through a link out of the outputs", true, 1, write("out", "link", "c.jpg")},
		{"make a link", true, 1, func() error { return os.Symlink(dir, at("out", "made")) }},
		{"make a pipe", true, 1, func() error { return syscall.Mkfifo(at("out", "pipe"), 0o600) }},
		{"start a program", true, 1, func() error { return exec.Command("/bin/true").Run() }},
		{"read the limits of this process", false, 1, func() error { _, err := os.ReadFile("/proc/self/limits"); return err }},
		{"read another process", true, 1, func() error { _, err := os.ReadFile("/proc/1/environ"); return err }},
		{"read what names this machine", false, 1, func() error {
			_, err := os.ReadFile("/etc/machine-id")
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}},
		{"discard", false, 1, func() error { return os.WriteFile("/dev/null", []byte("x"), 0) }},
		{"connect", true, 4, func() error {
			c, err := net.Dial("tcp", address)
			if err == nil {
				err = c.Close()
			}
			return err
		}},
		{"listen", true, 4, func() error {
			var plain net.ListenConfig
			plain.SetMultipathTCP(false) // which Landlock does not know
			l, err := plain.Listen(context.Background(), "tcp", "127.0.0.1:0")
			if err == nil {
				err = l.Close()
			}
			return err
		}},
	}
}

// TestRestrict tries everything in a confined process, also through links.
func TestRestrict(t *testing.T) {
	version, err := abi.LandlockGetABIVersion()
	if err != nil || version < 1 {
		t.Skip("not run: this kernel has no Landlock")
	}
	dir := t.TempDir()
	for _, folder := range []string{"in/sub", "out", "elsewhere"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"in/a.jpg", "single.jpg", "outside.jpg"} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte("bytes"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"in/link.jpg": "../outside.jpg", "out/link": "../elsewhere"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	got := run(t, dir)
	if got.Err != "" {
		t.Fatal(got.Err)
	}
	if want := (confine.Confinement{ABI: version, Network: version >= 4}); got.Confinement != want {
		t.Errorf("confinement %+v, want %+v", got.Confinement, want)
	}
	for _, a := range attempts(dir, "") {
		if version < a.from {
			t.Logf("not run: %s: needs ABI %d", a.name, a.from)
			continue
		}
		if got.Denied[a.name] != a.denied || got.Failed[a.name] != "" {
			t.Errorf("%s: denied %v, want %v; %s", a.name, got.Denied[a.name], a.denied, got.Failed[a.name])
		}
	}
	if got.Threads > 0 {
		t.Errorf("%d threads are not confined", got.Threads)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "in", "a.jpg")); err != nil || string(text) != "bytes" {
		t.Errorf("the input is now %q, %v", text, err)
	}
}

// TestRestrictNothing asks for what does not exist: the process must not believe to be confined.
func TestRestrictNothing(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, access := range map[string]confine.Access{
		"read":          {Read: []string{missing}},
		"write":         {Write: []string{missing}},
		"write to file": {Write: []string{file}},
	} {
		_, err := confine.Restrict(access)
		var unavailable *confine.UnavailableError
		if errors.As(err, &unavailable) {
			t.Skip("not run: " + unavailable.Reason)
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func run(t *testing.T, dir string) report {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), task+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the confined process: %v\n%s", err, out)
	}
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return r
}
