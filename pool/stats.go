package pool

// Stats is the state of a pool at one moment. At every moment
// Submitted == Queued + Active + Processed + Failed + Cancelled.
type Stats struct {
	Submitted int // jobs accepted by Submit so far
	Queued    int // jobs waiting for a worker; at most Options.Queue
	Active    int // jobs with a worker
	Processed int // jobs that returned without an error
	Failed    int // jobs that returned an error, panicked or called runtime.Goexit
	Cancelled int // jobs whose Result is ErrCancelled
	Workers   int // workers alive, busy or idle
}

// Stats returns a consistent snapshot. It costs one short lock and no allocation, so that it may be
// called as often as a display is painted.
func (p *Pool[J, R]) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.stats
	s.Queued = len(p.queue)
	s.Active = s.Workers - len(p.idle)
	return s
}
