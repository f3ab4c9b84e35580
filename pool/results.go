package pool

// Result is what became of one job.
type Result[J, R any] struct {
	Job   J     // as submitted
	Value R     // as returned, also beside an error; zero if the job did not return
	Err   error // as returned, or *PanicError, ErrGoexit or, wrapping the reason, ErrCancelled
}

const (
	// resultBuffer spares reader and feeder a goroutine switch per result.
	resultBuffer = 64
	// maxSpare is the most results for which a feeder keeps memory: a long-lived pool should not
	// keep the memory of its largest backlog.
	maxSpare = 1024
)

// Results returns the channel of results, the same at every call; several goroutines may share it.
// The pool closes it after the last result, which comes only when the pool is closed, shut down or
// cancelled. Callers of Results must read to the end or call Discard.
func (p *Pool[J, R]) Results() <-chan Result[J, R] {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.results != nil:
	case p.stats.Workers == 0: // finished: all of them fit into the channel, which needs no feeder
		p.results = make(chan Result[J, R], len(p.unread))
		for _, res := range p.unread {
			p.results <- res
		}
		p.unread = nil
		close(p.results)
	default:
		p.results = make(chan Result[J, R], resultBuffer)
		go p.feed(p.results)
	}
	return p.results
}

// feed passes results on to the reader, as many at a time as are ready.
func (p *Pool[J, R]) feed(reader chan<- Result[J, R]) {
	defer close(reader)
	var batch []Result[J, R]
	for more := true; more; {
		_, more = <-p.fresh
		p.mu.Lock()
		batch, p.unread = p.unread, batch[:0]
		p.mu.Unlock()
		for i := range batch {
			reader <- batch[i]
			batch[i] = Result[J, R]{} // the reader alone decides how long it is kept
		}
		if cap(batch) > maxSpare {
			batch = nil
		}
	}
}

// record counts a result and keeps it for the reader. The caller holds mu.
func (p *Pool[J, R]) record(res Result[J, R]) {
	switch res.Err.(type) { //nolint:errorlint // a job that wraps another pool's cancellation has failed
	case nil:
		p.stats.Processed++
	case cancelled:
		p.stats.Cancelled++
	default:
		p.stats.Failed++
	}
	p.unread = append(p.unread, res)
	signal(p.fresh)
}
