// Package pool runs a function over many values with bounded workers.
//
//	p := pool.New(ctx, pool.Options{}, resize) // func(ctx, Job) (Picture, error)
//	defer p.Discard()
//	go func() {
//		defer p.Close()
//		for _, job := range jobs {
//			if p.Submit(ctx, job) != nil {
//				return
//			}
//		}
//	}()
//	for r := range p.Results() {
//		fmt.Println(r.Job, r.Value, r.Err)
//	}
//
// What it promises:
//
//  1. Every job that Submit accepted comes back as exactly one [Result], with its own value or
//     error. Results come in the order in which jobs finish.
//  2. A failing job stops no other. A panic becomes that job's [PanicError], and a job that calls
//     runtime.Goexit fails with [ErrGoexit]; the worker lives on. (A fatal error of the runtime,
//     such as a concurrent map write, still ends the program.)
//  3. The queue is bounded: Submit blocks while it is full. Results are not: the pool keeps
//     unread ones, at the cost of one Result each. So a caller may read while submitting,
//     after submitting, after Shutdown or never, and neither side waits for the other.
//  4. When the context given to New ends, intake stops, running jobs see it through their own
//     context, queued ones come back at once as [ErrCancelled] with context.Cause, and the pool
//     finishes by itself.
//  5. Close stops the intake and lets the queue run out. Shutdown also waits for that, until its
//     context ends, and then aborts: it cancels as in point 4 and waits for the running jobs. All
//     results stay readable. Discard aborts at once and drops the unread results.
//  6. After Shutdown no worker is left. The one goroutine that may remain is the one that feeds
//     Results, if it was called before, until its reader reaches the end; Discard ends it too.
//     The pool waits for a running job that ignores its context: Go has no way to stop it.
//  7. Stats is one consistent snapshot: Submitted = Queued + Active + Processed + Failed + Cancelled.
//
// A pool has a fixed size, or is elastic (see [Options]): it grows while jobs would wait and
// shrinks when idle, which suits a pool that lives for days. [CPUBound], [IOBound] and
// [RateLimited] return a size for the work at hand. All methods may be called from any goroutine; a
// job may call Submit, Close and Stats of its own pool, but Shutdown and Discard there would wait
// for the job itself, and Submit waits forever if every worker does so with the queue full.
package pool
