package hotfolder

import (
	"context"
	"slices"

	"sizemill/batch"
)

// existing is what the disk holds under the names that an item's result may have.
type existing struct {
	own       bool // the picture's result, known from this run
	ambiguous bool // it was made although an earlier run may have made another
	outdated  bool // a result of the picture as it was before, known from this run
	// unclaimed are the files that are not known to be another picture's. dated are those of them
	// that the picture may have made, by their dates: an earlier run may have left them.
	unclaimed, dated []string
}

func (s *Service) existing(item *batch.Item) existing {
	var e existing
	for path, info := range item.Results() {
		switch s.ledger.owner(item, path) {
		case another:
			continue
		case outdated:
			e.outdated = true
		case ambiguous:
			e.own, e.ambiguous = true, true
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

// decide leaves out the i'th item of a if its result exists or a file has its name. Otherwise it
// prepares the item's job.
func (s *Service) decide(ctx context.Context, a arrival, items []planned, i int) error {
	item := &items[i].Item
	e := s.existing(item)
	for !e.own && len(e.dated) > 0 {
		path, err := s.match(ctx, a, items, i, e.dated)
		if err != nil {
			return err
		}
		if path == "" {
			break
		}
		if s.ledger.adopt(item, path) {
			e.own = true
			break
		}
		e = s.existing(item) // another picture was faster
	}
	if e.own {
		item.Task, item.Reason = batch.TaskSkip, batch.ReasonDone
		return nil
	}
	items[i].ambiguous = len(e.dated) > 0
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

// inTheWay reports whether item is left out because a file has its result's name. As in a batch,
// other results are never in its way.
func (s *Service) inTheWay(
	ctx context.Context, a arrival, item *batch.Item, e existing,
) (bool, error) {
	first := item.FirstName()
	switch {
	case e.outdated:
		return true, nil
	case !slices.Contains(e.unclaimed, first), slices.Contains(e.dated, first):
		return false, nil
	}
	competitors, err := s.competitors(a)
	if err != nil {
		return false, err
	}
	for _, c := range competitors {
		items, err := c.folder.plans(ctx, c.path)
		if err != nil {
			return false, err
		}
		hasFirst := func(files []string) bool { return slices.Contains(files, first) }
		dated, known := s.dated(items)
		if !known || slices.ContainsFunc(dated, hasFirst) {
			return false, nil
		}
	}
	return true, nil
}

// plans returns the items of a picture that is not to be made now. It looks for no name that is
// free.
func (f *folder) plans(ctx context.Context, path string) ([]batch.Item, error) {
	return f.build(ctx, path, batch.SkipName)
}

// dated returns the dated files of each item that is not known to be made. They are not known if
// there are too many.
func (s *Service) dated(items []batch.Item) (files [][]string, known bool) {
	for i := range items {
		n := 0
		for range items[i].Results() {
			if n++; n > maxCompetitors {
				return nil, false
			}
		}
		if e := s.existing(&items[i]); !e.own || e.ambiguous {
			files = append(files, e.dated)
		}
	}
	return files, true
}
