package naming

import (
	"io/fs"
	"iter"
	"path/filepath"
	"sync"
	"time"

	"sizemill/ledger"
)

// Allocator hands out output paths, no two alike, not even to a disk that ignores case or the way
// accents are composed. A plan asks it, and so do the run's workers for results that need another
// name. Safe for concurrent use.
type Allocator struct {
	inputs  iter.Seq[Input]
	headers *Headers // of existing files
	results *ledger.Known

	mu      sync.Mutex
	next    map[string]int // by key of a Path: where the search for a free number ended
	folders map[string]*folder
	uses    map[string]map[string]use // by folded real folder, by folded name
	byFacts map[fileFacts][]string    // paths of inputs: see isInput
}

// Input is a file that no result may replace.
type Input struct {
	Path, Real string // Real has its links resolved, and is empty if nothing did
	Bytes      int64
	ModTime    time.Time
}

// use is what a name is used for.
type use uint8

const (
	usedByOutput use = 1 + iota // an output is planned
	usedByInput                 // an input's real path: nothing is ever planned onto it
)

// fileFacts are what two paths of one file have in common.
type fileFacts struct{ size, mtime int64 }

func factsOf(file fs.FileInfo) fileFacts {
	return fileFacts{file.Size(), file.ModTime().UnixNano()}
}

// New returns an Allocator that protects the inputs, which it may read again later. headers are of
// existing files; results, which may be nil, are those that were recorded.
func New(inputs iter.Seq[Input], headers *Headers, results *ledger.Known) *Allocator {
	a := &Allocator{
		inputs: inputs, headers: headers, results: results, next: make(map[string]int),
		folders: make(map[string]*folder), uses: make(map[string]map[string]use),
	}
	for in := range inputs {
		dir, base := filepath.Split(in.Path)
		f, err := a.folder(dir)
		if err == nil {
			f.uses[Fold(base)] = usedByInput
		} else { // it cannot be reached, which is its own failure
			a.usesOf(filepath.Clean(dir))[Fold(base)] = usedByInput
		}
		if in.Real != "" && (err != nil || in.Real != in.Path || filepath.Clean(dir) != f.real) {
			dir, base := filepath.Split(in.Real) // the target of a link is a source too
			a.usesOf(filepath.Clean(dir))[Fold(base)] = usedByInput
		}
	}
	return a
}

// IsInput reports whether path is that of an input.
func (a *Allocator) IsInput(path string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	dir, base := filepath.Split(path)
	f, err := a.folder(dir)
	return err == nil && f.uses[Fold(base)] == usedByInput
}

// Exists reports whether something of that name is on the disk.
func (a *Allocator) Exists(path string) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.listed(path)
}

// Claim reserves path and returns it, or returns nothing if it is not free.
func (a *Allocator) Claim(path string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	free, err := a.free(path)
	if err != nil || !free {
		return "", err
	}
	return path, a.use(path)
}

// Number reserves the first of p's numbered paths that is free, whatever is on the disk.
func (a *Allocator) Number(p Path) (string, error) {
	return a.numberUnless(p, func(string) (bool, error) { return false, nil })
}

// NumberAround reserves the first of p's numbered paths that is free and not on the disk, as far as
// folders have been read.
func (a *Allocator) NumberAround(p Path) (string, error) { return a.numberUnless(p, a.listed) }

// numberUnless remembers where the search for a name ended, so that ten thousand equal names cost
// ten thousand steps.
func (a *Allocator) numberUnless(p Path, exists existsFunc) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	k := p.key()
	for i := max(a.next[k], 1); ; i++ {
		path := p.Numbered(i)
		ok, err := a.free(path)
		if err == nil && ok {
			ok, err = exists(path)
			ok = !ok
		}
		if err != nil {
			return "", err
		}
		if ok {
			a.next[k] = i + 1
			return path, a.use(path)
		}
	}
}

// after returns the first of p's numbers that was not handed out yet.
func (a *Allocator) after(p Path) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return max(a.next[p.key()], 1)
}

// look reports whether path may be given to another job, and whether something is there.
func (a *Allocator) look(path string, exists existsFunc) (there, free bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if free, err = a.free(path); err != nil || !free {
		return false, false, err
	}
	there, err = exists(path)
	return there, true, err
}

// existsFunc reports whether something of that name is on the disk.
type existsFunc func(path string) (bool, error)

// reserve keeps path from being given to another job.
func (a *Allocator) reserve(path string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.use(path)
}

// use is reserve for callers that hold the lock.
func (a *Allocator) use(path string) error {
	dir, base := filepath.Split(path)
	f, err := a.folder(dir)
	if err != nil {
		return err
	}
	if name := Fold(base); f.uses[name] == 0 {
		f.uses[name] = usedByOutput
	}
	return nil
}

// free reports whether path is neither a source nor planned already. The caller holds the lock.
func (a *Allocator) free(path string) (bool, error) {
	dir, base := filepath.Split(path)
	f, err := a.folder(dir)
	if err != nil {
		return false, err
	}
	return f.uses[Fold(base)] == 0, nil
}
