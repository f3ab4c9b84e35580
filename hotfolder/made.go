package hotfolder

import (
	"hash/maphash"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"sizemill/batch"
	"sizemill/resize"
)

// ledger remembers which picture made which result while the service lives. Each picture is planned by itself, so without
// it one could take the result of another of the same name and date for its own. Hashes keep it small; two that
// are equal by accident cost a numbered copy at worst.
type ledger struct {
	seed maphash.Seed

	mu   sync.Mutex
	made map[uint64][]entry // by family of the result's name
}

// entry is one result, made or in work.
type entry struct {
	input, output uint64
	modTime       int64 // of the input, in nanoseconds
}

func newLedger() *ledger { return &ledger{seed: maphash.MakeSeed(), made: make(map[uint64][]entry)} }

func (l *ledger) hash(s string) uint64 { return maphash.String(l.seed, s) }

func (l *ledger) entry(job *resize.ImageJob) (of uint64, e entry) {
	return l.hash(family(job.OutputPath)), entry{l.hash(job.InputPath), l.hash(fold(job.OutputPath)), job.Source.ModTime.UnixNano()}
}

// begin remembers a result before it is made, so that no other picture can meet it unknown.
func (l *ledger) begin(job *resize.ImageJob) {
	of, e := l.entry(job)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.made[of] = append(l.made[of], e)
}

// failed forgets what begin remembered.
func (l *ledger) failed(job *resize.ImageJob) {
	of, e := l.entry(job)
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.made[of], e); i >= 0 {
		l.made[of] = slices.Delete(l.made[of], i, i+1)
	}
	if len(l.made[of]) == 0 {
		delete(l.made, of)
	}
}

// others says whether the file for which a plan leaves a picture out may be the result of another one: its own is not known,
// and another's is, under one of the names (batch.ReasonDone) or under the very name (batch.ReasonExists).
func (l *ledger) others(item *batch.Item) bool {
	of, e := l.entry(&item.Job)
	l.mu.Lock()
	defer l.mu.Unlock()
	found := false
	for _, m := range l.made[of] {
		var same bool
		switch item.Reason {
		case batch.ReasonDone: // by its date, which says less where results have their own
			same = m.modTime == e.modTime || m.input != e.input && !item.Job.Recipe.KeepDates
		case batch.ReasonExists:
			same = m.output == e.output || m.input == e.input
		}
		if same && m.input == e.input {
			return false
		}
		found = found || same
	}
	return found
}

// longName is the length of a file name, in bytes, from which numbering may cut its end off, and keptName what that leaves
// of it in any case, whichever way its accents are composed.
const longName, keptName = 240, 64

// family is what the numbered names of one result have in common: "a (2).jpg" belongs to "a.jpg".
func family(path string) string {
	dir, base := filepath.Split(path)
	ext := filepath.Ext(base)
	stem := base[:len(base)-len(ext)]
	for {
		rest, closed := strings.CutSuffix(stem, ")")
		i := strings.LastIndex(rest, " (")
		if !closed || i < 0 {
			break
		}
		if _, err := strconv.ParseUint(rest[i+2:], 10, 64); err != nil {
			break
		}
		stem = stem[:i]
	}
	long := len(stem)+len(ext) >= longName
	stem = fold(stem)
	if long {
		stem = stem[:min(len(stem), keptName)]
	}
	return fold(dir) + stem + fold(ext)
}

// fold is s as the least discerning disk sees it: case-insensitive, accents composed.
func fold(s string) string { return cases.Fold().String(norm.NFC.String(s)) }
