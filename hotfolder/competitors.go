package hotfolder

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sizemill/batch"
	"sizemill/batch/naming"
)

// competitors returns the pictures that may want the names of a's results: see naming.Stems. They
// are in a's folder, or in the same place of another watched folder that has the same output
// folder.
func (s *Service) competitors(a arrival) ([]arrival, error) {
	rel, err := filepath.Rel(a.folder.path, a.path)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	others := slices.DeleteFunc(slices.Clone(s.folders), func(f *folder) bool {
		return f == a.folder || f.out != a.folder.out
	})
	s.mu.Unlock()
	paths, err := a.folder.listings.competitors(a.path, len(others) > 0)
	if err != nil {
		return nil, err
	}
	var competitors []arrival
	for _, path := range paths {
		if path != a.path {
			competitors = append(competitors, arrival{a.folder, path})
		}
	}
	for _, f := range others {
		if f.isSilent() {
			continue // its pictures cannot be told, as below
		}
		counterpart := filepath.Join(f.path, rel)
		other := s.answers.ask(nil, "competitors of "+counterpart, func() answer {
			paths, err := f.listings.competitors(counterpart, true)
			return answer{paths: paths, err: err}
		})
		if other.err != nil { // the folder or its disk is away: what was made from it cannot be told
			continue
		}
		for _, path := range other.paths {
			competitors = append(competitors, arrival{f, path})
		}
	}
	return competitors, nil
}

// listings are what the folders below a watched one hold.
type listings struct {
	mu      sync.Mutex
	folders map[string]listing
}

// listing is what one folder held when it last changed.
type listing struct {
	changed time.Time
	whole   bool
	// names are the files by their stem, numbered those with a number by the stem without it.
	// Unless the listing is whole, it has only those that have competitors.
	names, numbered map[string][]string
}

// competitors returns the pictures in path's folder, path among them, that may want the names of
// its result. If path is the only one, it may return none, unless the listing has to be whole
// because other folders have the same output.
func (l *listings) competitors(path string, whole bool) ([]string, error) {
	dir, base := filepath.Split(path)
	dir = filepath.Clean(dir)
	l.mu.Lock()
	defer l.mu.Unlock()
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	of, known := l.folders[dir]
	if !known || !of.changed.Equal(info.ModTime()) || whole && !of.whole {
		if of, err = list(dir, info.ModTime(), whole); err != nil {
			return nil, err
		}
		if l.folders == nil {
			l.folders = make(map[string]listing)
		}
		l.folders[dir] = of
	}
	stem, unnumbered := naming.Stems(base)
	var paths []string
	for _, name := range slices.Concat(of.names[stem], of.numbered[stem], of.names[unnumbered]) {
		paths = append(paths, filepath.Join(dir, name))
	}
	return paths, nil
}

// list reads a folder that was changed at that time, or later.
func list(dir string, changed time.Time, whole bool) (listing, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return listing{}, err
	}
	l := listing{
		changed: changed, whole: whole,
		names: make(map[string][]string), numbered: make(map[string][]string),
	}
	for _, e := range entries {
		if e.IsDir() || !batch.Candidate(e.Name(), false) {
			continue
		}
		stem, unnumbered := naming.Stems(e.Name())
		l.names[stem] = append(l.names[stem], e.Name())
		if unnumbered != "" {
			l.numbered[unnumbered] = append(l.numbered[unnumbered], e.Name())
		}
	}
	if whole {
		return l, nil
	}
	// As a rule none competes, and nothing has to be remembered.
	maps.DeleteFunc(l.numbered, func(stem string, _ []string) bool { return l.names[stem] == nil })
	maps.DeleteFunc(l.names, func(stem string, names []string) bool {
		return len(names) == 1 && l.numbered[stem] == nil
	})
	return l, nil
}
