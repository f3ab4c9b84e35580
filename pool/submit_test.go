package pool_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/pool"
)

var errWhy = errors.New("the user changed the size")

// second is a job that takes a second, or until its context ends.
func second(ctx context.Context, n int) (int, error) {
	select {
	case <-time.After(time.Second):
		return n, nil
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

func TestSubmitWaitsWhileTheQueueIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 1, Queue: 2}, second)
		begin := time.Now()
		for i, want := range []time.Duration{0, 0, 0, 1 * time.Second, 2 * time.Second} {
			submit(t, p, i)
			if got := time.Since(begin); got != want {
				t.Errorf("job %d was accepted after %v, want %v", i, got, want)
			}
		}
		if err := p.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if got := time.Since(begin); got != 5*time.Second {
			t.Errorf("five jobs of a second took %v", got)
		}
	})
}

func TestEveryWaitingSubmitIsWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 3, Queue: 2}, second)
		for i := range 20 {
			go submit(t, p, i)
		}
		synctest.Wait()
		checkStats(t, p, pool.Stats{Submitted: 5, Queued: 2, Active: 3, Workers: 3})
		time.Sleep(7*time.Second - 1)
		synctest.Wait() // twenty jobs, three a second
		checkStats(t, p, pool.Stats{Submitted: 20, Active: 2, Processed: 18, Workers: 3})
		p.Discard()
	})
}

// A worker may take several jobs before a waiting Submit gets a turn, and finds the queue full only
// once.
func TestEveryWaitingSubmitIsWokenWhenTheQueueRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		open := make(chan struct{})
		p := pool.New(t.Context(), pool.Options{Workers: 1, Queue: 4}, func(_ context.Context, n int) (int, error) {
			<-open
			return n, nil
		})
		for i := range 15 {
			go submit(t, p, i)
		}
		synctest.Wait()
		checkStats(t, p, pool.Stats{Submitted: 5, Queued: 4, Active: 1, Workers: 1})
		close(open)
		synctest.Wait()
		checkStats(t, p, pool.Stats{Submitted: 15, Processed: 15, Workers: 1})
		p.Discard()
	})
}

func TestSubmitRefuses(t *testing.T) {
	for _, test := range []struct {
		name   string
		end    func(cancelNew, cancelSubmit context.CancelCauseFunc, p *pool.Pool[int, int])
		want   error
		active bool // whether the pool goes on
	}{
		{"Close", func(_, _ context.CancelCauseFunc, p *pool.Pool[int, int]) { p.Close() }, pool.ErrClosed, false},
		{"Discard", func(_, _ context.CancelCauseFunc, p *pool.Pool[int, int]) { p.Discard() }, pool.ErrClosed, false},
		{"Shutdown", func(_, _ context.CancelCauseFunc, p *pool.Pool[int, int]) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
			defer cancel()
			_ = p.Shutdown(ctx) // TestShutdown looks at its errors
		}, pool.ErrClosed, false},
		{"the context of New ends", func(cancel, _ context.CancelCauseFunc, _ *pool.Pool[int, int]) { cancel(nil) }, context.Canceled, false},
		{"with a cause", func(cancel, _ context.CancelCauseFunc, _ *pool.Pool[int, int]) { cancel(errWhy) }, errWhy, false},
		{"the context of Submit ends", func(_, cancel context.CancelCauseFunc, _ *pool.Pool[int, int]) { cancel(nil) }, context.Canceled, true},
		{"with a cause of its own", func(_, cancel context.CancelCauseFunc, _ *pool.Pool[int, int]) { cancel(errWhy) }, errWhy, true},
	} {
		start := func(t *testing.T) (p *pool.Pool[int, int], ctx context.Context, end func()) {
			newCtx, cancelNew := context.WithCancelCause(context.Background())
			ctx, cancelSubmit := context.WithCancelCause(context.Background())
			t.Cleanup(func() { cancelNew(nil); cancelSubmit(nil) })
			p = pool.New(newCtx, pool.Options{Workers: 1, Queue: 1}, second)
			return p, ctx, func() { test.end(cancelNew, cancelSubmit, p) }
		}
		t.Run(test.name+", before", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, ctx, end := start(t)
				end()
				if err := p.Submit(ctx, 0); err != test.want {
					t.Errorf("Submit = %v, want %v", err, test.want)
				}
				p.Discard()
				checkStats(t, p, pool.Stats{})
			})
		})
		t.Run(test.name+", while waiting", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, ctx, end := start(t)
				submit(t, p, 1, 2)
				refused := make(chan error)
				go func() { refused <- p.Submit(ctx, 3) }()
				synctest.Wait()
				begin := time.Now()
				end()
				if err := <-refused; err != test.want {
					t.Errorf("Submit = %v, want %v", err, test.want)
				}
				if waited := time.Since(begin); waited > time.Millisecond {
					t.Errorf("Submit returned after %v", waited)
				}
				if test.active {
					time.Sleep(time.Second)
					submit(t, p, 4)
				}
				p.Discard()
			})
		})
	}
}
