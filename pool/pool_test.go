package pool_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/pool"
)

// submit hands over jobs that the pool has to accept.
func submit[J, R any](t *testing.T, p *pool.Pool[J, R], jobs ...J) {
	t.Helper()
	for _, job := range jobs {
		if err := p.Submit(t.Context(), job); err != nil {
			t.Errorf("Submit(%v) = %v", job, err)
		}
	}
}

// collect reads to the end and returns the results in the order of their jobs.
func collect[J cmp.Ordered, R any](p *pool.Pool[J, R]) []pool.Result[J, R] {
	var all []pool.Result[J, R]
	for r := range p.Results() {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b pool.Result[J, R]) int { return cmp.Compare(a.Job, b.Job) })
	return all
}

func checkStats[J, R any](t *testing.T, p *pool.Pool[J, R], want pool.Stats) {
	t.Helper()
	if got := p.Stats(); got != want {
		t.Errorf("Stats = %+v, want %+v", got, want)
	}
}

func TestErrorsTravelWithTheirJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.New(t.Context(), pool.Options{Workers: 3}, func(_ context.Context, n int) (string, error) {
			if n%2 == 1 {
				return "half", fmt.Errorf("job %d: %w", n, io.ErrUnexpectedEOF)
			}
			return fmt.Sprint("job ", n), nil
		})
		submit(t, p, 0, 1, 2, 3, 4)
		p.Close()
		for i, r := range collect(p) {
			switch {
			case r.Job != i:
				t.Fatalf("result %d is of job %d", i, r.Job)
			case i%2 == 0 && (r.Err != nil || r.Value != fmt.Sprint("job ", i)):
				t.Errorf("job %d: %q, %v", i, r.Value, r.Err)
			case i%2 == 1 && (!errors.Is(r.Err, io.ErrUnexpectedEOF) || !strings.HasPrefix(r.Err.Error(), fmt.Sprint("job ", i)) || r.Value != "half"):
				t.Errorf("job %d: %q, %v", i, r.Value, r.Err)
			}
		}
		checkStats(t, p, pool.Stats{Submitted: 5, Processed: 3, Failed: 2})
	})
}

func explode(v any) { panic(v) }

func TestPanicBecomesTheJobsError(t *testing.T) {
	for _, test := range []struct {
		name  string
		value any
		text  string
		is    error
	}{
		{"string", "no pixels", "pool: job panicked: no pixels", nil},
		{"error", io.ErrUnexpectedEOF, "pool: job panicked: unexpected EOF", io.ErrUnexpectedEOF},
		{"nil", nil, "pool: job panicked: " + new(runtime.PanicNilError).Error(), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := pool.New(t.Context(), pool.Options{Workers: 1}, func(_ context.Context, n int) (int, error) {
				if n == 0 {
					explode(test.value)
				}
				return n, nil
			})
			submit(t, p, 0, 1)
			p.Close()
			results := collect(p)
			var failure *pool.PanicError
			if !errors.As(results[0].Err, &failure) {
				t.Fatalf("error %v is no PanicError", results[0].Err)
			}
			if failure.Error() != test.text {
				t.Errorf("text %q, want %q", failure, test.text)
			}
			if test.is != nil && !errors.Is(failure, test.is) {
				t.Errorf("%v does not wrap %v", failure, test.is)
			}
			if !strings.Contains(string(failure.Stack), "pool_test.explode") {
				t.Errorf("the stack does not name the function that panicked:\n%s", failure.Stack)
			}
			if results[1].Err != nil || results[1].Value != 1 {
				t.Errorf("the job after the panic: %+v", results[1])
			}
			checkStats(t, p, pool.Stats{Submitted: 2, Processed: 1, Failed: 1})
		})
	}
}

func TestGoexitLosesNeitherJobNorWorker(t *testing.T) {
	for _, test := range []struct {
		name string
		opts pool.Options
	}{
		{"one worker", pool.Options{Workers: 1, Queue: 9}},
		{"elastic", pool.Options{Workers: 1, MaxWorkers: 3, IdleTimeout: time.Second}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := pool.New(t.Context(), test.opts, func(_ context.Context, n int) (int, error) {
					if n%2 == 0 {
						runtime.Goexit()
					}
					return n, nil
				})
				submit(t, p, 0, 1, 2, 3, 4)
				synctest.Wait()
				if s := p.Stats(); s.Workers < 1 || s.Failed != 3 || s.Processed != 2 {
					t.Errorf("before Close: %+v", s)
				}
				submit(t, p, 5, 6)
				p.Close()
				for _, r := range collect(p) {
					if want := r.Job%2 == 0; errors.Is(r.Err, pool.ErrGoexit) != want {
						t.Errorf("job %d: error %v", r.Job, r.Err)
					}
				}
				checkStats(t, p, pool.Stats{Submitted: 7, Processed: 3, Failed: 4})
			})
		})
	}
}

