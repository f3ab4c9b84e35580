package batch

import "iter"

// group is the items of one picture, as indexes into a plan's items. They are made together, so
// that it is decoded once.
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

// memory returns what a group needs as planned: its results are made one after the other. Results
// that b refuses need nothing.
func (p *Plan) memory(g group, b *Budget) int64 {
	var most int64
	for _, i := range g {
		if job := &p.Items[i].Job; b.Refuse(job.InputPath, job.MemoryBytes()) == nil {
			most = max(most, job.MemoryBytes())
		}
	}
	return most
}

// first returns the first item of the same picture as item i.
func (p *Plan) first(i int) int {
	for i > 0 && p.Items[i-1].Path == p.Items[i].Path {
		i--
	}
	return i
}
