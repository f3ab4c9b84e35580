package pool_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/pool"
)

func TestCancellingNewsContextEndsThePool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		errOwn := errors.New("disk full")
		kinds := []func(context.Context) (string, error){
			func(ctx context.Context) (string, error) { <-ctx.Done(); return "part", context.Cause(ctx) },
			func(ctx context.Context) (string, error) { <-ctx.Done(); return "part", ctx.Err() },
			func(ctx context.Context) (string, error) { <-ctx.Done(); return "whole", nil },
			func(ctx context.Context) (string, error) { <-ctx.Done(); return "", errOwn },
			func(context.Context) (string, error) { return "never run", nil },
			func(context.Context) (string, error) { return "never run", nil },
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		p := pool.New(ctx, pool.Options{Workers: 4}, func(ctx context.Context, n int) (string, error) { return kinds[n](ctx) })
		submit(t, p, 0, 1, 2, 3, 4, 5)
		synctest.Wait()
		checkStats(t, p, pool.Stats{Submitted: 6, Queued: 2, Active: 4, Workers: 4})

		cancel(errWhy)
		results := collect(p) // ends without a call of Close
		for i, want := range []struct {
			value     string
			err       error
			cancelled bool
		}{
			{"part", errWhy, true},
			{"part", context.Canceled, true},
			{"whole", nil, false},
			{"", errOwn, false},
			{"", errWhy, true},
			{"", errWhy, true},
		} {
			r := results[i]
			if r.Value != want.value || !errors.Is(r.Err, want.err) || errors.Is(r.Err, pool.ErrCancelled) != want.cancelled {
				t.Errorf("job %d: %q, %v; want %+v", r.Job, r.Value, r.Err, want)
			}
		}
		checkStats(t, p, pool.Stats{Submitted: 6, Processed: 1, Failed: 1, Cancelled: 4})
		if text := results[5].Err.Error(); text != "pool: job canceled: the user changed the size" {
			t.Errorf("text %q", text)
		}
		if err := p.Shutdown(t.Context()); err != errWhy {
			t.Errorf("Shutdown after that = %v, want the cause", err)
		}
	})
}

func TestContextEndedBeforeNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errWhy)
		p := pool.New(ctx, pool.Options{}, double)
		if err := p.Submit(t.Context(), 1); err != errWhy {
			t.Errorf("Submit = %v", err)
		}
		if results := collect(p); results != nil {
			t.Errorf("results %v", results)
		}
	})
}

func TestQueuedJobsComeBackBeforeRunningOnesEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		stubborn := func(_ context.Context, n int) (int, error) { time.Sleep(time.Hour); return n, nil }
		p := pool.New(ctx, pool.Options{Workers: 1, Queue: 3}, stubborn)
		submit(t, p, 1, 2, 3, 4)
		synctest.Wait()
		begin := time.Now()
		cancel()
		for _, job := range []int{2, 3, 4} {
			if r := <-p.Results(); r.Job != job || !errors.Is(r.Err, pool.ErrCancelled) || time.Since(begin) != 0 {
				t.Errorf("%+v after %v", r, time.Since(begin))
			}
		}
		if r := <-p.Results(); r.Job != 1 || r.Err != nil || time.Since(begin) != time.Hour {
			t.Errorf("%+v after %v", r, time.Since(begin))
		}
		p.Discard()
	})
}

