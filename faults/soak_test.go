//go:build faults && linux

package faults

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// soakTopic is no row of the list.
const soakTopic = "soak"

// TestSoak moves thousands of files about in watched folders while the watchers run, and one of them
// is killed and started again. In the end every picture has one result, which is current.
func TestSoak(t *testing.T) {
	duration, err := time.ParseDuration(os.Getenv("SIZEMILL_SOAK"))
	if err != nil {
		t.Skip("not run: `make soak` runs it")
	}
	f := provoke(t, soakTopic, duration.String(), "copy, move, rename, edit, delete, write slowly; two watches, one of them killed again and again")
	s := newSoak(f)
	s.begin()
	end := time.Now().Add(duration)
	for i := 1; time.Now().Before(end); i++ {
		s.act()
		if time.Since(s.killed) > duration/6 {
			s.killOne()
		}
		if time.Since(s.sampled) > duration/60 {
			s.sample()
		}
	}
	s.finish()
	s.settle()
	idle := s.idle(max(duration/5, 10*time.Second))
	s.judge(idle)
}

// soak is the folders, the programs that watch them, and what is known of both.
type soak struct {
	*fault
	random   *rand.Rand
	folders  []string
	pictures [][]byte
	slow     []*slowFile
	ever     map[string]bool // paths, within dir, at which there was a picture once
	acts     map[string]int
	named    int // files that got a name so far

	a, b            *proctest.Process // a watches the first two folders, b the last two
	kills           int
	killed, sampled time.Time
	resident        []int // of b, which lives through it all, in megabytes
	open            []int // its files
	threads         []int
}

// slowFile is a picture that is being written.
type slowFile struct {
	path  string
	file  *os.File
	rest  []byte
	after time.Time
}

func newSoak(f *fault) *soak {
	seed := uint64(time.Now().UnixNano())
	f.Logf("seed %d", seed)
	s := &soak{fault: f, random: rand.New(rand.NewPCG(seed, 0)), ever: make(map[string]bool), acts: make(map[string]int)}
	for _, name := range []string{"one", "both", "two"} {
		s.folders = append(s.folders, f.folder(name, 0o777))
	}
	for i := range 60 {
		s.pictures = append(s.pictures, imgtest.JPEG(f, 120+5*i, 90+3*(i%7)))
	}
	return s
}

func (s *soak) watch(folders ...string) *proctest.Process {
	return s.watches(len(folders), append([]string{"--fit", "100"}, folders...)...)
}

func (s *soak) begin() {
	s.a, s.b = s.watch(s.folders[0], s.folders[1]), s.watch(s.folders[1], s.folders[2])
	s.killed, s.sampled = time.Now(), time.Now()
}

func (s *soak) killOne() {
	s.a.Kill9()
	s.kills++
	s.a = s.watch(s.folders[0], s.folders[1])
	s.killed = time.Now()
}

func (s *soak) sample() {
	s.resident = append(s.resident, s.fault.resident(s.b))
	s.open = append(s.open, s.count(s.b, "fd"))
	s.threads = append(s.threads, s.count(s.b, "task"))
	s.sampled = time.Now()
}

// count returns how many entries a folder of a process in /proc has.
func (s *soak) count(p *proctest.Process, name string) int {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/%s", p.Cmd.Process.Pid, name))
	s.must(err)
	return len(entries)
}

// act does one thing to a file, at some 15 a second.
func (s *soak) act() {
	proctest.Pause(s.T, time.Duration(s.random.IntN(100))*time.Millisecond)
	s.grow()
	act := [...]string{"copied", "copied", "copied", "moved in", "moved in", "renamed", "moved between folders", "edited in place",
		"replaced by a rename", "deleted", "deleted", "written slowly", "folder renamed"}[s.random.IntN(13)]
	path := s.pick()
	if path == "" && act != "copied" && act != "moved in" && act != "written slowly" {
		return
	}
	var err error
	switch act {
	case "copied":
		err = os.WriteFile(s.fresh(), s.picture(), 0o600)
	case "moved in":
		err = errors.Join(os.WriteFile(s.path("staging"), s.picture(), 0o600), os.Rename(s.path("staging"), s.fresh()))
	case "renamed":
		err = os.Rename(path, s.like(path, filepath.Dir(path)))
	case "moved between folders":
		err = os.Rename(path, s.like(path, s.folders[s.random.IntN(len(s.folders))]))
	case "edited in place":
		err = os.WriteFile(path, s.picture(), 0o600)
	case "replaced by a rename":
		err = errors.Join(os.WriteFile(s.path("staging"), s.picture(), 0o600), os.Rename(s.path("staging"), path))
	case "deleted":
		err = os.Remove(path)
	case "written slowly":
		err = s.writeSlowly()
	case "folder renamed":
		if filepath.Dir(filepath.Dir(path)) == s.dir { // it lies in the watched folder itself
			return
		}
		to := filepath.Join(filepath.Dir(filepath.Dir(path)), fmt.Sprint("folder", s.next()))
		err = os.Rename(filepath.Dir(path), to)
		s.rememberAll(to)
	}
	s.must(err)
	s.acts[act]++
}

