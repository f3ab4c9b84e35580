package pool_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sizemill/pool"
)

// A basic pool: submit from one goroutine, read in another, and let every job have its own error.
func Example() {
	ctx := context.Background()
	p := pool.New(ctx, pool.Options{Workers: 4}, func(_ context.Context, n int) (int, error) {
		if n == 13 {
			return 0, errors.New("unlucky")
		}
		return n * n, nil
	})
	defer p.Discard() // whichever way this function is left

	go func() {
		defer p.Close()
		for n := range 20 {
			if err := p.Submit(ctx, n); err != nil {
				return // ctx has ended or the pool was discarded
			}
		}
	}()

	sum := 0
	for r := range p.Results() {
		if r.Err != nil {
			fmt.Printf("job %d: %v\n", r.Job, r.Err)
			continue
		}
		sum += r.Value
	}
	fmt.Println("sum of the others:", sum)
	// Output:
	// job 13: unlucky
	// sum of the others: 2301
}

// An elastic pool keeps one worker, has more while jobs would wait, and lets them go again.
func Example_elastic() {
	ctx := context.Background()
	arrived := make(chan struct{})
	p := pool.New(ctx, pool.Options{Workers: 1, MaxWorkers: 3, IdleTimeout: time.Millisecond},
		func(_ context.Context, file string) (string, error) {
			<-arrived
			return file, nil
		})
	defer p.Discard()

	fmt.Println("at rest:", p.Stats().Workers)
	for _, file := range []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg"} {
		if err := p.Submit(ctx, file); err != nil {
			fmt.Println(err)
			return
		}
		s := p.Stats()
		fmt.Printf("%s: %d workers, %d waiting\n", file, s.Workers, s.Queued)
	}
	close(arrived)

	for range time.Tick(time.Millisecond) { // the surplus leaves after a millisecond without a job
		if s := p.Stats(); s.Processed == 4 && s.Workers == 1 {
			break
		}
	}
	fmt.Println("at rest again:", p.Stats().Workers)
	// Output:
	// at rest: 1
	// a.jpg: 1 workers, 0 waiting
	// b.jpg: 2 workers, 0 waiting
	// c.jpg: 3 workers, 0 waiting
	// d.jpg: 3 workers, 1 waiting
	// at rest again: 1
}

// A cancelled pool: the running job sees its context end, those that waited come back unrun, and
// the pool finishes by itself.
func Example_cancelled() {
	ctx, cancel := context.WithCancelCause(context.Background())
	running := make(chan struct{})
	p := pool.New(ctx, pool.Options{Workers: 1, Queue: 2}, func(ctx context.Context, file string) (string, error) {
		close(running)
		<-ctx.Done() // a real job looks now and then, or passes ctx on
		return "", context.Cause(ctx)
	})
	for _, file := range []string{"a.jpg", "b.jpg", "c.jpg"} {
		if err := p.Submit(ctx, file); err != nil {
			fmt.Println(err)
		}
	}
	<-running
	cancel(errors.New("the window was closed"))

	fmt.Println("d.jpg:", p.Submit(context.Background(), "d.jpg"))
	cancelled := 0
	for r := range p.Results() {
		if errors.Is(r.Err, pool.ErrCancelled) {
			cancelled++
		}
		if r.Job == "c.jpg" {
			fmt.Println("c.jpg:", r.Err)
		}
	}
	fmt.Println(cancelled, "cancelled")
	// Output:
	// d.jpg: the window was closed
	// c.jpg: pool: job canceled: the window was closed
	// 3 cancelled
}

// A monitored pool: its Stats may be read at any time.
func Example_monitored() {
	ctx := context.Background()
	next := make(chan struct{})
	p := pool.New(ctx, pool.Options{Workers: 1, Queue: 8}, func(_ context.Context, n int) (int, error) {
		<-next
		if n == 1 {
			return 0, errors.New("damaged")
		}
		return n, nil
	})
	show := func() {
		s := p.Stats()
		fmt.Printf("%d of %d done, %d failed, %d active, %d queued, %d workers\n",
			s.Processed, s.Submitted, s.Failed, s.Active, s.Queued, s.Workers)
	}

	for n := range 4 {
		if err := p.Submit(ctx, n); err != nil {
			fmt.Println(err)
		}
	}
	show()
	results := p.Results()
	for range 2 {
		next <- struct{}{}
		<-results
		show()
	}
	close(next)
	if err := p.Shutdown(ctx); err != nil {
		fmt.Println(err)
	}
	show()
	for range results { // nothing is left of a pool whose results are read to the end
	}
	// Output:
	// 0 of 4 done, 0 failed, 1 active, 3 queued, 1 workers
	// 1 of 4 done, 0 failed, 1 active, 2 queued, 1 workers
	// 1 of 4 done, 1 failed, 1 active, 1 queued, 1 workers
	// 3 of 4 done, 1 failed, 0 active, 0 queued, 0 workers
}
