package watch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// script drives a settler over files that exist only here, on a clock that jumps from one due time
// to the next.
//
//	write F SIZE   F has that size and a new mtime; an event tells of it
//	grow F SIZE    the same, without an event
//	echo F         a late event for what is there already
//	date F N       F's mtime becomes N, however old
//	swap F         another file takes F's name; size and mtime are the same
//	rm F           F goes, with an event
//	vanish F       F goes, without one
//	adopt F        F was there before the watch
//	walk           all files are seen again, without events
//	torn F, whole F  what the check says of F
//	busy F, free F   some process begins and ends to hold F open for writing
//	wait D
//	expect F...    just these were reported since the last expect, in any order; "nothing" for none
type script struct {
	t       *testing.T
	s       *settler
	now     time.Duration
	files   map[string]stamp
	torn    map[string]bool
	busy    map[string]bool
	marks   int64 // makes each mtime and inode new
	reports []string
	tries   int
}

func newScript(t *testing.T) *script {
	return &script{
		t: t, s: newSettler(time.Second, time.Minute),
		files: map[string]stamp{}, torn: map[string]bool{}, busy: map[string]bool{},
	}
}

func (sc *script) run(text string) {
	sc.t.Helper()
	for line := range strings.Lines(text) {
		for step := range strings.SplitSeq(line, "/") {
			if fields := strings.Fields(step); len(fields) > 0 {
				sc.step(fields[0], fields[1:])
			}
		}
	}
}

func (sc *script) step(verb string, args []string) {
	sc.t.Helper()
	path := func() string { return "/in/" + args[0] }
	sc.marks++
	switch verb {
	case "write", "grow":
		st := sc.files[path()]
		st.size, st.mtime = sc.number(args[1]), sc.marks
		if st.inode == 0 {
			st.inode = uint64(sc.marks)
		}
		sc.files[path()] = st
		if verb == "write" {
			sc.s.observe(sc.now, path(), st, true)
		}
	case "echo":
		sc.s.observe(sc.now, path(), sc.files[path()], true)
	case "date":
		st := sc.files[path()]
		st.mtime = sc.number(args[1])
		sc.files[path()] = st
		sc.s.observe(sc.now, path(), st, false)
	case "swap":
		st := sc.files[path()]
		st.inode = uint64(sc.marks)
		sc.files[path()] = st
		sc.s.observe(sc.now, path(), st, true)
	case "rm":
		delete(sc.files, path())
		sc.s.forget(path())
	case "vanish":
		delete(sc.files, path())
	case "adopt":
		sc.files[path()] = stamp{size: 1, mtime: sc.marks, inode: uint64(sc.marks)}
		sc.s.adopt(path(), sc.files[path()])
	case "walk":
		for p, st := range sc.files {
			sc.s.observe(sc.now, p, st, false)
		}
	case "busy":
		sc.busy[path()] = true
	case "free":
		delete(sc.busy, path())
	case "torn":
		sc.torn[path()] = true
	case "whole":
		delete(sc.torn, path())
	case "wait":
		d, err := time.ParseDuration(args[0])
		if err != nil {
			sc.t.Fatal(err)
		}
		sc.advance(d)
	case "expect":
		sc.expect(args)
	default:
		sc.t.Fatalf("unknown step %q", verb)
	}
}

func (sc *script) number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		sc.t.Fatal(err)
	}
	return n
}

// advance lets d pass and examines files as they become due.
func (sc *script) advance(d time.Duration) {
	end := sc.now + d
	for {
		at, ok := sc.s.next()
		if !ok || at > end {
			break
		}
		sc.now = max(sc.now, at)
		f, ok := sc.s.take(sc.now)
		if !ok {
			sc.t.Fatalf("due at %v, but not handed out", at)
		}
		sc.conclude(f)
	}
	sc.now = end
}

func (sc *script) conclude(f *settling) {
	st, there := sc.files[f.path]
	v := verdict{stamp: st, gone: !there, busy: sc.busy[f.path]}
	if sc.torn[f.path] {
		v.err = fmt.Errorf("torn")
	}
	sc.tries++
	path := f.path
	if sc.s.conclude(sc.now, f, v) {
		sc.reports = append(sc.reports, strings.TrimPrefix(path, "/in/"))
	}
}

func (sc *script) expect(want []string) {
	sc.t.Helper()
	if len(want) == 1 && want[0] == "nothing" {
		want = nil
	}
	slices.Sort(sc.reports)
	slices.Sort(want)
	if !slices.Equal(sc.reports, want) {
		sc.t.Errorf("after %v: reported %q, want %q", sc.now, sc.reports, want)
	}
	sc.reports = nil
}