func (s *soak) next() int { s.named++; return s.named }

func (s *soak) picture() []byte { return s.pictures[s.random.IntN(len(s.pictures))] }

// fresh returns a path for a new file.
func (s *soak) fresh() string {
	dir := s.folders[s.random.IntN(len(s.folders))]
	if s.random.IntN(3) == 0 {
		dir = filepath.Join(dir, fmt.Sprint("sub", s.random.IntN(8)))
		s.must(os.MkdirAll(dir, 0o777))
	}
	return s.remember(filepath.Join(dir, fmt.Sprintf("%05d.jpg", s.next())))
}

// like returns a new path in dir for the file at path. Now and then it is that of another file,
// which is replaced.
func (s *soak) like(path, dir string) string {
	if other := s.pick(); other != "" && s.random.IntN(6) == 0 && filepath.Dir(other) == dir && other != path {
		return s.remember(other)
	}
	return s.remember(filepath.Join(dir, fmt.Sprintf("%05d.jpg", s.next())))
}

// remember notes that there is a picture at path.
func (s *soak) remember(path string) string {
	name, err := filepath.Rel(s.dir, path)
	s.must(err)
	s.ever[name] = true
	return path
}

func (s *soak) rememberAll(dir string) {
	final, _ := files(dir)
	for _, path := range final {
		s.remember(path)
	}
}

// pick returns an existing file that is not being written, or "" if a few attempts find none.
func (s *soak) pick() string {
	for range 5 {
		dir := s.folders[s.random.IntN(len(s.folders))]
		for range 2 {
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) == 0 {
				break
			}
			e := entries[s.random.IntN(len(entries))]
			path := filepath.Join(dir, e.Name())
			if e.IsDir() {
				dir = path
				continue
			}
			if !slices.ContainsFunc(s.slow, func(f *slowFile) bool { return filepath.Dir(f.path) == dir }) || s.random.IntN(3) > 0 && !s.writing(path) {
				return path
			}
			break
		}
	}
	return ""
}

func (s *soak) writing(path string) bool {
	return slices.ContainsFunc(s.slow, func(f *slowFile) bool { return f.path == path })
}

// writeSlowly begins a file that takes some seconds.
func (s *soak) writeSlowly() error {
	if len(s.slow) >= 5 {
		return nil
	}
	path := s.remember(filepath.Join(s.folders[s.random.IntN(len(s.folders))], fmt.Sprintf("%05d.jpg", s.next())))
	w, err := os.Create(path)
	s.slow = append(s.slow, &slowFile{path: path, file: w, rest: s.picture()})
	return err
}

// grow writes another piece of each slow file whose time has come.
func (s *soak) grow() {
	s.slow = slices.DeleteFunc(s.slow, func(f *slowFile) bool {
		if time.Now().Before(f.after) {
			return false
		}
		n := min(len(f.rest), 1200)
		_, err := f.file.Write(f.rest[:n])
		f.rest, f.after = f.rest[n:], time.Now().Add(time.Duration(500+s.random.IntN(1500))*time.Millisecond)
		if len(f.rest) == 0 {
			err = errors.Join(err, f.file.Close())
		}
		s.must(err)
		return len(f.rest) == 0
	})
}

// finish writes what is being written to its end.
func (s *soak) finish() {
	s.waits("slow files are whole", func() bool { s.grow(); return len(s.slow) == 0 })
}

// out returns the results of a watched folder.
func out(folder string) string { return folder + " resized" }

