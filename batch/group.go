package batch

import (
	"context"
	"iter"

	"sizemill/resize"
)

// group is the items of one picture that are made together, so that it is decoded once: indexes into a plan's items.
type group []int

// groups yields the plan's work, picture by picture, without the items that are left out.
func (p *Plan) groups(leave map[int]error) iter.Seq[group] {
	return func(yield func(group) bool) {
		var g group
		for i := range p.Items {
			if !p.Items[i].works() || leave[i] != nil {
				continue
			}
			if len(g) > 0 && p.Items[g[0]].Path != p.Items[i].Path {
				if !yield(g) {
					return
				}
				g = nil
			}
			g = append(g, i)
		}
		if len(g) > 0 {
			yield(g)
		}
	}
}

// memory is what a group needs as it is planned: its results are made one after the other. What b refuses needs nothing.
func (p *Plan) memory(g group, b *Budget) int64 {
	var most int64
	for _, i := range g {
		if job := &p.Items[i].Job; b.Refuse(job.InputPath, job.MemoryBytes()) == nil {
			most = max(most, job.MemoryBytes())
		}
	}
	return most
}

// share is what a group's work has of a budget; at first that is nothing.
type share struct {
	budget  *Budget
	bytes   int64
	release func()
}

// cover waits until the share is one of at least need bytes, or ctx ends. A share that is too small is given back before, so that no two
// of them wait for each other.
func (s *share) cover(ctx context.Context, need int64) error {
	if s.release != nil && need <= s.bytes {
		return nil
	}
	s.free()
	release, err := s.budget.Acquire(ctx, need)
	if err != nil {
		return err
	}
	s.bytes, s.release = need, release
	return nil
}

// free gives the share back.
func (s *share) free() {
	if s.release != nil {
		s.release()
	}
	s.bytes, s.release = 0, nil
}

// within is do with a share that covers its jobs, without those that the budget refuses. What is tried again in another way may need more
// than what was planned: most pictures are whole, and need not wait for what they would take if they were not.
func (s *share) within(do doAll) doAll {
	return func(ctx context.Context, jobs []resize.ImageJob) []resize.Result {
		results := make([]resize.Result, len(jobs))
		var most int64
		var fit []resize.ImageJob
		var places []int // of what fits, among jobs
		for i := range jobs {
			need := jobs[i].MemoryBytes()
			if results[i].Err = s.budget.Refuse(jobs[i].InputPath, need); results[i].Err == nil {
				most, fit, places = max(most, need), append(fit, jobs[i]), append(places, i)
			}
		}
		if len(fit) == 0 {
			return results
		}
		if s.cover(ctx, most) != nil { // ctx has ended
			for _, i := range places {
				results[i].Err = ctx.Err()
			}
			return results
		}
		for at, r := range do(ctx, fit) {
			results[places[at]] = r
		}
		return results
	}
}

// first is the first item of the same picture as item i.
func (p *Plan) first(i int) int {
	for i > 0 && p.Items[i-1].Path == p.Items[i].Path {
		i--
	}
	return i
}