func TestNilFunctionPanicsInNew(t *testing.T) {
	defer func() {
		if v := recover(); v != "pool: New with a nil function" {
			t.Errorf("New panicked with %v", v)
		}
	}()
	pool.New[int, int](t.Context(), pool.Options{}, nil)
}

func TestOptionsDefaults(t *testing.T) {
	hold := func(ctx context.Context, _ int) (int, error) { <-ctx.Done(); return 0, ctx.Err() }
	for _, test := range []struct {
		name            string
		opts            pool.Options
		workers, queued int // with as many jobs as are accepted
	}{
		{"zero value", pool.Options{}, pool.CPUBound(), pool.CPUBound()},
		{"negative", pool.Options{Workers: -1, MaxWorkers: -1, IdleTimeout: -1, Queue: -1}, pool.CPUBound(), pool.CPUBound()},
		{"workers", pool.Options{Workers: 3}, 3, 3},
		{"workers and queue", pool.Options{Workers: 3, Queue: 7}, 3, 7},
		{"maximum below workers", pool.Options{Workers: 3, MaxWorkers: 2}, 3, 3},
		{"elastic", pool.Options{Workers: 1, MaxWorkers: 4}, 4, 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := pool.New(t.Context(), test.opts, hold)
				defer p.Discard()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				for p.Submit(ctx, 0) == nil {
				}
				s := p.Stats()
				if s.Workers != test.workers || s.Active != test.workers || s.Queued != test.queued {
					t.Errorf("%+v, want %d workers and %d queued", s, test.workers, test.queued)
				}
			})
		})
	}
}

// The results do not fit into any channel, so it shows whether submitting, running and reading can
// each go ahead without the others.
func TestNobodyWaitsForTheReader(t *testing.T) {
	const jobs = 5000
	all := func(t *testing.T, p *pool.Pool[int, int]) {
		for i, r := range collect(p) {
			if r.Job != i || r.Value != 2*i {
				t.Fatalf("result %d: %+v", i, r)
			}
		}
		checkStats(t, p, pool.Stats{Submitted: jobs, Processed: jobs})
	}
	for _, test := range []struct {
		name string
		use  func(*testing.T, *pool.Pool[int, int], func())
	}{
		{"early", func(t *testing.T, p *pool.Pool[int, int], submitAll func()) {
			go submitAll()
			all(t, p)
		}},
		{"after Close", func(t *testing.T, p *pool.Pool[int, int], submitAll func()) {
			submitAll()
			all(t, p)
		}},
		{"after Shutdown", func(t *testing.T, p *pool.Pool[int, int], submitAll func()) {
			submitAll()
			if err := p.Shutdown(t.Context()); err != nil {
				t.Errorf("Shutdown: %v", err)
			}
			all(t, p)
		}},
		{"after Shutdown with the channel taken before", func(t *testing.T, p *pool.Pool[int, int], submitAll func()) {
			p.Results()
			submitAll()
			if err := p.Shutdown(t.Context()); err != nil {
				t.Errorf("Shutdown: %v", err)
			}
			all(t, p)
		}},
		{"never", func(t *testing.T, p *pool.Pool[int, int], submitAll func()) {
			submitAll()
			if err := p.Shutdown(t.Context()); err != nil {
				t.Errorf("Shutdown: %v", err)
			}
		}},
		{"nothing submitted, read", func(_ *testing.T, p *pool.Pool[int, int], _ func()) {
			p.Close()
			for range p.Results() {
			}
		}},
		{"nothing submitted, not read", func(_ *testing.T, p *pool.Pool[int, int], _ func()) { p.Close() }},
	} {
		t.Run(test.name, func(t *testing.T) {
			// The bubble ends only when every goroutine has, and panics on a deadlock.
			synctest.Test(t, func(t *testing.T) {
				p := pool.New(t.Context(), pool.Options{Workers: 2}, double)
				test.use(t, p, func() {
					for i := range jobs {
						submit(t, p, i)
					}
					p.Close()
				})
			})
		})
	}
}