// settle waits until each picture has its result: that of a batch of all that is there now.
func (s *soak) settle() {
	var missing []string
	want := make(map[string]map[string]version)
	for _, folder := range s.folders {
		args := []string{"resize", "--quiet", "--no-history", "--fit", "100", "--out", s.path("expected/" + filepath.Base(folder)), folder}
		s.endsWith(s.starts(args...), 0)
		all, err := finals(s.path("expected/" + filepath.Base(folder)))
		s.must(err)
		want[folder] = all
	}
	ok := proctest.Becomes(s.T, 2*time.Minute, func() bool {
		missing = missing[:0]
		for _, folder := range s.folders {
			missing = append(missing, differences(out(folder), want[folder])...)
		}
		return len(missing) == 0
	})
	if !ok {
		s.Errorf("%d pictures have no current result: %q", len(missing), missing[:min(len(missing), 10)])
	}
	pictures := 0
	for _, folder := range s.folders {
		pictures += len(want[folder])
	}
	s.sees("%d pictures in the end, %d of them without a current result", pictures, len(missing))
}

// differences returns the results in dir that are missing or not those wanted.
func differences(dir string, want map[string]version) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			names = append(names, filepath.Join(filepath.Base(dir), name)+": missing")
		case err != nil || !bytes.Equal(b, want[name].content):
			names = append(names, filepath.Join(filepath.Base(dir), name)+": stale")
		}
	}
	return names
}

// idle returns the share of a processor that the watches take while nothing happens, in percent.
func (s *soak) idle(d time.Duration) float64 {
	s.quiet(5*time.Second, func() int { return len(s.a.Lines()) + len(s.b.Lines()) })
	before := s.busy(s.a) + s.busy(s.b)
	begun := time.Now()
	proctest.Pause(s.T, d)
	return 100 * float64(s.busy(s.a)+s.busy(s.b)-before) / float64(time.Since(begun)) / 2
}

// busy returns how long the threads of a process have run.
func (s *soak) busy(p *proctest.Process) time.Duration {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.Cmd.Process.Pid))
	s.must(err)
	var sum time.Duration
	for _, path := range tasks {
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue // it has ended
		}
		s.must(err)
		var nanoseconds int64
		if _, err := fmt.Sscan(string(b), &nanoseconds); err == nil {
			sum += time.Duration(nanoseconds)
		}
	}
	return sum
}

// judge checks what there is in the end.
func (s *soak) judge(idle float64) {
	numbered := 0
	for _, folder := range s.folders {
		s.whole(out(folder))
		s.tidy(out(folder))
		final, _ := files(out(folder))
		for _, path := range final {
			name, err := filepath.Rel(out(folder), path)
			s.must(err)
			if !s.ever[filepath.Join(filepath.Base(folder), name)] {
				numbered++
				s.Errorf("%s is not the result of a picture", path)
			}
		}
	}
	s.sample()
	goroutines, reference := s.goroutines(s.b), s.goroutines(s.watch(s.folders[1], s.folders[2]))
	early, late := median(s.resident[len(s.resident)/4:len(s.resident)/2]), median(s.resident[len(s.resident)*3/4:])
	files, threads := s.open[len(s.open)-1], s.threads[len(s.threads)-1]
	total := 0
	var acts []string
	for _, act := range slices.Sorted(maps.Keys(s.acts)) {
		total += s.acts[act]
		acts = append(acts, fmt.Sprintf("%d %s", s.acts[act], act))
	}
	s.sees("%d changes (%s), %d kills", total, strings.Join(acts, ", "), s.kills)
	s.sees("%d results that are no picture's", numbered)
	s.sees("resident %d MB in the second quarter, %d MB in the last; %d open files, then %d; %d threads, then %d; %d goroutines, %d in a new process",
		early, late, s.open[0], files, s.threads[0], threads, goroutines, reference)
	s.sees("%.3f %% of a processor when idle", idle)
	if late > early*5/4+10 || files > s.open[0]+5 || goroutines > reference+5 {
		s.Error("something grows")
	}
	if idle >= 0.1 {
		s.Error("too busy for nothing")
	}
}

// goroutines ends a program by making it print its goroutines, and counts them.
func (s *soak) goroutines(p *proctest.Process) int {
	p.Signal(syscall.SIGQUIT)
	s.waits("it prints its goroutines", p.Ended)
	n := 0
	for line := range strings.Lines(p.Err.String()) {
		if strings.HasPrefix(line, "goroutine ") && !strings.HasPrefix(line, "goroutine 0 ") {
			n++
		}
	}
	return n
}

func median(values []int) int {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
