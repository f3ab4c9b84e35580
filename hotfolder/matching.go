package hotfolder

import (
	"context"
	"io/fs"
	"os"
	"slices"

	"sizemill/batch"
)

// match returns which of the i'th item's dated files is its result. The pictures that may have made
// one of these files can divide the files in any way; if one is left for the item in each of them,
// it has been made. If there are fewer files than pictures, any of them may be missing, and match
// returns nothing.
func (s *Service) match(
	ctx context.Context, a arrival, items []planned, i int, dated []string,
) (string, error) {
	rivals, known, err := s.rivals(ctx, a, items, i, dated)
	if err != nil || !known {
		return "", err
	}
	m := matching{
		files: append(rivals, dated),
		owner: make(map[string]int), visited: make(map[string]bool),
	}
	last := len(m.files) - 1
	for i := range m.files {
		clear(m.visited)
		if assigned := m.assign(i); i == last && !assigned {
			return "", nil
		}
	}
	for path, i := range m.owner {
		if i == last {
			return path, nil
		}
	}
	return "", nil
}

// matching assigns files to pictures, at most one to each: a maximum bipartite matching.
type matching struct {
	files   [][]string     // those that each picture may have
	owner   map[string]int // picture by file
	visited map[string]bool
}

// assign finds a file for the i'th picture, for which others may have to change theirs.
func (m *matching) assign(i int) bool {
	for _, path := range m.files[i] {
		if m.visited[path] {
			continue
		}
		m.visited[path] = true
		if owner, owned := m.owner[path]; !owned || m.assign(owner) {
			m.owner[path] = i
			return true
		}
	}
	return false
}

// maxCompetitors is how many pictures are looked at that may have made what exists, and how many
// files of each: those that share names and dates are few as a rule, and to look at hundreds takes
// longer than to make a result again.
const maxCompetitors = 64

// rivals returns the dated files of each item that may have made one of the i'th item's dated
// files, or one of another rival's. They are not known if there are too many.
func (s *Service) rivals(
	ctx context.Context, a arrival, items []planned, i int, dated []string,
) (files [][]string, known bool, err error) {
	r := rivals{shared: make(map[string]fs.FileInfo), seen: map[string]bool{a.path: true}}
	r.share(dated)
	for k := range items {
		if e := s.existing(&items[k].Item); k != i && (!e.own || e.ambiguous) {
			r.add(e.dated)
		}
	}
	for next := []arrival{a}; len(next) > 0; next = next[1:] {
		if known, err := s.meet(ctx, next[0], &r); err != nil || !known {
			return nil, false, err
		}
		for k := 0; k < len(r.candidates); k++ {
			c := r.candidates[k]
			if !c.fits(r.shared) {
				continue
			}
			dated, known := s.dated(c.items)
			if !known {
				return nil, false, nil
			}
			if !r.touches(dated) {
				continue
			}
			r.add(dated...)
			next = append(next, c.arrival)
			r.candidates, k = slices.Delete(r.candidates, k, k+1), -1 // the others may share one of these
		}
	}
	return r.files, true, nil
}

// rivals is one search for the pictures that may have made the same files.
type rivals struct {
	files      [][]string             // of each rival
	shared     map[string]fs.FileInfo // all files of rivals
	candidates []candidate            // not rivals yet
	seen       map[string]bool        // paths of rivals and candidates
}

// candidate is a picture that competes for the name, and shares no file yet.
type candidate struct {
	arrival
	items []batch.Item
}

// meet makes candidates of the pictures that compete with a. It returns false if there are too
// many.
func (s *Service) meet(ctx context.Context, a arrival, r *rivals) (known bool, err error) {
	competitors, err := s.competitors(a)
	if err != nil {
		return false, err
	}
	for _, c := range competitors {
		if r.seen[c.path] {
			continue
		}
		if r.seen[c.path] = true; len(r.seen) > maxCompetitors {
			return false, nil
		}
		items, err := c.folder.plans(ctx, c.path)
		if err != nil {
			return false, err
		}
		r.candidates = append(r.candidates, candidate{c, items})
	}
	return true, nil
}

// add makes rivals of items with these dated files.
func (r *rivals) add(files ...[]string) {
	for _, dated := range files {
		r.share(dated)
	}
	r.files = append(r.files, files...)
}

func (r *rivals) share(dated []string) {
	for _, path := range dated {
		if info, err := os.Lstat(path); err == nil {
			r.shared[path] = info
		}
	}
}

// touches reports whether one of the files is shared.
func (r *rivals) touches(files [][]string) bool {
	return slices.ContainsFunc(files, func(dated []string) bool {
		return slices.ContainsFunc(dated, func(path string) bool { return r.shared[path] != nil })
	})
}

// fits reports whether the picture may have made one of the files, going by their dates: asking for
// each of its names takes longer.
func (c candidate) fits(shared map[string]fs.FileInfo) bool {
	for i := range c.items {
		for _, info := range shared {
			if c.items[i].MayBeFrom(info) {
				return true
			}
		}
	}
	return false
}
