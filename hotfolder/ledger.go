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

// ledger remembers which picture has which result while the service lives. Each picture is planned
// by itself, so without it one could take the result of another of the same name and date for its
// own. It holds one entry per result. Hashes keep that small; two that are equal by accident cost a
// numbered copy at worst.
type ledger struct {
	seed maphash.Seed

	mu      sync.Mutex
	entries map[uint64][]entry // by the result's folded path
}

// entry is one picture's claim to a result, which is made, in progress or found.
type entry struct {
	dir     unique.Handle[string] // of the result
	base    string
	picture uint64 // and the size
	modTime int64  // of the picture, in nanoseconds
	// ambiguous reports whether there may be a second result, of an earlier run, which cannot be
	// told from those of other pictures.
	ambiguous bool
}

// claim is what the ledger knows about a result when a picture asks.
type claim int

const (
	unclaimed claim = iota
	another         // another picture's
	own             // the picture's
	ambiguous       // the picture's: see entry.ambiguous
	outdated        // the picture's, as it was before
)

func newLedger() *ledger {
	return &ledger{seed: maphash.MakeSeed(), entries: make(map[uint64][]entry)}
}

// entry returns item's claim to the result at path, and its key.
func (l *ledger) entry(item *batch.Item, path string) (key uint64, e entry) {
	dir, base := filepath.Split(path)
	return maphash.String(l.seed, naming.Fold(path)), entry{
		dir: unique.Make(dir), base: strings.Clone(base),
		picture: maphash.String(l.seed, item.Path+"\x00"+item.Size),
		modTime: item.Job.Source.ModTime.UnixNano(),
	}
}

// same reports whether e and m are claims to one file. Names that differ by case alone, say, are
// one file on some disks.
func (e entry) same(m entry) bool {
	if e.dir == m.dir && e.base == m.base {
		return true
	}
	a, errA := os.Lstat(e.dir.Value() + e.base)
	b, errB := os.Lstat(m.dir.Value() + m.base)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// owner returns whose the result at path is, as far as is known.
func (l *ledger) owner(item *batch.Item, path string) claim {
	key, e := l.entry(item, path)
	l.mu.Lock()
	known := slices.Clone(l.entries[key])
	l.mu.Unlock()
	is := unclaimed
	for _, m := range known {
		switch {
		case !e.same(m):
		case m.picture != e.picture:
			is = another
		case m.modTime != e.modTime:
			return outdated
		case m.ambiguous:
			return ambiguous
		default:
			return own
		}
	}
	return is
}

// begin remembers a result before it is made, so that it has an owner when another picture meets
// it.
func (l *ledger) begin(item *batch.Item, ambiguous bool) {
	key, e := l.entry(item, item.Job.OutputPath)
	e.ambiguous = ambiguous
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(key, e)
	l.entries[key] = append(l.entries[key], e)
}

// forget undoes begin.
func (l *ledger) forget(item *batch.Item) {
	key, e := l.entry(item, item.Job.OutputPath)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(key, e)
	if len(l.entries[key]) == 0 {
		delete(l.entries, key)
	}
}

// adopt remembers that the result at path, which an earlier run has made, is the item's. It returns
// false if another picture has it.
func (l *ledger) adopt(item *batch.Item, path string) bool {
	if l.owner(item, path) == another {
		return false
	}
	key, e := l.entry(item, path)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.entries[key] {
		if m.dir == e.dir && m.base == e.base && m.picture != e.picture { // since the owner was asked
			return false
		}
	}
	l.drop(key, e)
	l.entries[key] = append(l.entries[key], e)
	return true
}

// drop removes the entry of the same picture and path.
func (l *ledger) drop(key uint64, e entry) {
	l.entries[key] = slices.DeleteFunc(l.entries[key], func(m entry) bool {
		return m.picture == e.picture && m.dir == e.dir && m.base == e.base
	})
}