func TestShutdown(t *testing.T) {
	for _, test := range []struct {
		name     string
		deadline time.Duration // zero is none
		took     time.Duration
		err      error
		stats    pool.Stats
	}{
		{"drains", 0, 3 * time.Second, nil, pool.Stats{Submitted: 3, Processed: 3}},
		{"drains within the deadline", time.Minute, 3 * time.Second, nil, pool.Stats{Submitted: 3, Processed: 3}},
		{"aborts at the deadline", 1500 * time.Millisecond, 1500 * time.Millisecond, context.DeadlineExceeded, pool.Stats{Submitted: 3, Processed: 1, Cancelled: 2}},
		{"aborts at once", time.Nanosecond, time.Nanosecond, context.DeadlineExceeded, pool.Stats{Submitted: 3, Cancelled: 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := pool.New(t.Context(), pool.Options{Workers: 1, Queue: 2}, second)
				submit(t, p, 1, 2, 3)
				ctx := t.Context()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				begin := time.Now()
				var callers sync.WaitGroup
				for range 3 { // at the same time
					callers.Go(func() {
						if err := p.Shutdown(ctx); err != test.err || time.Since(begin) != test.took {
							t.Errorf("Shutdown = %v after %v", err, time.Since(begin))
						}
					})
				}
				callers.Wait()
				if err := p.Shutdown(ctx); err != test.err { // and once more
					t.Errorf("the second Shutdown = %v", err)
				}
				checkStats(t, p, test.stats)
				if results := collect(p); len(results) != 3 {
					t.Errorf("results %v", results)
				}
			})
		})
	}
}

func TestShutdownWithAnEndedContextAfterDraining(t *testing.T) {
	p := pool.New(t.Context(), pool.Options{}, double)
	submit(t, p, 1)
	p.Close()
	collect(p)
	if err := p.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Shutdown(ended); err != nil {
		t.Errorf("a drained pool was aborted: %v", err)
	}
}

func TestShutdownGivesJobsItsCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 1}, second)
		submit(t, p, 1, 2)
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errWhy)
		if err := p.Shutdown(ctx); err != errWhy {
			t.Errorf("Shutdown = %v", err)
		}
		for _, r := range collect(p) {
			if !errors.Is(r.Err, errWhy) || !errors.Is(r.Err, pool.ErrCancelled) {
				t.Errorf("job %d: %v", r.Job, r.Err)
			}
		}
	})
}

// The bubble of each case ends only if Discard leaves no goroutine.
func TestDiscard(t *testing.T) {
	const jobs = 1000
	for _, test := range []struct {
		name string
		use  func(*testing.T, *pool.Pool[int, int])
	}{
		{"unused", func(*testing.T, *pool.Pool[int, int]) {}},
		{"never read", func(t *testing.T, p *pool.Pool[int, int]) {
			for i := range jobs {
				submit(t, p, i)
			}
		}},
		{"reader left early", func(t *testing.T, p *pool.Pool[int, int]) {
			for i := range jobs {
				submit(t, p, i)
			}
			<-p.Results()
		}},
		{"reader left early, aborted", func(t *testing.T, p *pool.Pool[int, int]) {
			for i := range jobs {
				submit(t, p, i)
			}
			<-p.Results()
			ended, cancel := context.WithCancel(t.Context())
			cancel()
			if err := p.Shutdown(ended); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}},
		{"finished and read", func(t *testing.T, p *pool.Pool[int, int]) {
			submit(t, p, 1)
			p.Close()
			collect(p)
		}},
		{"twice", func(_ *testing.T, p *pool.Pool[int, int]) { p.Discard() }},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := pool.New(t.Context(), pool.Options{Workers: 2}, double)
				test.use(t, p)
				p.Discard()
				if _, open := <-p.Results(); open {
					t.Error("a result is left")
				}
				s := p.Stats()
				if s.Queued+s.Active+s.Workers != 0 || s.Submitted != s.Processed+s.Cancelled {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

func TestDiscardWaitsForRunningJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 1}, func(ctx context.Context, _ int) (int, error) {
			<-ctx.Done()
			time.Sleep(time.Second) // cleaning up
			return 0, ctx.Err()
		})
		submit(t, p, 1)
		synctest.Wait()
		begin := time.Now()
		p.Discard()
		if took := time.Since(begin); took != time.Second {
			t.Errorf("Discard returned after %v", took)
		}
		checkStats(t, p, pool.Stats{Submitted: 1, Cancelled: 1})
	})
}
