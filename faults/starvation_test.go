//go:build faults && linux

package faults

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sizemill/internal/imgtest"
)

// TestStarved gives the program little of what it needs.
func TestStarved(t *testing.T) {
	for _, c := range []struct {
		name   string
		before []string
		more   []string // flags
		some   bool     // not all pictures can be made
	}{
		{name: "32 open files", before: []string{"prlimit", "--nofile=32"}},
		{name: "32 open files, 8 workers", before: []string{"prlimit", "--nofile=32"}, more: []string{"--workers", "8"}, some: true},
		{name: "12 open files", before: []string{"prlimit", "--nofile=12"}, some: true},
		{name: "one processor, 8 workers", before: []string{"taskset", "-c", "0"}, more: []string{"--workers", "8"}},
		{name: "1 GiB of address space", before: []string{"prlimit", "--as=1073741824"}},
		{name: "a stack of 64 KB", before: []string{"prlimit", "--stack=65536"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, starvation, c.name, "`"+strings.Join(c.before, " ")+"`")
			f.album()
			before, out := f.takes(f.path("in")), f.path("out")
			args := append([]string{"resize", "--json", "--fit", "200", "--out", out, f.path("in")}, c.more...)
			p := f.startsUnder(c.before, args...)
			f.waits("it ends", p.Ended)
			code := p.Cmd.ProcessState.ExitCode()
			if len(p.Events("summary")) == 0 {
				if code != 1 && code != 2 || len(complaints(p)) == 0 {
					t.Errorf("exit code %d without a reason: %s", code, p.Err)
				}
				f.sees("%s", strings.TrimSpace(p.Err.String()))
				return
			}
			sum := f.judged(p, out)
			if code != 0 && !c.some || sum.Failed > 0 && code != 1 {
				t.Errorf("exit code %d, %+v: %s", code, sum, p.Err)
			}
			f.unchanged(before)
			f.sees("%d made, %s", sum.Resized+sum.Copied, plural(sum.Failed, "failure")+" "+reasons(p))
		})
	}
}

// TestFewProcesses runs as a user who may have few threads.
func TestFewProcesses(t *testing.T) {
	t.Parallel()
	f := provoke(t, starvation, "20 threads", "`prlimit --nproc=20` as another user, 8 workers")
	f.root()
	f.tool("prlimit")
	f.tool("setpriv")
	f.album()
	const uid = "64999" // no other process is this user's
	p := f.startsUnder([]string{"prlimit", "--nproc=20", "setpriv", "--reuid", uid, "--regid", uid, "--clear-groups"},
		"resize", "--json", "--workers", "8", "--fit", "200", "--out", f.path("out"), f.path("in"))
	f.endsWith(p, 0)
	sum := f.judged(p, f.path("out"))
	f.sees("%d made, %s", sum.Resized+sum.Copied, plural(sum.Failed, "failure"))
}

// TestNoHome runs where the folders of the user and the system cannot be written to.
func TestNoHome(t *testing.T) {
	for _, c := range []struct {
		name, how string
		env       func(f *fault) []string
	}{
		{"HOME and TMPDIR are read-only", "`mount -o ro`", func(f *fault) []string {
			path := f.mounts("ro", "sizemill", "tmpfs", "", syscall.MS_RDONLY)
			return []string{"HOME=" + path, "TMPDIR=" + path}
		}},
		{"HOME does not exist", "`HOME=/nowhere`", func(*fault) []string { return []string{"HOME=/nowhere/at/all", "TMPDIR=/nowhere"} }},
		{"no HOME", "`env -u HOME`", func(*fault) []string { return []string{"HOME="} }},
		{"HOME is full", "`mount -t tmpfs -o size=4k`", func(f *fault) []string {
			path := f.mounts("full", "sizemill", "tmpfs", "size=4k,nr_inodes=3", 0)
			return []string{"HOME=" + path}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, starvation, c.name, c.how)
			n := f.album()
			before, out := f.takes(f.path("in")), f.path("out")
			p := f.startsUnder(append([]string{"env"}, c.env(f)...), "resize", "--json", "--fit", "200", "--out", out, f.path("in"))
			f.endsWith(p, 0)
			if sum := f.judged(p, out); sum.Resized+sum.Copied != n {
				t.Errorf("%+v", sum)
			}
			f.unchanged(before)
			f.sees("all %d made; said %q", n, strings.TrimSpace(strings.ReplaceAll(p.Err.String(), f.dir, "DIR")))
		})
	}
}

