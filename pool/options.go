package pool

import "time"

// DefaultIdleTimeout is long enough that a burst, such as a camera card being copied, keeps its
// workers, and short enough that they are gone when the user looks at the machine again.
const DefaultIdleTimeout = 30 * time.Second

// Options size a pool. The zero value is a pool of fixed size, with one worker per CPU. Numbers
// below zero mean the same as zero.
type Options struct {
	// Workers is how many workers are kept alive until the pool ends. Zero means CPUBound().
	Workers int

	// MaxWorkers makes the pool elastic: a job that finds no idle worker starts another, up to this
	// many. Zero, or anything up to Workers, means a fixed size.
	MaxWorkers int

	// IdleTimeout is how long a worker of an elastic pool waits for a job before it leaves, as
	// long as Workers remain. Jobs go to the worker that was busy last, so that the others can
	// leave even while a few jobs trickle in. Zero means DefaultIdleTimeout.
	IdleTimeout time.Duration

	// Queue is how many jobs may wait while all workers are busy; their memory is allocated at
	// once. Zero means one per worker, counting MaxWorkers.
	Queue int
}

// withDefaults returns o with its zero fields replaced by what they mean.
func (o Options) withDefaults() Options {
	if o.Workers <= 0 {
		o.Workers = CPUBound()
	}
	o.MaxWorkers = max(o.MaxWorkers, o.Workers)
	if o.IdleTimeout <= 0 {
		o.IdleTimeout = DefaultIdleTimeout
	}
	if o.Queue <= 0 {
		o.Queue = o.MaxWorkers
	}
	return o
}
