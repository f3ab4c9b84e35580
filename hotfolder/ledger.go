package hotfolder

import (
	"hash/maphash"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unique"

	"sizemill/batch"
	"sizemill/batch/naming"
)

// ledger remembers which picture has which result while the service lives. Each picture is planned by itself, so without
// it one could take the result of another of the same name and date for its own. It holds an entry a result; hashes keep that small, and two
// that are equal by accident cost a numbered copy at worst.
type ledger struct {
	seed maphash.Seed

	mu   sync.Mutex
	made map[uint64][]entry // by the result's folded path
}

// entry is one picture's claim to a result, which is made, in work or found.
type entry struct {
	dir     unique.Handle[string] // of the result
	base    string
	picture uint64 // and the size
	modTime int64  // of the picture, in nanoseconds
	// again says that there may be a second one, of an earlier run: nobody could say whose that is.
	again bool
}

// claim is what the ledger knows of a result when a picture asks.
type claim int

const (
	unclaimed claim = iota
	others
	own
	ownAgain // see entry.again
	outdated // the picture's, as it was before
)

func newLedger() *ledger { return &ledger{seed: maphash.MakeSeed(), made: make(map[uint64][]entry)} }

// entry is item's to the result at path.
func (l *ledger) entry(item *batch.Item, path string) (at uint64, e entry) {
	dir, base := filepath.Split(path)
	return maphash.String(l.seed, naming.Fold(path)), entry{dir: unique.Make(dir), base: strings.Clone(base),
		picture: maphash.String(l.seed, item.Path+"\x00"+item.Size), modTime: item.Job.Source.ModTime.UnixNano()}
}

// same says whether the file at e's path is that at m's. Names that differ by case alone, say, are one file on some disks.
func (e entry) same(m entry) bool {
	if e.dir == m.dir && e.base == m.base {
		return true
	}
	a, errA := os.Lstat(e.dir.Value() + e.base)
	b, errB := os.Lstat(m.dir.Value() + m.base)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// asks says whose the result at path is, as far as is known.
func (l *ledger) asks(item *batch.Item, path string) claim {
	at, e := l.entry(item, path)
	l.mu.Lock()
	known := slices.Clone(l.made[at])
	l.mu.Unlock()
	is := unclaimed
	for _, m := range known {
		switch {
		case !e.same(m):
		case m.picture != e.picture:
			is = others
		case m.modTime != e.modTime:
			return outdated
		case m.again:
			return ownAgain
		default:
			return own
		}
	}
	return is
}

// begin remembers a result before it is made, so that no other picture can meet it unknown.
func (l *ledger) begin(item *batch.Item, again bool) {
	at, e := l.entry(item, item.Job.OutputPath)
	e.again = again
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(at, e)
	l.made[at] = append(l.made[at], e)
}

// failed forgets what begin remembered.
func (l *ledger) failed(item *batch.Item) {
	at, e := l.entry(item, item.Job.OutputPath)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(at, e)
	if len(l.made[at]) == 0 {
		delete(l.made, at)
	}
}

// found remembers that the result at path, which an earlier run has made, is the item's. It is false where another picture has it.
func (l *ledger) found(item *batch.Item, path string) bool {
	if l.asks(item, path) == others {
		return false
	}
	at, e := l.entry(item, path)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.made[at] {
		if m.dir == e.dir && m.base == e.base && m.picture != e.picture { // since it was asked
			return false
		}
	}
	l.drop(at, e)
	l.made[at] = append(l.made[at], e)
	return true
}

// drop forgets the entry of the same picture and path.
func (l *ledger) drop(at uint64, e entry) {
	l.made[at] = slices.DeleteFunc(l.made[at], func(m entry) bool {
		return m.picture == e.picture && m.dir == e.dir && m.base == e.base
	})
}
