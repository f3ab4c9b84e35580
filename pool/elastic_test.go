package pool_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/pool"
)

func TestElasticGrowsOnDemandAndShrinksWhenIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 2, MaxWorkers: 4, IdleTimeout: time.Minute, Queue: 3}, second)
		defer p.Discard()
		workers := func(when string, want int) {
			t.Helper()
			synctest.Wait()
			if got := p.Stats().Workers; got != want {
				t.Errorf("%s: %d workers, want %d", when, got, want)
			}
		}
		workers("new", 2)
		for i, want := range []int{2, 2, 3, 4, 4, 4, 4} {
			submit(t, p, i)
			workers("growing", want)
		}
		checkStats(t, p, pool.Stats{Submitted: 7, Queued: 3, Active: 4, Workers: 4})

		time.Sleep(2*time.Second + time.Minute - 1) // three worked for two seconds, one for one
		workers("one has been idle for a minute", 3)
		time.Sleep(time.Nanosecond)
		workers("all have been", 2)
		time.Sleep(24 * time.Hour)
		workers("the rest stay", 2)

		for i, want := range []int{2, 2, 3} {
			submit(t, p, i)
			workers("growing again", want)
		}
		time.Sleep(time.Second + time.Minute)
		workers("shrinking again", 2)
	})
}

func TestElasticDoesNotGrowWhileAWorkerIsIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 1, MaxWorkers: 8}, double)
		defer p.Discard()
		for i := range 1000 {
			submit(t, p, i)
			<-p.Results() // when a result is read, its worker is idle
			if got := p.Stats().Workers; got != 1 {
				t.Fatalf("%d workers after job %d", got, i)
			}
		}
	})
}

func TestElasticShrinksUnderATrickle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 1, MaxWorkers: 8, IdleTimeout: 10 * time.Second}, second)
		defer p.Discard()
		for i := range 8 {
			submit(t, p, i)
		}
		for i := range 12 { // were it shared out, every worker would have one each eight seconds
			time.Sleep(time.Second)
			synctest.Wait()
			submit(t, p, i)
		}
		if got := p.Stats().Workers; got != 1 {
			t.Errorf("%d workers for one job at a time", got)
		}
	})
}

func TestElasticEndsWhileIdle(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(context.CancelFunc, *pool.Pool[int, int])
	}{
		{"Close", func(_ context.CancelFunc, p *pool.Pool[int, int]) { p.Close() }},
		{"cancel", func(cancel context.CancelFunc, _ *pool.Pool[int, int]) { cancel() }},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				p := pool.New(ctx, pool.Options{Workers: 1, MaxWorkers: 3, IdleTimeout: time.Hour}, second)
				submit(t, p, 1, 2, 3)
				time.Sleep(time.Minute)
				begin := time.Now()
				test.end(cancel, p)
				if results := collect(p); len(results) != 3 || time.Since(begin) != 0 {
					t.Errorf("%v after %v", results, time.Since(begin))
				}
				checkStats(t, p, pool.Stats{Submitted: 3, Processed: 3})
			})
		})
	}
}