// TestLedgers takes the ledger away, or spoils it: the job still runs, and says so in one line.
func TestLedgers(t *testing.T) {
	for _, c := range []struct {
		name, how string
		spoil     func(f *fault, path string)
		silent    bool // there is nothing to say
		repeats   bool // what was made before is not remembered, but found by its name and date
	}{
		{name: "deleted", how: "`rm` of its folder", silent: true, spoil: func(f *fault, path string) { f.must(os.RemoveAll(filepath.Dir(path))) }},
		{name: "truncated", how: "cut to half", spoil: func(f *fault, path string) {
			info, err := os.Stat(path)
			f.must(err)
			f.must(os.Truncate(path, info.Size()/2))
		}},
		{name: "text", how: "overwritten with text", spoil: func(f *fault, path string) {
			f.must(os.WriteFile(path, []byte(strings.Repeat("This is no database. ", 500)), 0o600))
		}},
		{name: "empty", how: "cut to nothing", silent: true, spoil: func(f *fault, path string) { f.must(os.Truncate(path, 0)) }},
		{name: "from a newer version", how: "`PRAGMA user_version`: 9999 in its header", spoil: func(f *fault, path string) {
			w, err := os.OpenFile(path, os.O_WRONLY, 0)
			f.must(err)
			_, err = w.WriteAt([]byte{0, 0, 0x27, 0x0f}, 60)
			f.must(err)
			f.must(w.Close())
		}},
		{name: "a folder in its place", how: "`mkdir`", spoil: func(f *fault, path string) {
			f.must(os.RemoveAll(filepath.Dir(path)))
			f.must(os.MkdirAll(filepath.Join(path, "x"), 0o700))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, ledgers, c.name, c.how+", between two runs of one batch")
			n := f.album()
			out := f.path("out")
			args := []string{"--fit", "200", "--out", out, f.path("in")}
			f.judged(f.resizes(0, args...), out)
			path := filepath.Join(f.home, ".local", "state", "sizemill", "ledger.db")
			if _, err := os.Stat(path); err != nil {
				f.notRun("this version has no ledger")
			}
			c.spoil(f, path)
			f.write(map[string][]byte{"in/new.jpg": imgtest.JPEG(t, 320, 200)})
			before := f.takes(f.path("in"))
			p := f.resizes(0, args...)
			sum := f.adds(p)
			f.whole(out)
			f.tidy(f.dir)
			f.unchanged(before)
			if results(out) != n+1 || sum.Resized+sum.Copied != 1 {
				t.Errorf("%d results of %d pictures, %+v", results(out), n+1, sum)
			}
			said := complaints(p)
			if len(said) > 1 || len(said) == 0 && !c.silent {
				t.Errorf("said %q", said)
			}
			f.sees("only the new picture made; said %q", strings.TrimSpace(strings.ReplaceAll(strings.Join(said, ""), f.dir, "DIR")))
		})
	}
}

// TestLedgerLocked holds the ledger as another program that hangs in the middle of a write.
func TestLedgerLocked(t *testing.T) {
	t.Parallel()
	f := provoke(t, ledgers, "locked", "another program stopped in the middle of a transaction")
	f.tool("python3")
	n := f.album()
	out := f.path("out")
	f.judged(f.resizes(0, "--fit", "200", "--out", out, f.path("in")), out)
	path := filepath.Join(f.home, ".local", "state", "sizemill", "ledger.db")
	if _, err := os.Stat(path); err != nil {
		f.notRun("this version has no ledger")
	}
	script := "import sqlite3,sys; c=sqlite3.connect(sys.argv[1],isolation_level=None); c.execute('BEGIN IMMEDIATE'); print('held',flush=True); sys.stdin.read()"
	holder := f.holds("python3", "-c", script, path)
	f.waits("the ledger is locked", func() bool { return strings.Contains(holder.Out.String(), "held") || holder.Ended() })
	if holder.Ended() {
		f.notRun("python3 has no sqlite3: " + holder.Err.String())
	}
	p := f.resizes(0, "--fit", "150", "--out", f.path("out2"), f.path("in"))
	if sum := f.judged(p, f.path("out2")); sum.Resized+sum.Copied != n {
		t.Errorf("%+v", sum)
	}
	f.sees("all %d made; said %q", n, strings.TrimSpace(strings.ReplaceAll(p.Err.String(), f.dir, "DIR")))
}
