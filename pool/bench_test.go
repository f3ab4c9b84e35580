package pool_test

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"sizemill/pool"
)

// The jobs do nothing, so that what is measured is the way there and back.
func double(_ context.Context, n int) (int, error) { return 2 * n, nil }

// BenchmarkPool is the whole way of a job: Submit, queue, worker, Results.
func BenchmarkPool(b *testing.B) {
	for _, bench := range []struct {
		name string
		opts pool.Options
	}{
		{"one worker", pool.Options{Workers: 1, Queue: 64}},
		{"worker a CPU", pool.Options{Queue: 64}},
		{"worker a CPU, default queue", pool.Options{}},
		{"elastic", pool.Options{Workers: 1, MaxWorkers: 16, Queue: 64}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			ctx := context.Background()
			p := pool.New(ctx, bench.opts, double)
			results := p.Results()
			b.ReportAllocs()
			b.ResetTimer()
			go func() {
				defer p.Close()
				for i := range b.N {
					if err := p.Submit(ctx, i); err != nil {
						b.Error(err)
						return
					}
				}
			}()
			count := 0
			for range results {
				count++
			}
			if count != b.N {
				b.Fatalf("%d results of %d jobs", count, b.N)
			}
		})
	}
}

// BenchmarkBaseline is the least that two channels and as many goroutines as CPUs can do the same
// with: no cancelling, no panics caught, no statistics, and it deadlocks without a reader.
func BenchmarkBaseline(b *testing.B) {
	ctx := context.Background()
	type result struct {
		job, value int
		err        error
	}
	jobs, results := make(chan int, 64), make(chan result, 64)
	var workers sync.WaitGroup
	b.ReportAllocs()
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for n := range jobs {
				value, err := double(ctx, n)
				results <- result{n, value, err}
			}
		})
	}
	go func() {
		for i := range b.N {
			jobs <- i
		}
		close(jobs)
		workers.Wait()
		close(results)
	}()
	count := 0
	for range results {
		count++
	}
	if count != b.N {
		b.Fatalf("%d results of %d jobs", count, b.N)
	}
}

// BenchmarkStats is the price of one look at a pool.
func BenchmarkStats(b *testing.B) {
	p := pool.New(b.Context(), pool.Options{}, double)
	defer p.Discard()
	b.ReportAllocs()
	for b.Loop() {
		p.Stats()
	}
}
