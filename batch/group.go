package batch

import "iter"

// group is the items of one picture that are made together, so that it is decoded once: indexes into a plan's items.
type group []int

// groups yields the plan's work, picture by picture.
func (p *Plan) groups() iter.Seq[group] {
	return func(yield func(group) bool) {
		var g group
		for i := range p.Items {
			if task := p.Items[i].Task; task != TaskConvert && task != TaskCopy {
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

// memory is what a group needs: its results are made one after the other.
func (p *Plan) memory(g group) int64 {
	var most int64
	for _, i := range g {
		most = max(most, p.Items[i].Job.MemoryBytes())
	}
	return most
}

// first is the first item of the same picture as item i.
func (p *Plan) first(i int) int {
	for i > 0 && p.Items[i-1].Path == p.Items[i].Path {
		i--
	}
	return i
}
