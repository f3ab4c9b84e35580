//go:build faults && linux

package faults

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// topics are the rows of the list of faults, in its order. Tests name one of them.
const (
	diskFull   = "disk full, no inodes, file-size limit"
	ioErrors   = "I/O error on write, fsync, close, rename, open, read"
	readOnly   = "read-only or unwritable output, unreadable source"
	vanishing  = "source vanishes, shrinks or is replaced while read"
	arriving   = "source still being written"
	nested     = "output and input folders within each other; watches that feed each other"
	nodes      = "links and nodes"
	crowds     = "very many files"
	watchLimit = "inotify watches or instances exhausted"
	overflow   = "event queue overflow"
	gone       = "watched folder deleted, renamed, unmounted, back again"
	kills      = "kill -9 at any moment"
	signals    = "SIGTERM, SIGINT, SIGHUP, window closed, no display"
	instances  = "two instances on one folder at once"
	names      = "names"
	collisions = "collisions"
	cards      = "FAT and exFAT"
	eventless  = "folders without events"
	clocks     = "clocks and dates"
	bombs      = "bombs"
	malformed  = "malformed"
	starvation = "starvation"
	absurd     = "absurd settings"
	ledgers    = "ledger deleted, locked, damaged, newer"
)

func topics() []string {
	return []string{
		diskFull, ioErrors, readOnly, vanishing, arriving, nested, nodes, crowds, watchLimit, overflow, gone,
		kills, signals, instances, names, collisions, cards, eventless, clocks, bombs, malformed, starvation,
		absurd, ledgers,
	}
}

// entry is a line of the table.
type entry struct{ topic, name, how, seen, result string }

// faultTable collects what becomes of the faults.
type faultTable struct {
	mu      sync.Mutex
	entries []entry
}

var table faultTable

func (f *faultTable) add(e entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.entries = append(f.entries, e)
}

// print prints the table, and writes it as Markdown to the file that SIZEMILL_FAULTS names.
func (f *faultTable) print() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	order := topics()
	slices.SortStableFunc(f.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.topic), slices.Index(order, b.topic)), cmp.Compare(a.name, b.name))
	})
	counts := make(map[string]int)
	var text strings.Builder
	text.WriteString("| fault | how it is provoked | what happened | |\n|---|---|---|---|\n")
	last := ""
	for _, e := range f.entries {
		fmt.Printf("%s: %s → %s → %s\n", e.topic, e.name, e.how, e.result)
		counts[strings.SplitN(e.result, ":", 2)[0]]++
		if e.topic != last {
			fmt.Fprintf(&text, "| **%s** | | | |\n", cell(e.topic))
			last = e.topic
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s |\n", cell(e.name), cell(e.how), cell(e.seen), cell(e.result))
	}
	sum := fmt.Sprintf("%d faults tried: %d survived, %d failed, %d not run; %d more in tests of other packages",
		len(f.entries)-counts["elsewhere"], counts["survived"], counts["FAILED"], counts["not run"], counts["elsewhere"])
	fmt.Println(sum)
	path := os.Getenv("SIZEMILL_FAULTS")
	if path == "" {
		return nil
	}
	if testing.Short() {
		sum += " (`make faults-short`)"
	}
	head := "# Faults\n\n`make faults` provokes each of these in the real command line, and writes this table. [reliability.md](reliability.md)\n" +
		"says what is checked after each.\n\n" + sum + ".\n\n"
	return os.WriteFile(path, []byte(head+text.String()), 0o600)
}

func cell(text string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ").Replace(text)
}

// fault is one fault that a test provokes.
type fault struct {
	*testing.T
	entry
	dir  string // for everything of this test; other users may enter it, and write to it
	home string // the HOME of the programs that it starts
}

// provoke begins the test of a fault. Its line of the table is written when the test ends.
func provoke(t *testing.T, topic, name, how string) *fault {
	t.Helper()
	f := &fault{T: t, entry: entry{topic: topic, name: name, how: how}, dir: publicDir(t)}
	f.home = f.path("home")
	f.folder("home", 0o777)
	t.Cleanup(func() {
		switch {
		case t.Failed():
			f.result = "FAILED"
		case f.result == "":
			f.result = "survived"
		}
		table.add(f.entry)
	})
	return f
}

// notRun skips the test, because this machine does not let it happen.
func (f *fault) notRun(why string) {
	f.Helper()
	if !f.Failed() {
		f.result = "not run: " + why
	}
	f.Skip("not run: " + why)
}

// sees notes what happened, for the table.
func (f *fault) sees(format string, args ...any) {
	f.Helper()
	text := fmt.Sprintf(format, args...)
	f.Log(text)
	if f.seen != "" {
		f.seen += "; "
	}
	f.seen += text
}
