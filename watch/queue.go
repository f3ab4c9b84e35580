package watch

// dueQueue is a heap of settling files; the one that is due first is on top.
type dueQueue []*settling

func (q dueQueue) Len() int           { return len(q) }
func (q dueQueue) Less(i, j int) bool { return q[i].next < q[j].next }

func (q dueQueue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].place, q[j].place = i, j
}

func (q *dueQueue) Push(x any) {
	f := x.(*settling)
	f.place = len(*q)
	*q = append(*q, f)
}

func (q *dueQueue) Pop() any {
	last := len(*q) - 1
	f := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	f.place = -1
	return f
}
