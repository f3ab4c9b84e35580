package hotfolder

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sizemill/batch"
)

// kin knows which pictures below a watched folder may want the same names for their results: see batch.Kin.
type kin struct {
	mu      sync.Mutex
	folders map[string]listing
}

// listing is what one folder held when it last changed.
type listing struct {
	changed time.Time
	// names are the files by their stem, numbered those with a number by the stem without it; only where some have kin.
	names, numbered map[string][]string
}

// of are the other pictures in path's folder that may want the name of its result.
func (k *kin) of(path string) ([]string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	dir, base := filepath.Split(path)
	dir = filepath.Clean(dir)
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	l, known := k.folders[dir]
	if !known || !l.changed.Equal(info.ModTime()) {
		if l, err = list(dir, info.ModTime()); err != nil {
			return nil, err
		}
		if k.folders == nil {
			k.folders = make(map[string]listing)
		}
		k.folders[dir] = l
	}
	stem, unnumbered := batch.Kin(base)
	var paths []string
	for _, name := range slices.Concat(l.names[stem], l.numbered[stem], l.names[unnumbered]) {
		if name != base {
			paths = append(paths, filepath.Join(dir, name))
		}
	}
	return paths, nil
}

// list reads a folder that was changed at that time, or later.
func list(dir string, changed time.Time) (listing, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return listing{}, err
	}
	l := listing{changed: changed, names: make(map[string][]string), numbered: make(map[string][]string)}
	for _, e := range entries {
		if e.IsDir() || !batch.Candidate(e.Name(), false) {
			continue
		}
		stem, unnumbered := batch.Kin(e.Name())
		l.names[stem] = append(l.names[stem], e.Name())
		if unnumbered != "" {
			l.numbered[unnumbered] = append(l.numbered[unnumbered], e.Name())
		}
	}
	// As a rule there are none, and nothing is to be remembered.
	maps.DeleteFunc(l.numbered, func(stem string, _ []string) bool { return l.names[stem] == nil })
	maps.DeleteFunc(l.names, func(stem string, names []string) bool { return len(names) == 1 && l.numbered[stem] == nil })
	return l, nil
}