func TestSettlerScripts(t *testing.T) {
	for _, tc := range []struct{ name, script string }{
		{"one write", "write a 100 / wait 999ms / expect nothing / wait 1ms / expect a / walk / wait 2m / expect nothing"},
		{"stages", "write a 100 / wait 500ms / write a 200 / wait 999ms / expect nothing / wait 1ms / expect a"},
		{"growth without events", "write a 100 / wait 900ms / grow a 200 / wait 1s / expect nothing / wait 900ms / expect a"},
		{"events without growth", "write a 100 / wait 900ms / echo a / wait 999ms / expect nothing / wait 1ms / expect a"},
		{"head, pause, tail", "torn a / write a 10 / wait 5s / expect nothing / whole a / write a 20 / wait 1s / expect a"},
		{"becomes whole unseen", "torn a / write a 10 / wait 5s / whole a / wait 30s / expect a"},
		{"given up", "torn a / write a 10 / wait 59s / expect nothing / wait 1s / expect a / wait 10m / expect nothing"},
		{"a change delays giving up", "torn a / write a 1 / wait 50s / write a 2 / wait 59s / expect nothing / wait 1s / expect a"},
		{"given up, then repaired", "torn a / write a 1 / wait 1m / expect a / whole a / write a 2 / wait 1s / expect a"},
		{"preallocated", "torn a / write a 9 / wait 3s / write a 9 / wait 3s / whole a / write a 9 / wait 1s / expect a"},
		{"renamed into place", "write a.part 9 / wait 500ms / rm a.part / write a 9 / wait 1s / expect a / wait 1m / expect nothing"},
		{"old date set at the end", "write a 9 / wait 900ms / date a -5 / wait 999ms / expect nothing / wait 1ms / expect a"},
		{"date of 2099", "write a 9 / date a 4070908800000000000 / wait 1s / expect a"},
		{"rewritten", "write a 9 / wait 1s / expect a / write a 9 / wait 1s / expect a / wait 1m / expect nothing"},
		{"replaced by its like", "write a 9 / wait 1s / expect a / swap a / wait 1s / expect a"},
		{"echo of the report", "write a 9 / wait 1s / expect a / echo a / wait 1m / expect nothing"},
		{"removed and back", "write a 9 / wait 1s / expect a / rm a / wait 1s / write a 9 / wait 1s / expect a"},
		{"removed while settling", "write a 9 / wait 500ms / rm a / wait 1m / expect nothing"},
		{"vanished while settling", "write a 9 / wait 500ms / vanish a / wait 1m / expect nothing / write a 9 / wait 1s / expect a"},
		{"adopted", "adopt a / walk / wait 1m / expect nothing / write a 2 / wait 1s / expect a"},
		{"adopted by mistake", "adopt a / echo a / wait 1s / expect a"},
		{"each at its time", "write a 1 / wait 600ms / write b 1 / wait 400ms / expect a / wait 600ms / expect b"},
		{"held open", "busy a / write a 9 / wait 55s / expect nothing / free a / wait 1s / expect a"},
		{"held open for ever", "busy a / write a 9 / wait 59s / expect nothing / wait 1s / expect a / wait 10m / expect nothing"},
		{"a bad one stops no other", "torn a / write a 1 / write b 1 / wait 1s / expect b / wait 1m / expect a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sc := newScript(t)
			sc.run(tc.script)
			if len(sc.s.pending) != 0 || len(sc.s.queue) != 0 {
				t.Errorf("left over: %d pending, %d queued", len(sc.s.pending), len(sc.s.queue))
			}
		})
	}
}

func TestSettlerBacksOff(t *testing.T) {
	sc := newScript(t)
	sc.run("torn a / write a 1 / wait 59s")
	// Tries after 1 s, then pauses of 1, 2, 4, 8, 16 s; the next, of 30 s, is cut at giving up.
	if sc.tries != 6 {
		t.Errorf("%d tries in 59 s, want 6", sc.tries)
	}
}

// A folder that is moved away and back takes its files along during an examination.
func TestSettlerBackWhileExamined(t *testing.T) {
	for _, tc := range []struct{ name, meanwhile, after string }{
		{"gone for good", "", "expect nothing"},
		{"back with an event", "echo a", "expect nothing / wait 1s / expect a"},
		{"back in a walk", "walk", "expect nothing / wait 1s / expect a"},
		{"another in its place", "swap a", "expect nothing / wait 1s / expect a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sc := newScript(t)
			sc.run("write a 100")
			sc.now = time.Second
			f, ok := sc.s.take(sc.now)
			if !ok {
				t.Fatal("not due")
			}
			sc.run(tc.meanwhile)
			if sc.s.conclude(sc.now, f, verdict{gone: true}) {
				t.Error("reported though it was not there")
			}
			sc.run(tc.after + " / wait 10m / expect nothing")
		})
	}
}

// Whether a verdict counts depends on what happens to the file while it is examined.
func TestSettlerChangeWhileExamined(t *testing.T) {
	for _, tc := range []struct{ name, meanwhile, after string }{
		{"nothing", "", "expect a"},
		{"written", "write a 200", "expect nothing / wait 1s / expect a"},
		{"written, stamp unchanged", "echo a", "expect nothing / wait 1s / expect a"},
		{"grown without event", "grow a 200", "expect nothing / wait 1s / expect a"},
		{"removed", "rm a", "expect nothing / wait 1m / expect nothing"},
		{"removed and new", "rm a / write a 5", "expect nothing / wait 1s / expect a"},
		{"seen again", "walk", "expect a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sc := newScript(t)
			sc.run("write a 100")
			sc.now = time.Second
			f, ok := sc.s.take(sc.now)
			if !ok {
				t.Fatal("not due")
			}
			if _, again := sc.s.take(sc.now); again {
				t.Fatal("handed out twice")
			}
			sc.run(tc.meanwhile)
			sc.conclude(f)
			sc.run(tc.after + " / wait 10m / expect nothing")
		})
	}
}

func TestSettlerFolders(t *testing.T) {
	sc := newScript(t)
	sc.run("write a 1 / write b 1 / wait 1s / expect a b")
	got := sc.s.missing("/in", map[string]struct{}{"b": {}})
	if !slices.Equal(got, []string{"/in/a"}) {
		t.Errorf("missing: %q, want /in/a", got)
	}
	sc.s.retainFolders(func(dir string) bool { return dir == "/in" })
	sc.run("walk / wait 1m / expect nothing")
	sc.s.forgetFolder("/in")
	sc.run("walk / wait 1s / expect a b")
	sc.s.retainFolders(func(string) bool { return false })
	sc.run("walk / wait 1s / expect a b")
	if k := folderKey("/"); k != "/" {
		t.Errorf("folderKey(/) = %q", k)
	}
}
