package hotfolder

import (
	"context"
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
	for i := 0; i < len(kin) && err == nil; i++ {
		var wants [][]string
		wants, err = s.wants(ctx, kin[i])
		if slices.ContainsFunc(wants, func(dated []string) bool { return slices.Contains(dated, first) }) {
			return false, err
		}
	}
	return true, err
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

// maxKin is how many pictures are looked at that may have made what is there: those that share names and dates are few as a rule, and to look
// at hundreds takes longer than to make a result again.
const maxKin = 64

// rivals are the dated files of each item that may have made one of those of the i'th item of a, or one of another rival's. It is not known
// where they are too many.
func (s *Service) rivals(ctx context.Context, a arrival, items []planned, i int, dated []string) (wants [][]string, known bool, err error) {
	shared := make(map[string]bool)
	join := func(more ...[]string) {
		for _, dated := range more {
			for _, path := range dated {
				shared[path] = true
			}
		}
	}
	for at := range items {
		if e := s.earlier(&items[at].Item); at != i && (!e.own || e.again) {
			wants = append(wants, e.dated)
		}
	}
	join(dated)
	join(wants...)
	type stranger struct { // shares no file yet
		arrival
		wants [][]string
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
			w, err := s.wants(ctx, k)
			if err != nil {
				return nil, false, err
			}
			strangers = append(strangers, stranger{k, w})
		}
		for before := -1; before != len(strangers); {
			before = len(strangers)
			strangers = slices.DeleteFunc(strangers, func(k stranger) bool {
				if !slices.ContainsFunc(slices.Concat(k.wants...), func(path string) bool { return shared[path] }) {
					return false
				}
				join(k.wants...)
				wants, next = append(wants, k.wants...), append(next, k.arrival)
				return true
			})
		}
	}
	return wants, true, nil
}

// wants are the dated files of each of a picture's items that are not known to be made.
func (s *Service) wants(ctx context.Context, a arrival) ([][]string, error) {
	items, err := a.folder.build(ctx, a.path)
	var all [][]string
	for i := range items {
		if e := s.earlier(&items[i]); !e.own || e.again {
			all = append(all, e.dated)
		}
	}
	return all, err
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
