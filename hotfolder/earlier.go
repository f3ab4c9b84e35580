package hotfolder

import (
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

// find gives item the dated file that is its own, whichever of them has been made of the kin, as long as each that can be has been made:
// the kin can share the files in any way, and there is always one left for item. Where there are fewer files than pictures, nobody
// can say which of them is missing, and it is none.
func (s *Service) find(dated []string, kin []batch.Item) string {
	share := share{owner: make(map[string]int), asked: make(map[string]bool)}
	for i := range kin {
		if e := s.earlier(&kin[i]); !e.own || e.again {
			share.files = append(share.files, e.dated)
		}
	}
	share.files = append(share.files, dated)
	for i := range share.files {
		clear(share.asked)
		if got := share.give(i); i == len(share.files)-1 && !got {
			return ""
		}
	}
	for path, i := range share.owner {
		if i == len(share.files)-1 {
			return path
		}
	}
	return ""
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

// decide says what becomes of an item whose picture is planned by itself. kin are the items that may want the same names.
func (s *Service) decide(item *batch.Item, collision batch.Collision, kin func() ([]batch.Item, error)) (again bool, err error) {
	e := s.earlier(item)
	for !e.own && len(e.dated) > 0 {
		all, err := kin()
		if err != nil {
			return false, err
		}
		path := s.find(e.dated, all)
		if path == "" {
			break
		}
		if s.made.found(item, path) {
			e.own = true
			break
		}
		e = s.earlier(item) // another one was faster
	}
	switch first := item.FirstName(); {
	case e.own:
		item.Task, item.Reason = batch.TaskSkip, batch.ReasonDone
	case collision == batch.SkipName && (e.outdated || slices.Contains(e.unclaimed, first) && !slices.Contains(e.dated, first)):
		item.Task, item.Reason = batch.TaskSkip, batch.ReasonExists // not for a result: as in a batch, they never stand in each other's way
	default:
		item.Job.Earlier = e.unclaimed
	}
	return len(e.dated) > 0, nil
}
