package hotfolder

import (
	"context"
	"io/fs"
	"os"
	"slices"

	"sizemill/batch"
)

// earlier is what there is under the names that an item's result may have.
type earlier struct {
	own      bool // the picture's result, known from this run
	again    bool // it was made though an earlier run may have made another
	outdated bool // a result of the picture as it was before, known from this run
	// unclaimed are the files that are not known to be another picture's; dated are those of them that the picture may have made, by
	// their dates. They may be left by an earlier run.
	unclaimed, dated []string
}

func (s *Service) earlier(item *batch.Item) earlier {
	var e earlier
	for path, info := range item.Results() {
		switch s.made.asks(item, path) {
		case others:
			continue
		case outdated:
			e.outdated = true
		case ownAgain:
			e.own, e.again = true, true
		case own:
			e.own = true
		default:
			if item.MayBeFrom(info) {
				e.dated = append(e.dated, path)
			}
		}
		e.unclaimed = append(e.unclaimed, path)
	}
	return e
}

// decide says what becomes of the i'th item of a, which is planned by itself.
func (s *Service) decide(ctx context.Context, a arrival, items []planned, i int) error {
	item := &items[i].Item
	e := s.earlier(item)
	for !e.own && len(e.dated) > 0 {
		path, err := s.find(ctx, a, items, i, e.dated)
		if err != nil {
			return err
		}
		if path == "" {
			break
		}
		if s.made.found(item, path) {
			e.own = true
			break
		}
		e = s.earlier(item) // another one was faster
	}
	if e.own {
		item.Task, item.Reason = batch.TaskSkip, batch.ReasonDone
		return nil
	}
	items[i].again = len(e.dated) > 0
	item.Job.Earlier = e.unclaimed
	if a.folder.snapshot().Folder.Options.Collision != batch.SkipName {
		return nil
	}
	skip, err := s.inTheWay(ctx, a, item, e)
	if skip {
		item.Task, item.Reason = batch.TaskSkip, batch.ReasonExists
	}
	return err
}

// inTheWay says whether item is left out because a file has its result's name. As in a batch, other results never stand in its way.
func (s *Service) inTheWay(ctx context.Context, a arrival, item *batch.Item, e earlier) (bool, error) {
	first := item.FirstName()
	switch {
	case e.outdated:
		return true, nil
	case !slices.Contains(e.unclaimed, first), slices.Contains(e.dated, first):
		return false, nil
	}
	kin, err := s.kin(a)
	if err != nil {
		return false, err
	}
	for _, k := range kin {
		items, err := k.folder.plans(ctx, k.path)
		if err != nil {
			return false, err
		}
		if wants, known := s.wants(items); !known || slices.ContainsFunc(wants, func(dated []string) bool { return slices.Contains(dated, first) }) {
			return false, nil
		}
	}
	return true, nil
}

// find gives the i'th item of a that of its dated files which is its own. The pictures that may have made one of them can share the files
// in any way; where one is left for the item in each of them, it has been made. Where there are fewer files than pictures, nobody
// can say which of them is missing, and it is none.
func (s *Service) find(ctx context.Context, a arrival, items []planned, i int, dated []string) (string, error) {
	wants, known, err := s.rivals(ctx, a, items, i, dated)
	if err != nil || !known {
		return "", err
	}
	share := share{files: append(wants, dated), owner: make(map[string]int), asked: make(map[string]bool)}
	last := len(share.files) - 1
	for i := range share.files {
		clear(share.asked)
		if got := share.give(i); i == last && !got {
			return "", nil
		}
	}
	for path, i := range share.owner {
		if i == last {
			return path, nil
		}
	}
	return "", nil
}

// maxKin is how many pictures are looked at that may have made what is there, and how many files of each: those that share names and dates
// are few as a rule, and to look at hundreds takes longer than to make a result again.
const maxKin = 64

// rivals are the dated files of each item that may have made one of those of the i'th item of a, or one of another rival's. It is not known
// where they are too many.
func (s *Service) rivals(ctx context.Context, a arrival, items []planned, i int, dated []string) (wants [][]string, known bool, err error) {
	shared := make(map[string]fs.FileInfo)
	join := func(dated []string) {
		for _, path := range dated {
			if info, err := os.Lstat(path); err == nil {
				shared[path] = info
			}
		}
	}
	join(dated)
	for at := range items {
		if e := s.earlier(&items[at].Item); at != i && (!e.own || e.again) {
			wants = append(wants, e.dated)
			join(e.dated)
		}
	}
	var strangers []stranger
	seen := map[string]bool{a.path: true}
	for next := []arrival{a}; len(next) > 0; next = next[1:] {
		kin, err := s.kin(next[0])
		if err != nil {
			return nil, false, err
		}
		for _, k := range kin {
			if seen[k.path] {
				continue
			}
			if seen[k.path] = true; len(seen) > maxKin {
				return nil, false, nil
			}
			planned, err := k.folder.plans(ctx, k.path)
			if err != nil {
				return nil, false, err
			}
			strangers = append(strangers, stranger{k, planned})
		}
		for at := 0; at < len(strangers); at++ {
			k := strangers[at]
			if !k.fits(shared) {
				continue
			}
			w, known := s.wants(k.items)
			if !known {
				return nil, false, nil
			}
			if !slices.ContainsFunc(w, func(path []string) bool {
				return slices.ContainsFunc(path, func(p string) bool { return shared[p] != nil })
			}) {
				continue
			}
			for _, dated := range w {
				join(dated)
			}
			wants, next = append(wants, w...), append(next, k.arrival)
			strangers, at = slices.Delete(strangers, at, at+1), -1 // the others may share one of these
		}
	}
	return wants, true, nil
}

// plans are the items of a picture that is not to be made now. No name is looked for that nothing has.
func (f *folder) plans(ctx context.Context, path string) ([]batch.Item, error) {
	return f.build(ctx, path, batch.SkipName)
}

// stranger is a picture that has the name, and shares no file yet.
type stranger struct {
	arrival
	items []batch.Item
}

// fits says whether the picture may have made one of the files, going by their dates: asking for each of its names takes longer.
func (k stranger) fits(shared map[string]fs.FileInfo) bool {
	for i := range k.items {
		for _, info := range shared {
			if k.items[i].MayBeFrom(info) {
				return true
			}
		}
	}
	return false
}

// wants are the dated files of each of a picture's items that are not known to be made. It is not known where they are too many.
func (s *Service) wants(items []batch.Item) (all [][]string, known bool) {
	for i := range items {
		n := 0
		for range items[i].Results() {
			if n++; n > maxKin {
				return nil, false
			}
		}
		if e := s.earlier(&items[i]); !e.own || e.again {
			all = append(all, e.dated)
		}
	}
	return all, true
}

// share hands files out, one to each picture.
type share struct {
	files [][]string // those that each picture may have
	owner map[string]int
	asked map[string]bool
}

// give finds a file for the i'th picture, for which others may have to change theirs.
func (s *share) give(i int) bool {
	for _, path := range s.files[i] {
		if s.asked[path] {
			continue
		}
		s.asked[path] = true
		if owner, owned := s.owner[path]; !owned || s.give(owner) {
			s.owner[path] = i
			return true
		}
	}
	return false
}
